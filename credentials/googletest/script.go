package googletest

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// scene is what [Server.Script] put up for the requests that match.
type scene struct {
	host, method string
	path         *regexp.Regexp // nil: any
	troubles     []Trouble
}

// Script lets the next requests go wrong: the first that matches meets the first
// trouble, the next the second, and after the last everything is well again.
// [Pass] lets one through in between; [slices.Repeat] repeats.
//
// An empty field of requests matches everything, and a * in its Path any run of
// characters. Base URLs are matched as [Server.Requests] shows them, without
// what tells one from another. When several scripts match a request, it meets
// the oldest that has troubles left. A host that the server does not play
// panics: nothing would ever match.
//
// Go's client repeats a GET on its own when a connection that it has used before
// ends without an answer. Such a repetition is a request like any other, and
// meets the next trouble.
func (s *Server) Script(requests Request, troubles ...Trouble) {
	if requests.Host != "" && s.hosts[requests.Host] == nil {
		panic("googletest: Script: the server does not play " + requests.Host)
	}
	next := &scene{host: requests.Host, method: requests.Method, troubles: slices.Clone(troubles)}
	if requests.Path != "" {
		quoted := strings.ReplaceAll(regexp.QuoteMeta(requests.Path), `\*`, `.*`)
		next.path = regexp.MustCompile("^" + quoted + "$")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, next)
}

// ScriptLeft returns how many of the scripted troubles no request has met so
// far. A test that ends with some has not tested what it wanted to.
func (s *Server) ScriptLeft() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := 0
	for _, next := range s.script {
		left += len(next.troubles)
	}
	return left
}

// nextTrouble takes what is scripted for a request; the zero Trouble is none.
func (s *Server) nextTrouble(r *http.Request) Trouble {
	path := publicPath(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, next := range s.script {
		if len(next.troubles) > 0 && next.match(r.Host, r.Method, path) {
			trouble := next.troubles[0]
			next.troubles = next.troubles[1:]
			return trouble
		}
	}
	return Trouble{}
}

func (n *scene) match(host, method, path string) bool {
	return (n.host == "" || n.host == host) && (n.method == "" || n.method == method) &&
		(n.path == nil || n.path.MatchString(path))
}

// play serves a request with the trouble that is scripted for it.
func (s *Server) play(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		trouble := s.nextTrouble(r)
		if trouble.serve == nil {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := s.untilClosed(r.Context())
		defer cancel()
		trouble.serve(s, w, r.WithContext(ctx), next)
	})
}

// untilClosed returns a context that ends with the server, too.
func (s *Server) untilClosed(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		select {
		case <-s.closing:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}
