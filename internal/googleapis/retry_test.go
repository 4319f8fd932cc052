package googleapis_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/api/googleapi"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// reply is what comes of one attempt.
type reply struct {
	status int
	after  string // Retry-After
	body   string
	err    error // instead of an answer
	unread bool  // err came before the body was read
}

var (
	okay   = reply{status: 200, body: `{"ok":true}`}
	cut    = reply{status: 200, body: `{"ok":`}
	portal = reply{status: 200, body: `<html>`}
	reset  = reply{err: syscall.ECONNRESET}
	noLine = reply{err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, unread: true}
	spent  = reply{status: 429, body: "day"}
)

func status(code int) reply { return reply{status: code} }

var (
	errLost  = errors.New("it may be done")
	errSpent = errors.New("the quota of the day")
)

// world answers a caller with replies, of which the last one repeats.
type world struct {
	t       *testing.T
	replies []reply
	bodies  []string
	sent    []googleapis.Attempt
	waits   []googleapis.Wait
	begin   time.Time
	at      []time.Duration
}

func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	reply := w.replies[min(len(w.at), len(w.replies)-1)]
	w.at = append(w.at, time.Since(w.begin))
	if r.Body != nil && !reply.unread {
		body, err := io.ReadAll(r.Body)
		require.NoError(w.t, err)
		w.bodies = append(w.bodies, string(body))
	}
	if r.Body != nil {
		require.NoError(w.t, r.Body.Close())
	}
	if reply.err != nil {
		return nil, reply.err
	}
	header := http.Header{}
	if reply.after != "" {
		header.Set("Retry-After", reply.after)
	}
	return &http.Response{StatusCode: reply.status, Request: r, Header: header, ContentLength: -1, Body: io.NopCloser(strings.NewReader(reply.body))}, nil
}

func (w *world) caller(attempts int) googleapis.Caller {
	w.begin = time.Now()
	return googleapis.Caller{
		Package: "pkg", BaseURL: "https://api.example", HTTP: &http.Client{Transport: w},
		Fail: func(op string, err error) error {
			answer, _ := errors.AsType[*googleapi.Error](err)
			if answer.Body == "day" {
				return fmt.Errorf("%s: %w", op, errSpent)
			}
			return fmt.Errorf("%s: %w", op, err)
		},
		Final: func(err error) bool { return errors.Is(err, errSpent) },
		Lost:  errLost,
		Retry: googleapis.Retry{Attempts: attempts, OnWait: func(wait googleapis.Wait) { w.waits = append(w.waits, wait) }},
		Sent:  func(a googleapis.Attempt) { w.sent = append(w.sent, a) },
	}
}

