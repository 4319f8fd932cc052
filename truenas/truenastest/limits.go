package truenastest

import (
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// The limits of the real server. Sizes count characters, not bytes.
const (
	maxAnonymousMessage = 8192
	maxMessage          = 65536
	maxFile             = 2 << 20  // for methods that take a file, which are not here
	maxFrame            = 4 << 20  // bytes the WebSocket layer takes at all
	maxQueued           = 64 << 20 // bytes that a client has not read, a limit of the fake
	maxPending          = 20       // calls of one connection, running or queued
	maxRunning          = 10
	anonymousCalls      = 20 // per method
	anonymousWindow     = time.Minute
)

// largeReason is what a connection ends with after a message above a limit.
const largeReason = "Max message length is 64 kB"

// oversize returns how the connection ends because of a message that nobody
// has read, if it does.
func oversize(message string, loggedIn bool) (code websocket.StatusCode, reason string) {
	switch n := utf8.RuneCountInString(message); {
	case !utf8.ValidString(message):
		return websocket.StatusInvalidFramePayloadData, "Invalid UTF-8 text message"
	case !loggedIn && n > maxAnonymousMessage:
		return websocket.StatusInvalidFramePayloadData, "Anonymous connection max message length is 8 kB"
	case n > maxFile:
		return websocket.StatusMessageTooBig, largeReason
	}
	return 0, ""
}

// tooLarge tells the same of a message that was read: what is no JSON gets its
// answer first, however long it is.
func tooLarge(message string) bool { return utf8.RuneCountInString(message) > maxMessage }

// window counts the calls of one method within a minute.
type window struct {
	start time.Time
	calls int
}

// rateLimited counts a call before login and reports whether it is one too
// many: methods and addresses are counted apart. core.set_options and the unix
// socket are exempt. The caller holds the lock.
func (s *Server) rateLimited(from origin, method string) bool {
	if !s.config.RateLimit || from.unix || method == "core.set_options" {
		return false
	}
	key := from.host + " " + method
	w := s.anonymous[key]
	if w == nil || s.now().Sub(w.start) > anonymousWindow {
		w = &window{start: s.now()}
		s.anonymous[key] = w
	}
	w.calls++
	return w.calls > anonymousCalls
}

// rateLimit is the refusal, which takes its time.
func (c *conn) rateLimit() error {
	pause(c.ctx, c.server.config.RateLimitDelay)
	return rules.CallFault(rules.EBUSY, "Rate Limit Exceeded", nil)
}
