package photoslibrary_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// step is an answer of a server of uploads.
type step struct {
	status             int // 0: the connection is cut
	uploadStatus, size string
	body               string
}

// steps answers with steps, one after the other, and notes what was asked for.
type steps struct {
	t     *testing.T
	steps []step
	asked []string
}

func (s *steps) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		body, _ = io.ReadAll(r.Body)
		require.NoError(s.t, r.Body.Close())
	}
	asked := r.Header.Get("X-Goog-Upload-Command")
	if offset := r.Header.Get("X-Goog-Upload-Offset"); offset != "" {
		asked += fmt.Sprintf(" %s+%d", offset, len(body))
	}
	s.asked = append(s.asked, asked)
	require.LessOrEqual(s.t, len(s.asked), len(s.steps), "one request too many: %s", s.asked)
	next := s.steps[len(s.asked)-1]
	if next.status == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	header := http.Header{}
	for name, value := range map[string]string{"X-Goog-Upload-Status": next.uploadStatus, "X-Goog-Upload-Size-Received": next.size} {
		if value != "" {
			header.Set(name, value)
		}
	}
	return &http.Response{StatusCode: next.status, Request: r, Header: header, ContentLength: -1, Body: io.NopCloser(strings.NewReader(next.body))}, nil
}

// What a server says is believed only as far as it can be true.
func TestResumeAnswers(t *testing.T) {
	const size = 25 // bytes in chunks of 10
	active := func(received string) step { return step{status: 200, uploadStatus: "active", size: received} }
	done := step{status: 200, uploadStatus: "final", body: "token"}
	cut := step{}
	refused := step{status: 400, body: `{"error":{"code":400,"message":"Invalid X-Goog-Upload-Offset"}}`}
	tests := map[string]struct {
		steps []step
		asked []string
		err   string
		over  bool
	}{
		"from the start":              {[]step{active("0"), active(""), active(""), done}, []string{"query", "upload 0+10", "upload 10+10", "upload, finalize 20+5"}, "", false},
		"from the middle":             {[]step{active("13"), active("23"), done}, []string{"query", "upload 13+10", "upload, finalize 23+2"}, "", false},
		"all but the answer":          {[]step{active("25"), done}, []string{"query", "finalize"}, "", false},
		"complete, with the token":    {[]step{done}, []string{"query"}, "", false},
		"complete, without it":        {[]step{{status: 200, uploadStatus: "final", size: "25"}}, []string{"query"}, "all bytes are there, and the answer with the upload token was lost", true},
		"cancelled":                   {[]step{{status: 200, uploadStatus: "cancelled"}}, []string{"query"}, `it is "cancelled"`, true},
		"unknown status":              {[]step{{status: 200, uploadStatus: "melted"}}, []string{"query"}, `it is "melted"`, true},
		"no longer known":             {[]step{{status: 404}}, []string{"query"}, "404", true},
		"gone":                        {[]step{{status: 410}}, []string{"query"}, "410", true},
		"no status":                   {[]step{{status: 200, size: "20"}, done}, []string{"query", "upload, finalize 20+5"}, "", false},
		"not an answer":               {[]step{{status: 200, body: "<html>"}}, []string{"query"}, "does not tell how many bytes have arrived", false},
		"not a number":                {[]step{active("many")}, []string{"query"}, "does not tell how many bytes have arrived", false},
		"negative":                    {[]step{active("-1")}, []string{"query"}, "does not tell how many bytes have arrived", false},
		"more than there is":          {[]step{active("26")}, []string{"query"}, "the server claims 26 bytes, and 25 were sent", true},
		"huge":                        {[]step{active("99999999999999999999")}, []string{"query"}, "does not tell how many bytes have arrived", false},
		"less than sent":              {[]step{active("0"), active("7"), active("17"), done}, []string{"query", "upload 0+10", "upload 7+10", "upload, finalize 17+8"}, "", false},
		"back, once":                  {[]step{active("20"), cut, active("10"), active("20"), active("20"), done}, []string{"query", "upload, finalize 20+5", "query", "upload 10+10", "query", "upload, finalize 20+5"}, "", false},
		"no further":                  {[]step{active("0"), active("0"), active("0"), active("0"), active("0"), active("0"), active("0"), active("0"), active("0"), active("0")}, []string{"query", "upload 0+10", "query", "upload 0+10", "query", "upload 0+10", "query", "upload 0+10", "query", "upload 0+10"}, "the server has fewer bytes than before", false},
		"refused, and elsewhere":      {[]step{active("0"), refused, active("10"), active("10"), active("20"), done}, []string{"query", "upload 0+10", "query", "query", "upload 10+10", "upload, finalize 20+5"}, "", false},
		"refused, and meant":          {[]step{active("0"), refused, active("0")}, []string{"query", "upload 0+10", "query"}, "Invalid X-Goog-Upload-Offset", false},
		"final too early":             {[]step{active("0"), {status: 200, uploadStatus: "final", size: "10"}}, []string{"query", "upload 0+10"}, "Google ended it after 10 of 25 bytes", true},
		"final too early, a token":    {[]step{active("0"), {status: 200, uploadStatus: "final", body: "token"}}, []string{"query", "upload 0+10"}, "Google ended it after 10 of 25 bytes", true},
		"final when asked, too early": {[]step{{status: 200, uploadStatus: "final", size: "10", body: "token"}}, []string{"query"}, "Google ended it after 10 of 25 bytes", true},
		"the last request is cut":     {[]step{active("20"), {status: 200, uploadStatus: "final", size: "22", body: "token"}}, []string{"query", "upload, finalize 20+5"}, "Google ended it after 22 of 25 bytes", true},
		"not final at the end":        {[]step{active("20"), {status: 200, uploadStatus: "active", size: "22", body: "token"}, active("22"), done}, []string{"query", "upload, finalize 20+5", "query", "upload, finalize 22+3"}, "", false},
		"cancelled at the end":        {[]step{active("20"), {status: 200, uploadStatus: "cancelled", body: "cancelled"}}, []string{"query", "upload, finalize 20+5"}, `it is "cancelled"`, true},
		"no token at the end":         {[]step{active("20"), {status: 200, uploadStatus: "final"}, done}, []string{"query", "upload, finalize 20+5", "query"}, "", false},
		"a page instead of the token": {[]step{active("20"), {status: 200, body: "<html>"}}, []string{"query", "upload, finalize 20+5"}, "the answer is no upload token", false},
		"a chunk fails five times":    {[]step{active("0"), cut, active("0"), cut, active("0"), cut, active("0"), cut, active("0"), cut}, []string{"query", "upload 0+10", "query", "upload 0+10", "query", "upload 0+10", "query", "upload 0+10", "query", "upload 0+10"}, "unexpected EOF", false},
		"slow, but it moves":          {[]step{active("0"), cut, active("2"), cut, active("4"), cut, active("6"), cut, active("8"), cut, active("12"), cut, active("20"), done}, []string{"query", "upload 0+10", "query", "upload 2+10", "query", "upload 4+10", "query", "upload 6+10", "query", "upload 8+10", "query", "upload 12+10", "query", "upload, finalize 20+5"}, "", false},
		"a byte each time, cut":       {[]step{active("0"), cut, active("1"), cut, active("2"), cut, active("3"), cut, active("4"), cut}, []string{"query", "upload 0+10", "query", "upload 1+10", "query", "upload 2+10", "query", "upload 3+10", "query", "upload 4+10"}, "unexpected EOF", false},
		"a byte each time":            {[]step{active("0"), active("1"), active("1"), active("2"), active("2"), active("2"), active("2"), active("3"), active("3"), active("4")}, []string{"query", "upload 0+10", "query", "upload 1+10", "query", "upload 2+10", "query", "upload 2+10", "query", "upload 3+10"}, "the server takes hardly any of the bytes", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &steps{t: t, steps: test.steps}
				library := &photoslibrary.Client{HTTP: &http.Client{Transport: server}}
				session := session(t, `{"url":"https://photoslibrary.googleapis.com/v1/uploads?upload_id=secret","size":25,"granularity":5}`)
				token, err := library.ResumeUpload(t.Context(), session, bytes.NewReader(make([]byte, size)), photoslibrary.UploadOptions{ChunkSize: 10})
				require.Equal(t, test.asked, server.asked)
				if test.err == "" {
					require.NoError(t, err)
					require.Equal(t, "token", token)
					return
				}
				require.Empty(t, token)
				require.ErrorContains(t, err, "photoslibrary: upload: ")
				require.ErrorContains(t, err, test.err)
				require.NotContains(t, err.Error(), "secret")
				if test.over {
					require.ErrorIs(t, err, photoslibrary.ErrUploadOver)
				} else {
					require.NotErrorIs(t, err, photoslibrary.ErrUploadOver)
				}
			})
		})
	}
}