func TestWhatIsAskedAgain(t *testing.T) {
	read := googleapis.Request{Op: "ask", Method: http.MethodGet, Path: "/v1/x"}
	search := googleapis.Request{Op: "ask", Method: http.MethodPost, Path: "/v1/x:search", Idempotent: true}
	create := googleapis.Request{Op: "ask", Method: http.MethodPost, Path: "/v1/x", Write: true}
	describe := googleapis.Request{Op: "ask", Method: http.MethodPatch, Path: "/v1/x", Write: true, Idempotent: true}
	remove := googleapis.Request{Op: "ask", Method: http.MethodDelete, Path: "/v1/x"}
	upload := googleapis.Request{Op: "ask", Method: http.MethodPost, Path: "/v1/uploads"}
	tests := map[string]struct {
		request  googleapis.Request
		replies  []reply
		attempts int
		ok, lost bool
	}{
		"a read after a fault":         {read, []reply{status(503), okay}, 2, true, false},
		"each kind of fault":           {search, []reply{status(500), status(502), status(504), status(408), okay}, 5, true, false},
		"a read after a cut":           {read, []reply{reset, cut, noLine, okay}, 4, true, false},
		"a fault that stays":           {read, []reply{status(503)}, 5, false, false},
		"a change that is the same":    {describe, []reply{status(503), reset, okay}, 3, true, false},
		"no network":                   {read, []reply{noLine}, 5, false, false},
		"a portal":                     {read, []reply{portal, okay}, 1, false, false},
		"not implemented":              {read, []reply{status(501), okay}, 1, false, false},
		"refused":                      {read, []reply{status(400), okay}, 1, false, false},
		"no token":                     {read, []reply{status(401), okay}, 1, false, false},
		"forbidden":                    {read, []reply{status(403), okay}, 1, false, false},
		"not there":                    {read, []reply{status(404), okay}, 1, false, false},
		"a redirect":                   {read, []reply{status(302), okay}, 1, false, false},
		"the day's quota":              {search, []reply{spent, okay}, 1, false, false},
		"a foreign certificate":        {read, []reply{{err: &tls.CertificateVerificationError{Err: errors.New("who is that")}}, okay}, 1, false, false},
		"a refused login":              {read, []reply{{err: login(false)}, okay}, 1, false, false},
		"a busy login":                 {read, []reply{{err: login(true)}, okay}, 2, true, false},
		"a foreign error":              {read, []reply{{err: errors.New("refused to send")}, okay}, 1, false, false},
		"a create, too fast":           {create, []reply{status(429), okay}, 2, true, false},
		"a create, no line":            {create, []reply{noLine, noLine, okay}, 3, true, false},
		"a create, never a line":       {create, []reply{noLine}, 5, false, false},
		"a create, lost":               {create, []reply{reset, okay}, 1, false, true},
		"a create, fault":              {create, []reply{status(503), okay}, 1, false, true},
		"a create, answer cut":         {create, []reply{cut, okay}, 1, false, true},
		"a create, answer odd":         {create, []reply{portal, okay}, 1, false, true},
		"a create, refused":            {create, []reply{status(400), okay}, 1, false, false},
		"a create, slow upstream":      {create, []reply{status(408), okay}, 1, false, false},
		"a create, redirect":           {create, []reply{status(302), okay}, 1, false, false},
		"a create, lost in the second": {create, []reply{status(429), reset, okay}, 2, false, true},
		"a create, then no line":       {create, []reply{status(429), noLine}, 5, false, false},
		"bytes, lost":                  {upload, []reply{reset, okay}, 1, false, false},
		"bytes, fault":                 {upload, []reply{status(503), okay}, 1, false, false},
		"gone meanwhile":               {remove, []reply{reset, status(404)}, 2, true, false},
		"gone after a fault":           {remove, []reply{status(503), status(404)}, 2, true, false},
		"was not there":                {remove, []reply{status(404)}, 1, false, false},
		"was not there, too fast":      {remove, []reply{status(429), noLine, status(404)}, 3, false, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{t: t, replies: test.replies}
				var body any
				if test.request.Method == http.MethodPost || test.request.Method == http.MethodPatch {
					body = map[string]int{"a": 1}
				}
				var result struct{ OK bool }
				err := w.caller(0).Call(t.Context(), test.request, body, &result)
				require.Len(t, w.at, test.attempts)
				require.Equal(t, test.ok, err == nil, err)
				require.Equal(t, test.lost, errors.Is(err, errLost), err)
				require.Len(t, w.waits, test.attempts-1)
				for _, sent := range w.bodies {
					require.JSONEq(t, `{"a":1}`, sent, "each time the whole")
				}
				for i, wait := range w.waits {
					require.Equal(t, i+1, wait.Attempt)
					require.Equal(t, "ask", wait.Op)
					require.Error(t, wait.Err)
				}
			})
		})
	}
}

// login is a refusal of a token endpoint.
type login bool

func (l login) Error() string   { return "no token" }
func (l login) Remedy() string  { return "" }
func (l login) Temporary() bool { return bool(l) }

