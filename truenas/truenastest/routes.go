package truenastest

import (
	"encoding/json"
	"net/http"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas"
)

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_download/{job}", s.serveLog)
	release := s.config.Release
	if release < truenas.V25_04 {
		mux.HandleFunc("/", serveUI)
		return mux
	}
	apis := releases[release].apis
	mux.HandleFunc("GET /api/current", s.serveSocket)
	for _, v := range apis {
		mux.HandleFunc("GET /api/"+v, s.serveSocket)
	}
	mux.HandleFunc("GET /api/versions", func(w http.ResponseWriter, _ *http.Request) { writeBody(w, apis) })
	if release >= truenas.V25_10 {
		mux.HandleFunc("GET /api/boot_id", func(w http.ResponseWriter, _ *http.Request) { writeBody(w, s.bootID) })
	}
	return mux
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
