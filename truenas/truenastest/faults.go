package truenastest

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// faults is what a test made go wrong. Server.mu guards it.
type faults struct {
	events     EventOrder
	stalls     []*stall
	handshakes chan struct{} // closed when handshakes go on; nil: they do
	delays     map[string]time.Duration
	lost       map[string]int // answers to lose, by method
	refuse     bool
}

// stall holds calls up until it is resumed.
type stall struct {
	methods []string // none: all
	resumed chan struct{}
}

func (f *stall) holds(method string) bool {
	return len(f.methods) == 0 || slices.Contains(f.methods, method)
}

// Stall makes the methods, or without any all methods, hang: their calls are
// taken and neither run nor answered. resume lets the calls that wait go on,
// and may be called more than once.
func (s *Server) Stall(methods ...string) (resume func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := &stall{methods: slices.Clone(methods), resumed: make(chan struct{})}
	s.faults.stalls = append(s.faults.stalls, f)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if i := slices.Index(s.faults.stalls, f); i >= 0 {
			s.faults.stalls = slices.Delete(s.faults.stalls, i, i+1)
			close(f.resumed)
		}
	}
}

// StallHandshakes makes new connections hang: they are accepted, and no HTTP
// request is answered. resume lets them go on, and may be called more than once.
func (s *Server) StallHandshakes() (resume func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.handshakes == nil {
		s.faults.handshakes = make(chan struct{})
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.faults.handshakes != nil {
			close(s.faults.handshakes)
			s.faults.handshakes = nil
		}
	}
}

// Delay makes every answer to the methods, or without any to all methods, wait
// for d after the call ran. 0 ends that.
func (s *Server) Delay(d time.Duration, methods ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(methods) == 0 {
		s.faults.delays = map[string]time.Duration{}
		methods = []string{""}
	}
	for _, m := range methods {
		s.faults.delays[m] = d
	}
}

// LoseAnswers makes the next n calls of the method run, and cuts the
// connection in place of the answer.
func (s *Server) LoseAnswers(method string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.lost[method] = n
}

// RefuseClients makes the server treat every address as one that is not on the
// list of those allowed to use the web interface: a new WebSocket is accepted
// and closed with 1008.
func (s *Server) RefuseClients(refuse bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.refuse = refuse
}

// DropConnections cuts every connection without a close frame, as a network
// that goes away does. Jobs keep running.
func (s *Server) DropConnections() {
	for _, c := range s.connections() {
		c.drop()
	}
}

// CloseConnections closes every connection with a close frame, as 1011 and the
// text of an exception. Jobs keep running.
func (s *Server) CloseConnections(code int, reason string) {
	var closing sync.WaitGroup
	for _, c := range s.connections() {
		closing.Go(func() { // which takes a while if the client does not answer
			_ = c.ws.Close(websocket.StatusCode(code), reason)
			c.drop()
		})
	}
	closing.Wait()
}

// Restart restarts the NAS: connections are cut, sessions and tokens end, jobs
// are gone and their numbers start at 1, and /api/boot_id changes. A task
// keeps the last job that had ended, without an id.
func (s *Server) Restart() {
	s.mu.Lock()
	for _, j := range s.jobs {
		j.forgotten, j.aborted = true, true
		j.cancel()
	}
	s.jobs, s.locks, s.lastID["job"] = nil, map[string]*jobLock{}, 0
	s.tokens, s.downloads, s.anonymous = map[string]*loginToken{}, map[string]*download{}, map[string]*window{}
	s.bootID, s.started = newUUID(), s.now()
	s.mu.Unlock()
	s.DropConnections()
}

func (s *Server) connections() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	conns := make([]*conn, 0, len(s.conns))
	for c := range s.conns {
		conns = append(conns, c)
	}
	return conns
}

// stall waits while calls of the method hang; false is a connection that ended.
func (c *conn) stall(method string) bool {
	for {
		c.server.mu.Lock()
		stalls := c.server.faults.stalls
		i := slices.IndexFunc(stalls, func(f *stall) bool { return f.holds(method) })
		if i < 0 {
			c.server.mu.Unlock()
			return true
		}
		resumed := stalls[i].resumed
		c.server.mu.Unlock()
		select {
		case <-resumed:
		case <-c.ctx.Done():
			return false
		}
	}
}

func (c *conn) delay(method string) {
	c.server.mu.Lock()
	d := max(c.server.faults.delays[""], c.server.faults.delays[method])
	c.server.mu.Unlock()
	pause(c.ctx, d)
}

// loses reports whether the answer to the call is to be lost.
func (s *Server) loses(method string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.lost[method] == 0 {
		return false
	}
	s.faults.lost[method]--
	return true
}

// handshake waits while handshakes hang.
func (s *Server) handshake(ctx context.Context) {
	s.mu.Lock()
	resumed := s.faults.handshakes
	s.mu.Unlock()
	if resumed == nil {
		return
	}
	select {
	case <-resumed:
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