func TestHowLongIsWaited(t *testing.T) {
	const s = time.Second
	tests := map[string]struct {
		replies  []reply
		attempts int
		at       []time.Duration // of each wait; chance adds up to limits
		limits   []time.Duration
		ok       bool
	}{
		"grows":          {[]reply{status(503)}, 9, []time.Duration{0, 0, 0, 0, 0, 0, 0, 0}, []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 32 * s, 32 * s}, false},
		"a minute":       {[]reply{status(429), status(429), okay}, 0, []time.Duration{60 * s, 60 * s}, []time.Duration{s, 2 * s}, true},
		"as asked":       {[]reply{{status: 429, after: "7"}, {status: 503, after: "9"}, okay}, 0, []time.Duration{7 * s, 9 * s}, []time.Duration{s, 2 * s}, true},
		"a date":         {[]reply{{status: 503, after: "Sat, 01 Jan 2000 00:00:20 GMT"}, okay}, 0, []time.Duration{20 * s}, []time.Duration{s}, true},
		"nonsense":       {[]reply{{status: 503, after: "soon"}, okay}, 0, []time.Duration{0}, []time.Duration{s}, true},
		"a long time":    {[]reply{{status: 429, after: "290"}, okay}, 0, []time.Duration{290 * s}, []time.Duration{s}, true},
		"too long":       {[]reply{{status: 429, after: "301"}, okay}, 0, nil, nil, false},
		"never again":    {[]reply{status(503), okay}, 1, nil, nil, false},
		"twice":          {[]reply{status(503), status(503), okay}, 2, []time.Duration{0}, []time.Duration{s}, false},
		"nothing to ask": {[]reply{okay}, 0, nil, nil, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{t: t, replies: test.replies}
				err := w.caller(test.attempts).Call(t.Context(), googleapis.Request{Op: "ask", Method: http.MethodGet}, nil, &struct{}{})
				require.Equal(t, test.ok, err == nil, err)
				require.Len(t, w.waits, len(test.at))
				slept := time.Duration(0)
				for i, wait := range w.waits {
					require.GreaterOrEqual(t, wait.For, test.at[i])
					require.LessOrEqual(t, wait.For, test.at[i]+test.limits[i])
					slept += wait.For
					require.Equal(t, slept, w.at[i+1], "what is told is what is waited")
				}
			})
		})
	}
}

// Chance must not be a constant: those that failed together would come back
// together. And it must use all the room that it has.
func TestJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for name, test := range map[string]struct {
			reply reply
			least time.Duration
		}{
			"by itself": {status(503), 0},
			"as asked":  {reply{status: 503, after: "9"}, 9 * time.Second},
			"a minute":  {status(429), time.Minute},
		} {
			longest := make([]time.Duration, 6)
			shortest := slices.Repeat([]time.Duration{time.Hour}, 6)
			for range 60 {
				w := &world{t: t, replies: []reply{test.reply}}
				require.Error(t, w.caller(7).Call(t.Context(), googleapis.Request{Method: http.MethodGet}, nil, &struct{}{}))
				for i, wait := range w.waits {
					longest[i] = max(longest[i], wait.For-test.least)
					shortest[i] = min(shortest[i], wait.For-test.least)
				}
			}
			for i, seconds := range []int{1, 2, 4, 8, 16, 32} {
				room := time.Duration(seconds) * time.Second
				require.LessOrEqual(t, longest[i], room, name)
				require.Greater(t, longest[i], room*3/4, name)
				require.Less(t, shortest[i], room/4, name)
			}
		}
	})
}

func TestWhatIsCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, replies: []reply{noLine, status(429), reset}}
		err := w.caller(0).Call(t.Context(), googleapis.Request{Method: http.MethodPost, Write: true}, 1, &struct{}{})
		require.ErrorIs(t, err, errLost)
		require.Len(t, w.sent, 2, "what never left is not counted")
		require.True(t, w.sent[0].Write)
		require.ErrorIs(t, w.sent[1].Err, syscall.ECONNRESET)

		w = &world{t: t, replies: []reply{noLine, status(503), reset, okay}}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://bytes.example/", nil)
		require.NoError(t, err)
		resp, err := w.caller(0).Do("get", req, nil)
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Len(t, w.sent, 3)
		require.True(t, w.sent[2].Bytes)
		require.NoError(t, w.sent[2].Err)
	})
}
