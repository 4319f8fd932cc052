package truenastest

import (
	"encoding/json"
	"net/http"

	"github.com/coder/websocket"
)

// apiVersions are the pinned versions that the release lists. The 25.10 ones
// have the same shape as the current API; the older ones and /websocket are
// not served by the fake: 404.
var apiVersions = []string{
	"v25.04.0", "v25.04.1", "v25.04.2",
	"v25.10.0", "v25.10.1", "v25.10.2", "v25.10.3", "v25.10.4", "v25.10.5",
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/current", s.serveSocket)
	for _, v := range apiVersions[3:] {
		mux.HandleFunc("GET /api/"+v, s.serveSocket)
	}
	mux.HandleFunc("GET /api/versions", func(w http.ResponseWriter, _ *http.Request) { writeBody(w, apiVersions) })
	mux.HandleFunc("GET /api/boot_id", func(w http.ResponseWriter, _ *http.Request) { writeBody(w, s.bootID) })
	mux.HandleFunc("GET /_download/{job}", s.serveLog)
	return mux
}

func writeBody(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // any origin, as the real one
	if err != nil {
		return // Accept has answered
	}
	c := newConn(s, ws)
	if !s.register(c) {
		c.drop()
		return
	}
	c.serve()
}

// register counts the connection's goroutine in, unless the server is closing.
func (s *Server) register(c *conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.conns[c] = struct{}{}
	s.running.Add(1)
	return true
}

// unregister is its counterpart.
func (s *Server) unregister(c *conn) {
	s.mu.Lock()
	delete(s.conns, c)
	s.mu.Unlock()
	s.running.Done()
}
