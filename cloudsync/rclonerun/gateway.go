package rclonerun

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"time"
)

// gateway leads the HTTP traffic of one run through an http.RoundTripper.
//
// rclone builds its transport itself and takes no other, but it can be told to
// use a proxy and to trust a certificate authority. The gateway is that proxy,
// on loopback: it ends TLS with certificates of an authority that exists only
// for the run and whose key never leaves memory, and passes each request to the
// transport. The proxy asks for a random password, so that other users of the
// machine cannot use it.
//
// It also gives a run what rclone alone cannot: retries that end with the run's
// context, and no connection left open afterwards.
type gateway struct {
	ctx       context.Context //nolint:containedctx // the life of the run, which every request ends with
	authority *authority
	password  string
	listener  net.Listener
	outer     *http.Server // answers CONNECT
	inner     *http.Server // serves what arrives inside the tunnels
	tunnels   *tunnelListener
	served    sync.WaitGroup

	mu       sync.Mutex
	failure  error
	closing  bool
	requests sync.WaitGroup // Add only with mu held and not closing
}

// closeTimeout is how long the end of a run waits for a transport that does not
// notice the end of its request's context.
const closeTimeout = 2 * time.Second

func newGateway(ctx context.Context, transport http.RoundTripper) (*gateway, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, fmt.Errorf("rclonerun: making the run's certificate authority: %w", err)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("rclonerun: opening a loopback port for the run's requests: %w", err)
	}
	g := &gateway{
		ctx:       ctx,
		authority: ca,
		password:  rand.Text(),
		listener:  listener,
		tunnels:   newTunnelListener(listener.Addr()),
	}
	silent := log.New(io.Discard, "", 0)
	g.outer = &http.Server{Handler: http.HandlerFunc(g.connect), ErrorLog: silent} //nolint:gosec // loopback, behind a password
	forward := &httputil.ReverseProxy{
		Transport:     &retrier{next: transport},
		FlushInterval: -1,
		ErrorLog:      silent,
		ErrorHandler:  g.fail,
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme = "https"
			r.Out.URL.Host = r.In.Host
			r.Out.URL.RawQuery = r.In.URL.RawQuery
			r.Out.Host = r.In.Host
		},
	}
	g.inner = &http.Server{ //nolint:gosec // as above
		ErrorLog:  silent,
		TLSConfig: &tls.Config{GetCertificate: ca.certificate, MinVersion: tls.VersionTLS12},
		Handler:   g.untilTheEnd(forward),
	}
	g.served.Go(func() { _ = g.outer.Serve(listener) })
	g.served.Go(func() { _ = g.inner.ServeTLS(g.tunnels, "", "") })
	return g, nil
}

// proxyURL is what rclone is given as its proxy.
func (g *gateway) proxyURL() string {
	u := url.URL{Scheme: "http", Host: g.listener.Addr().String(), User: url.UserPassword("run", g.password)}
	return u.String()
}

// untilTheEnd ends each request with the run. From then on every request is
// answered with an error that rclone does not retry: some of its calls have no
// context, and would go on for minutes.
func (g *gateway) untilTheEnd(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.enter() {
			refuse(w, "the run has ended")
			return
		}
		defer g.requests.Done()
		ctx, cancel := context.WithCancelCause(r.Context())
		defer cancel(nil)
		stop := context.AfterFunc(g.ctx, func() { cancel(context.Cause(g.ctx)) }) //nolint:contextcheck // the request has two contexts, this joins them
		defer stop()
		if g.ctx.Err() != nil {
			refuse(w, "the run has ended")
			return
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

func (g *gateway) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closing {
		return false
	}
	g.requests.Add(1)
	return true
}

// fail answers for a transport that gave no answer. The error itself is kept for
// the run's own.
func (g *gateway) fail(w http.ResponseWriter, _ *http.Request, err error) {
	if g.ctx.Err() != nil {
		refuse(w, "the run has ended")
		return
	}
	g.mu.Lock()
	g.failure = err
	g.mu.Unlock()
	refuse(w, err.Error())
}

// transportError is the last error of the transport, or nil.
func (g *gateway) transportError() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.failure
}

// refuse writes an error that rclone understands from both the token endpoint and
// the Photos API, and that it does not retry.
func refuse(w http.ResponseWriter, message string) {
	const status = http.StatusBadRequest
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"error":             map[string]any{"code": status, "message": message, "status": "UNAVAILABLE"},
		"error_description": message,
	})
}

// close ends every connection and waits for the servers and, for a moment, for the
// requests.
func (g *gateway) close() {
	g.mu.Lock()
	g.closing = true
	g.mu.Unlock()
	_ = g.outer.Close()
	_ = g.tunnels.Close()
	_ = g.inner.Close()
	g.served.Wait()
	idle := make(chan struct{})
	go func() {
		g.requests.Wait()
		close(idle)
	}()
	timer := time.NewTimer(closeTimeout)
	defer timer.Stop()
	select {
	case <-idle:
	case <-timer.C:
	}
}

func (g *gateway) connect(w http.ResponseWriter, r *http.Request) {
	if !g.authorized(r) {
		w.Header().Set("Proxy-Authenticate", `Basic realm="run"`)
		http.Error(w, "proxy password required", http.StatusProxyAuthRequired)
		return
	}
	if r.Method != http.MethodConnect {
		http.Error(w, "only CONNECT", http.StatusMethodNotAllowed)
		return
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		http.Error(w, "cannot take over the connection", http.StatusInternalServerError)
		return
	}
	if buffered.Reader.Buffered() > 0 {
		_ = conn.Close() // nothing may be sent before the answer
		return
	}
	if _, err := io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		_ = conn.Close()
		return
	}
	g.tunnels.hand(conn)
}

func (g *gateway) authorized(r *http.Request) bool {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("run:"+g.password))
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("Proxy-Authorization")), []byte(want)) == 1
}
