package googletest

import (
	"net/http"
	"slices"
	"strings"
)

// Request is a request the server got. It has no query, header or body, because
// those hold tokens.
type Request struct {
	Method string
	Host   string // the host of Google that was meant
	Path   string
}

// Requests returns the requests so far, in the order of their arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Unexpected returns "METHOD host/path" of the requests that the server answered
// with 404 because it knows no such method. A test that ends with none has asked
// for nothing that only the real Google might know.
func (s *Server) Unexpected() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.unexpected)
}

// record notes a request. Paths of base URLs open a photo to whoever has them,
// so they are cut.
func (s *Server) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, Request{Method: r.Method, Host: r.Host, Path: publicPath(r)})
		s.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

// notFound answers as Google's front end does, for what nobody serves.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.unexpected = append(s.unexpected, r.Method+" "+r.Host+publicPath(r))
	s.mu.Unlock()
	writeHTMLError(w, http.StatusNotFound, "The requested URL was not found on this server.")
}

func publicPath(r *http.Request) string {
	switch {
	case r.Host == hostBytes && strings.HasPrefix(r.URL.Path, pickerBytes):
		return pickerBytes
	case r.Host == hostBytes:
		return libraryBytes
	}
	return r.URL.Path
}
