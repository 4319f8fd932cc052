package rclonerun

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
)

// gateway leads the HTTP traffic of one run through an http.RoundTripper.
//
// rclone builds its transport itself and takes no other, but it can be told to
// use a proxy and to trust a certificate authority. The gateway is that proxy,
// on loopback: it ends TLS with certificates of an authority that exists only
// for the run and whose key never leaves memory, and passes each request to the
// transport. The proxy asks for a random password, so that other users of the
// machine cannot use it.
type gateway struct {
	authority *authority
	password  string
	listener  net.Listener
	outer     *http.Server // answers CONNECT
	inner     *http.Server // serves what arrives inside the tunnels
	tunnels   *tunnelListener
	served    sync.WaitGroup
}

func newGateway(ctx context.Context, transport http.RoundTripper) (*gateway, error) {
	ca, err := newAuthority()
	if err != nil {
		return nil, fmt.Errorf("rclonerun: making the run's certificate authority: %w", err)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("rclonerun: opening a loopback port for the run's transport: %w", err)
	}
	g := &gateway{
		authority: ca,
		password:  rand.Text(),
		listener:  listener,
		tunnels:   newTunnelListener(listener.Addr()),
	}
	silent := log.New(io.Discard, "", 0)
	g.outer = &http.Server{Handler: http.HandlerFunc(g.connect), ErrorLog: silent} //nolint:gosec // loopback, and every request has its own context
	g.inner = &http.Server{                                                        //nolint:gosec // as above
		ErrorLog:  silent,
		TLSConfig: &tls.Config{GetCertificate: ca.certificate, MinVersion: tls.VersionTLS12},
		Handler: &httputil.ReverseProxy{
			Transport:     transport,
			FlushInterval: -1,
			ErrorLog:      silent,
			Rewrite: func(r *httputil.ProxyRequest) {
				r.Out.URL.Scheme = "https"
				r.Out.URL.Host = r.In.Host
				r.Out.Host = r.In.Host
			},
			// An error of the transport is a broken connection for rclone, not an
			// answer of Google's.
			ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
		},
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

// close ends every connection and waits for the servers.
func (g *gateway) close() {
	_ = g.outer.Close()
	_ = g.tunnels.Close()
	_ = g.inner.Close()
	g.served.Wait()
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
	g.tunnels.hand(r.Context(), conn)
}

func (g *gateway) authorized(r *http.Request) bool {
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("run:"+g.password))
	return subtle.ConstantTimeCompare([]byte(r.Header.Get("Proxy-Authorization")), []byte(want)) == 1
}

// tunnelListener is a net.Listener whose connections are the CONNECT tunnels.
type tunnelListener struct {
	addr   net.Addr
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newTunnelListener(addr net.Addr) *tunnelListener {
	return &tunnelListener{addr: addr, conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *tunnelListener) hand(ctx context.Context, conn net.Conn) {
	select {
	case l.conns <- conn:
	case <-l.closed:
		_ = conn.Close()
	case <-ctx.Done():
		_ = conn.Close()
	}
}

// Accept implements net.Listener.
func (l *tunnelListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, errors.Join(net.ErrClosed, http.ErrServerClosed)
	}
}

// Close implements net.Listener.
func (l *tunnelListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *tunnelListener) Addr() net.Addr { return l.addr }
