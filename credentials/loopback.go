package credentials

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"
)

const (
	// redirectPath is where Google sends the browser back to.
	redirectPath = "/"
	// maxRedirectHeader bounds the one small request that is expected. Google
	// allows codes of 256 bytes; browsers add headers and cookies of other ports.
	maxRedirectHeader = 32 << 10
	readHeaderTimeout = 10 * time.Second
	// shutdownTimeout is how long a browser may take to read the result page.
	shutdownTimeout = time.Second
)

// answer is the browser's first valid request on the redirect path.
type answer struct {
	code Secret
	err  *OAuthError
}

// same reports whether two requests are one, which the browser sent twice: as a
// prefetch and a navigation, or because of a reload.
func (a answer) same(other answer) bool {
	if a.err != nil && other.err != nil {
		return *a.err == *other.err
	}
	return a.err == other.err && a.code.Reveal() == other.code.Reveal()
}

// loopback is the listener that receives the answer of the consent page (RFC
// 8252 section 7.3). It exists for one sign-in.
type loopback struct {
	host    string
	state   string
	answers chan answer

	listener net.Listener
	server   *http.Server
	taken    atomic.Pointer[answer]
	result   resultPage    // what the browser shows at the end
	shown    chan struct{} // closed by show; result is there then
	closing  chan struct{} // closed by close
	served   chan struct{} // closed when the accept loop has ended
}

func listenLoopback(ctx context.Context) (*loopback, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &loopback{
		host:     listener.Addr().String(),
		state:    rand.Text(),
		answers:  make(chan answer, 1),
		listener: listener,
		shown:    make(chan struct{}),
		closing:  make(chan struct{}),
		served:   make(chan struct{}),
	}
	l.server = &http.Server{
		Handler:                      l,
		ReadHeaderTimeout:            readHeaderTimeout,
		ReadTimeout:                  readHeaderTimeout,
		MaxHeaderBytes:               maxRedirectHeader,
		DisableGeneralOptionsHandler: true,
		// The default logger would write what strangers send to standard error.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	l.server.SetKeepAlivesEnabled(false)
	go func() {
		defer close(l.served)
		_ = l.server.Serve(listener) // Always an error; close is the reason.
	}()
	return l, nil
}

// redirectURI is what the consent request names.
func (l *loopback) redirectURI() string { return "http://" + l.host + redirectPath }

// show ends the waiting of the browser. It may be called once.
func (l *loopback) show(result resultPage) {
	l.result = result
	close(l.shown)
}

// close ends the listener and all its connections. A browser that is reading the
// result page gets a moment to finish.
func (l *loopback) close(ctx context.Context) {
	close(l.closing)
	// The end of ctx may be the reason for closing; it must not cut the page off.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if l.server.Shutdown(ctx) != nil {
		_ = l.server.Close() // A connection without a request stays open until then.
	}
	<-l.served
}

// ServeHTTP lets exactly one request through: a GET of the redirect path on the
// address that the browser was sent to, with the state of this sign-in. The same
// request again gets the same page. All others are refused, and the sign-in goes
// on waiting.
func (l *loopback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The exact Host keeps out pages of other sites whose name was pointed at
	// 127.0.0.1 (DNS rebinding).
	if r.Host != l.host {
		refuse(w, http.StatusMisdirectedRequest)
		return
	}
	if r.URL.Path != redirectPath {
		refuse(w, http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	got, ok := l.read(r.URL.RawQuery)
	if !ok {
		refuse(w, http.StatusBadRequest)
		return
	}
	if l.taken.CompareAndSwap(nil, &got) {
		l.answers <- got
	} else if !l.taken.Load().same(got) {
		refuse(w, http.StatusConflict)
		return
	}
	select {
	case <-l.shown:
		l.result.write(w, http.StatusOK)
	case <-l.closing:
		select {
		case <-l.shown: // Both were ready.
			l.result.write(w, http.StatusOK)
		default:
			pageInterrupted().write(w, http.StatusServiceUnavailable)
		}
	}
}

// read takes the answer out of the query. A parameter that is there twice makes
// the query ambiguous and is refused (RFC 6749 section 3.1).
func (l *loopback) read(query string) (answer, bool) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return answer{}, false
	}
	for _, key := range []string{"state", "code", "error", "error_description", "error_subtype"} {
		if len(values[key]) > 1 {
			return answer{}, false
		}
	}
	if subtle.ConstantTimeCompare([]byte(values.Get("state")), []byte(l.state)) != 1 {
		return answer{}, false
	}
	code, failure := values.Get("code"), values.Get("error")
	if (code == "") == (failure == "") {
		return answer{}, false
	}
	if code != "" {
		return answer{code: NewSecret(code)}, true
	}
	return answer{err: &OAuthError{
		Code:        redact(failure),
		Description: redact(values.Get("error_description")),
		Subtype:     redact(values.Get("error_subtype")),
		Endpoint:    EndpointConsent,
	}}, true
}