// Who began an upload knows how much can have arrived.
func TestUploadAnswers(t *testing.T) {
	active := func(received string) step { return step{status: 200, uploadStatus: "active", size: received} }
	for name, test := range map[string]struct {
		steps []step
		asked []string
		err   string
	}{
		"as it should be":          {[]step{active("10"), active("20"), {status: 200, body: "token"}}, []string{"upload 0+10", "upload 10+10", "upload, finalize 20+5"}, ""},
		"claims what was not sent": {[]step{active("20")}, []string{"upload 0+10"}, "the server claims 20 bytes, and 10 were sent"},
		"claims it when asked":     {[]step{{}, active("11")}, []string{"upload 0+10", "query"}, "the server claims 11 bytes, and 10 were sent"},
		"keeps a part":             {[]step{active("6"), active("16"), {status: 200, body: "token"}}, []string{"upload 0+10", "upload 6+10", "upload, finalize 16+9"}, ""},
		"final after a cut":        {[]step{{}, {status: 200, uploadStatus: "final", body: "token"}}, []string{"upload 0+10", "query"}, "Google ended it after 10 of 25 bytes"},
		"tells nothing":            {[]step{{status: 200}, {status: 200}, {status: 200, body: "token"}}, []string{"upload 0+10", "upload 10+10", "upload, finalize 20+5"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := &steps{t: t, steps: test.steps}
				library := &photoslibrary.Client{HTTP: &http.Client{Transport: starting{server}}}
				_, err := library.UploadFile(t.Context(), "a.jpg", "", bytes.NewReader(make([]byte, 25)), 25, photoslibrary.UploadOptions{ChunkSize: 10})
				require.Equal(t, test.asked, server.asked)
				if test.err == "" {
					require.NoError(t, err)
					return
				}
				require.ErrorIs(t, err, photoslibrary.ErrUploadOver)
				require.ErrorContains(t, err, test.err)
			})
		})
	}
}

