package googletest

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Proxy lets programs that know nothing of the fake talk to it: an HTTPS proxy
// that answers for Google's hosts, with certificates of an authority of its own,
// and refuses every other host. What it refuses is in [Server.Unexpected].
//
// Most programs take both from the environment, see [Proxy.Env]. Others are told:
//
//	curl       --proxy URL --cacert FILE
//	requests   requests.Session: proxies={"https": URL}, verify=FILE
//	rclone     --http-proxy URL --ca-cert FILE (or RCLONE_HTTP_PROXY, RCLONE_CA_CERT)
//	rclone's library, before its first request:
//	           ci := fs.GetConfig(ctx); ci.HTTPProxy, ci.CaCert = URL, []string{FILE}
//
// rclone's library keeps the connections of its first remote for all: a program
// that talks to several fakes calls fshttp.ResetTransport in between.
//
// Programs that carry their own list of authorities and take no other cannot be
// reached. Methods are safe for concurrent use.
type Proxy struct {
	url    string
	folder string // holds the file
	pem    []byte

	tunnels *tunnels
	server  *http.Server // of what is inside of the tunnels
	served  chan struct{}
}

// Proxy starts the proxy, or returns the one that runs. It ends with
// [Server.Close], which deletes its file. It fails when the file cannot be
// written, and after Close.
func (s *Server) Proxy() (*Proxy, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closing:
		return nil, errors.New("googletest: Proxy: the server is closed")
	default:
	}
	if s.config.InMemory {
		return nil, errors.New("googletest: Proxy: another program reaches no server that is InMemory: leave that out")
	}
	if s.proxy != nil {
		return s.proxy, nil
	}
	var names []string
	for host := range s.hosts {
		names = append(names, host)
	}
	issued, err := newAuthority(names)
	if err != nil {
		return nil, fmt.Errorf("googletest: Proxy: make the certificates: %w", err)
	}
	folder, err := os.MkdirTemp("", "googletest-")
	if err != nil {
		return nil, fmt.Errorf("googletest: Proxy: make a folder for the certificate: %w", err)
	}
	address := s.http.Listener.Addr()
	p := &Proxy{
		url: "http://" + address.String(), folder: folder, pem: issued.pem,
		tunnels: &tunnels{conns: make(chan net.Conn), done: make(chan struct{}), address: address},
		served:  make(chan struct{}),
	}
	if err := os.WriteFile(p.CAFile(), issued.pem, 0o600); err != nil {
		_ = os.RemoveAll(folder) // the other error says more
		return nil, fmt.Errorf("googletest: Proxy: write the certificate: %w", err)
	}
	p.tunnels.tls = &tls.Config{Certificates: []tls.Certificate{issued.leaf}, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}
	p.server = &http.Server{
		Handler: http.HandlerFunc(s.serveHTTP), ReadHeaderTimeout: time.Minute,
		// A program that does not trust the certificate says so itself.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	go func() {
		defer close(p.served)
		_ = p.server.Serve(p.tunnels) // until Close
	}()
	s.proxy = p
	return p, nil
}

// URL returns the address of the proxy, for requests to https addresses. It has
// the port of the fake.
func (p *Proxy) URL() string { return p.url }

// CAPEM returns the certificate of the authority, as PEM. Its key leaves the
// process as little as the key of Google's hosts does.
func (p *Proxy) CAPEM() []byte { return append([]byte(nil), p.pem...) }

// CAFile returns the path of a file with [Proxy.CAPEM], in a folder that only
// this user can read.
func (p *Proxy) CAFile() string { return filepath.Join(p.folder, "ca.pem") }

// Env returns "NAME=value" pairs to append to the Env of an [os/exec.Cmd], which
// make curl, Python, Node.js, rclone and, on Linux, every program in Go use the
// proxy and trust it. No host is left out, so that no inherited NO_PROXY leads to
// the real Google.
//
// Most of them trust no other authority then. Node.js needs version 24 for the
// proxy.
func (p *Proxy) Env() []string {
	var pairs []string
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"} {
		pairs = append(pairs, name+"="+p.url)
	}
	pairs = append(pairs, "NO_PROXY=", "no_proxy=")
	for _, name := range []string{"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "RCLONE_CA_CERT"} {
		pairs = append(pairs, name+"="+p.CAFile())
	}
	return append(pairs, "NODE_USE_ENV_PROXY=1")
}

func (p *Proxy) close() {
	_ = p.server.Close() // the connections are cut, whatever they say to that
	<-p.served
	_ = os.RemoveAll(p.folder) // a file that somebody else deleted is gone, too
}

// serveConnect opens a tunnel to one of Google's hosts.
func (s *Server) serveConnect(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	p := s.proxy
	s.mu.Unlock()
	host, port, err := net.SplitHostPort(strings.ToLower(r.Host))
	if p == nil || err != nil || port != "443" || s.hosts[host] == nil {
		s.refuse(w, r)
		return
	}
	// An answer without a length: what follows belongs to the tunnel.
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		s.refuse(w, r)
		return
	}
	if buffered.Reader.Buffered() > 0 {
		_ = conn.Close() // nobody may speak before the tunnel is open
		return
	}
	if _, err := io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		_ = conn.Close()
		return
	}
	p.tunnels.add(conn)
}

// refuse answers a request to the proxy for a host that the fake does not play.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.unexpected = append(s.unexpected, r.Method+" "+r.Host)
	s.mu.Unlock()
	http.Error(w, "googletest: refused: only Google's hosts are reachable, over https, and only once Server.Proxy was called", http.StatusForbidden)
}

// tunnels is a listener whose connections come from CONNECT requests.
type tunnels struct {
	conns   chan net.Conn
	done    chan struct{}
	once    sync.Once
	address net.Addr
	tls     *tls.Config
}

// add hands a connection over, or closes it once the server has ended.
func (t *tunnels) add(conn net.Conn) {
	select {
	case t.conns <- tls.Server(conn, t.tls):
	case <-t.done:
		_ = conn.Close()
	}
}

// Accept implements [net.Listener].
func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case conn := <-t.conns:
		return conn, nil
	case <-t.done:
		return nil, net.ErrClosed
	}
}

// Close implements [net.Listener].
func (t *tunnels) Close() error {
	t.once.Do(func() { close(t.done) })
	return nil
}

// Addr implements [net.Listener].
func (t *tunnels) Addr() net.Addr { return t.address }
