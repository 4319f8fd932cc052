package truenastest

import (
	"context"
	"encoding/json"
	"net"
	"net/http"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas"
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_download/{job}", s.serveLog)
	mux.HandleFunc("GET /websocket", func(w http.ResponseWriter, r *http.Request) { s.serveSocket(w, r, &legacy{}, "") })
	release := s.config.Release
	if release < truenas.V25_04 {
		mux.HandleFunc("/", serveUI)
		return s.stallable(mux)
	}
	apis := releases[release].apis
	for _, v := range append([]string{""}, apis...) {
		path := "/api/" + v
		if v == "" {
			path = "/api/current"
		}
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) { s.serveSocket(w, r, jsonRPC{}, v) })
	}
	mux.HandleFunc("GET /api/versions", func(w http.ResponseWriter, _ *http.Request) { writeBody(w, apis) })
	if release >= truenas.V25_10 {
		mux.HandleFunc("GET /api/boot_id", func(w http.ResponseWriter, _ *http.Request) { writeBody(w, s.boot()) })
	}
	return s.stallable(mux)
}

func (s *Server) boot() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bootID
}

// stallable holds every request up while handshakes hang.
func (s *Server) stallable(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.handshake(r.Context())
		next.ServeHTTP(w, r)
	})
}

// serveUI is what 24.10 answers where there is nothing: a page of the web
// interface.
func serveUI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte("<html><head><title>404 Not Found</title></head></html>\n"))
}

func writeBody(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request, d dialect, pinned string) {
	var c *conn
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		InsecureSkipVerify: true, // any origin, as the real one
		OnPingReceived: func(context.Context, []byte) bool {
			c.spoken() // with the answer, which the library sends
			return true
		},
	})
	if err != nil {
		return // Accept has answered
	}
	c = newConn(s, ws, d, s.origin(r))
	c.pinned = pinned
	refused, ok := s.register(c)
	switch {
	case !ok:
		c.drop()
		c.idle.Stop()
		return
	case refused:
		c.turnAway()
		return
	}
	c.serve()
}

// turnAway closes the connection of an address that is not on the list.
func (c *conn) turnAway() {
	defer c.server.unregister(c)
	c.idle.Stop()
	_ = c.ws.Close(websocket.StatusPolicyViolation, "You are not allowed to access this resource")
	c.drop()
}

// unixKey marks requests that came over the unix socket.
type unixKey struct{}

func markUnix(ctx context.Context, c net.Conn) context.Context {
	if _, ok := c.(*net.UnixConn); ok {
		return context.WithValue(ctx, unixKey{}, true)
	}
	return ctx
}

// origin finds out where a request comes from. A loopback address is as good
// as TLS, unless the test says that it stands for another machine.
func (s *Server) origin(r *http.Request) origin {
	if r.Context().Value(unixKey{}) != nil {
		return origin{unix: true, secure: true, host: "UNIX_SOCKET"}
	}
	host, port, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	loopback := net.ParseIP(host).IsLoopback() && !s.config.Insecure
	return origin{tls: r.TLS != nil, secure: r.TLS != nil || loopback, host: host, port: port}
}

// register counts the connection's goroutine in, unless the server is closing;
// refused is a client to turn away. On the unix socket it is root's at once.
func (s *Server) register(c *conn) (refused, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false, false
	}
	s.conns[c] = struct{}{}
	s.running.Add(1)
	if c.origin.unix {
		c.login(s.addUser("root", nil), kindUnix, nil)
		return false, true
	}
	return s.faults.refuse, true
}

// unregister is its counterpart.
func (s *Server) unregister(c *conn) {
	s.mu.Lock()
	c.endSession()
	delete(s.conns, c)
	s.mu.Unlock()
	s.running.Done()
}