// starting starts an upload in pieces of five bytes, and leaves the rest to another.
type starting struct{ rest http.RoundTripper }

func (s starting) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("X-Goog-Upload-Command") != "start" {
		return s.rest.RoundTrip(r)
	}
	header := http.Header{}
	header.Set("X-Goog-Upload-Url", "https://photoslibrary.googleapis.com/x")
	header.Set("X-Goog-Upload-Chunk-Granularity", "5")
	return &http.Response{StatusCode: http.StatusOK, Request: r, Header: header, Body: http.NoBody}, nil
}

func session(t *testing.T, text string) photoslibrary.UploadSession {
	t.Helper()
	session, err := photoslibrary.UnmarshalUploadSession([]byte(text))
	require.NoError(t, err)
	return session
}

// A server that neither reads nor answers does not stop a program for ever; one
// that has the last byte may take its time over the file.
func TestUploadThatStandsStill(t *testing.T) {
	for name, test := range map[string]struct {
		read int // bytes, before it stands still
		wait time.Duration
	}{
		"nothing is read": {0, 2 * time.Minute},
		"half is read":    {2, 2 * time.Minute},
		"no answer":       {5, 10 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var waited []time.Duration
				library := &photoslibrary.Client{Retry: photoslibrary.Retry{Attempts: 2}, HTTP: &http.Client{Transport: failing(func(r *http.Request) error {
					if r.Header.Get("X-Goog-Upload-Command") == "query" {
						return nil
					}
					begin := time.Now()
					_, err := io.ReadFull(r.Body, make([]byte, test.read))
					require.NoError(t, err)
					<-r.Context().Done()
					waited = append(waited, time.Since(begin))
					return r.Context().Err()
				})}}
				_, err := library.ResumeUpload(t.Context(), session(t, `{"url":"https://photoslibrary.googleapis.com/x","size":5}`), strings.NewReader("12345"), photoslibrary.UploadOptions{})
				require.ErrorContains(t, err, "photoslibrary: upload: the connection stands still")
				require.Equal(t, []time.Duration{test.wait, test.wait}, waited)
			})
		})
	}
}

// failing answers queries with 0 bytes, unless the function fails.
type failing func(*http.Request) error

func (f failing) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := f(r); err != nil {
		return nil, err
	}
	header := http.Header{}
	header.Set("X-Goog-Upload-Size-Received", "0")
	return &http.Response{StatusCode: http.StatusOK, Request: r, Header: header, Body: http.NoBody}, nil
}

// Whatever a server says, an upload ends, and only bytes of the file are sent.
func FuzzUploadAnswers(f *testing.F) {
	f.Add("active", "0", "token", 200)
	f.Add("final", "5", "", 200)
	f.Add("active", "5", "<html>", 200)
	f.Add("active", "-1", "", 400)
	f.Fuzz(func(t *testing.T, status, received, body string, code int) {
		if code < 200 || code > 599 || strings.ContainsAny(status+received, "\r\n") {
			return
		}
		requests := 0
		library := &photoslibrary.Client{Retry: photoslibrary.Retry{Attempts: 2}, HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			requests++
			if r.Body != nil {
				if data, _ := io.ReadAll(r.Body); !slices.Contains([]string{"12345", "2345", "345", "45", "5", ""}, string(data)) {
					t.Errorf("sent %q", data)
				}
			}
			header := http.Header{"X-Goog-Upload-Status": {status}, "X-Goog-Upload-Size-Received": {received}}
			return &http.Response{StatusCode: code, Request: r, Header: header, Body: io.NopCloser(strings.NewReader(body))}
		})}}
		synctest.Test(t, func(t *testing.T) {
			session, _ := photoslibrary.UnmarshalUploadSession([]byte(`{"url":"https://photoslibrary.googleapis.com/x","size":5}`))
			token, err := library.ResumeUpload(t.Context(), session, strings.NewReader("12345"), photoslibrary.UploadOptions{})
			if (err == nil) != (token != "") || requests > 20 {
				t.Errorf("%q, %v, %d requests", token, err, requests)
			}
		})
	})
}
