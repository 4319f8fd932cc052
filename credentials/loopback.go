package credentials

import (
	"context"
	"crypto/rand"
	"io"
	"log"
	"net"
	"net/http"
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

// loopback is the listener that receives the answer of the consent page (RFC
// 8252 section 7.3). It exists for one sign-in.
type loopback struct {
	inbox *inbox
	host  string // with the port
	port  int
	// resultPath is where the browser goes at once with its answer delivered: the
	// code and the state leave its address bar and its history, without a script.
	resultPath string

	server  *http.Server
	owed    atomic.Int64  // browsers sent to the result page that did not get it yet
	read    chan struct{} // says that owed changed
	result  resultPage    // what the browser shows at the end
	shown   chan struct{} // closed by show; result is there then
	closing chan struct{} // closed by close
	served  chan struct{} // closed when the accept loop has ended
}

func newLoopback(listener net.Listener, inbox *inbox) *loopback {
	l := &loopback{
		inbox:      inbox,
		host:       listener.Addr().String(),
		resultPath: "/" + rand.Text(),
		read:       make(chan struct{}, 1),
		shown:      make(chan struct{}),
		closing:    make(chan struct{}),
		served:     make(chan struct{}),
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); ok {
		l.port = tcp.Port
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
	return l
}

// show ends the waiting of the browser. It may be called once.
func (l *loopback) show(result resultPage) {
	l.result = result
	close(l.shown)
}

// close ends the listener and all its connections. A browser that is on its way
// to the result page gets a moment to read it.
func (l *loopback) close(ctx context.Context) {
	close(l.closing)
	// The end of ctx may be the reason for closing; it must not cut the page off.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	for l.owed.Load() > 0 && ctx.Err() == nil {
		select {
		case <-l.read:
		case <-ctx.Done():
		}
	}
	if l.server.Shutdown(ctx) != nil {
		_ = l.server.Close() // A connection without a request stays open until then.
	}
	<-l.served
}

// ServeHTTP lets exactly one answer through: a GET of the redirect path on the
// address that the browser was sent to, with the state of this sign-in. The same
// answer again gets the same page. All others are refused, and the sign-in goes
// on waiting.
func (l *loopback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The exact Host keeps out pages of other sites whose name was pointed at this
	// address (DNS rebinding).
	if r.Host != l.host {
		refuse(w, http.StatusMisdirectedRequest)
		return
	}
	if r.URL.Path != redirectPath && r.URL.Path != l.resultPath {
		refuse(w, http.StatusNotFound)
		return
	}
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Path == l.resultPath {
		l.serveResult(w)
		return
	}
	l.serveAnswer(w, r.URL.RawQuery)
}

func (l *loopback) serveAnswer(w http.ResponseWriter, query string) {
	got, flaw := l.inbox.read(query)
	if flaw != "" {
		refuse(w, http.StatusBadRequest)
		return
	}
	l.owed.Add(1) // Before the answer is there, which may end the waiting.
	if !l.inbox.offer(got) {
		l.owed.Add(-1)
		refuse(w, http.StatusConflict)
		return
	}
	header := w.Header()
	header.Set("Location", l.resultPath)
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	w.WriteHeader(http.StatusSeeOther)
}

// serveResult waits for the end of the sign-in and shows it.
func (l *loopback) serveResult(w http.ResponseWriter) {
	defer func() {
		l.owed.Add(-1)
		select {
		case l.read <- struct{}{}:
		default: // It is said already.
		}
	}()
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
