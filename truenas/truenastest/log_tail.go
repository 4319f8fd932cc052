package truenastest

import (
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// tailEvent is the event source that follows a file: a colon and its path come
// after the name, or an object with the path.
const tailEvent = "filesystem.file_tail_follow"

// tailedLines are those that a new subscription starts with.
const tailedLines = 3

// jobLog is where an engine writes the log of its job.
type jobLog struct {
	server *Server
	job    *job
}

// Write appends to the log while the job runs.
func (l jobLog) Write(p []byte) (int, error) {
	l.server.mu.Lock()
	defer l.server.mu.Unlock()
	l.server.appendLog(l.job, string(p))
	return len(p), nil
}

// appendLog adds to the log and tells those who follow it. The caller holds
// the lock.
func (s *Server) appendLog(j *job, text string) {
	if text == "" || !j.finished.IsZero() || j.forgotten {
		return
	}
	j.log = append(j.log, text...)
	for c := range s.conns {
		for _, event := range c.subscriptions {
			if path, ok := tailedPath(event); ok && path == j.logPath() {
				c.sendTail(event, text)
			}
		}
	}
}

func (c *conn) sendTail(event, text string) {
	c.send(c.dialect.event("added", event, 0, ejson.NewObject("data", text)))
}

// tailedPath is the path in the name of a subscription.
func tailedPath(event string) (path string, ok bool) {
	argument, ok := strings.CutPrefix(event, tailEvent+":")
	if !ok {
		return "", false
	}
	if v, err := ejson.Parse(argument); err == nil {
		if o, isObject := v.(*ejson.Object); isObject {
			return o.Text("path"), true
		}
	}
	path, _, _ = strings.Cut(argument, ":") // the number of lines
	return path, true
}

// follow sends the end of the file that a new subscription is about. The
// caller holds the lock.
func (c *conn) follow(event string) {
	path, ok := tailedPath(event)
	if !ok {
		return
	}
	for _, j := range c.server.jobs {
		if j.kind.logs && j.logPath() == path {
			lines := strings.SplitAfter(string(j.log), "\n")
			if end := strings.Join(lines[max(0, len(lines)-1-tailedLines):], ""); end != "" {
				c.sendTail(event, end)
			}
		}
	}
}
