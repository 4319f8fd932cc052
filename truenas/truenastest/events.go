package truenastest

import (
	"maps"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

const jobsEvent = "core.get_jobs"

// EventOrder says how the events of jobs reach clients, see [Server.Events].
type EventOrder int

const (
	// EventsUsual is what TrueNAS mostly does: "added" arrives before the
	// response with the job's id, all others after it.
	EventsUsual EventOrder = iota
	// EventsLate sends no event of a job before the response with its id.
	EventsLate
	// EventsEarly sends the response only when the job ended, so that all its
	// events come first.
	EventsEarly
	// EventsSwapped sends every two events the wrong way round. The last one
	// of a job comes before the one it follows.
	EventsSwapped
	// EventsTwice sends every event two times.
	EventsTwice
	// EventsLost sends none.
	EventsLost
)

// Events changes how job events reach clients from now on.
func (s *Server) Events(order EventOrder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.events = order
}

// EndSubscriptions ends every subscription to the event from the server's
// side, with an error of the text, or without one for "". Clients get
// notify_unsubscribed, or nosub on /websocket.
func (s *Server) EndSubscriptions(event, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var problem *ejson.Object
	if text != "" {
		problem = s.faultData(rules.CallFault(rules.EFAULT, text, nil))
		problem.Set("trace", nil)
	}
	for c := range s.conns {
		for id, name := range c.subscriptions {
			if name == event {
				delete(c.subscriptions, id)
				c.send(c.dialect.ended(event, problem))
			}
		}
	}
}

// subscribe reports whether the connection may; ready, if any, is called then,
// before the first event.
func (c *conn) subscribe(id, event string, ready func()) bool {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.session == nil || !c.mayFollow(event) {
		return false
	}
	c.subscriptions[id] = event
	if ready != nil {
		ready()
	}
	c.follow(event)
	return true
}

// unsubscribe ends a subscription. The client hears about the end of one that
// follows a file, as if the server had ended it.
func (c *conn) unsubscribe(id string) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	event := c.subscriptions[id]
	delete(c.subscriptions, id)
	if _, ok := tailedPath(event); ok {
		c.send(c.dialect.ended(event, nil))
	}
}

// unfollow ends the subscriptions that follow files. The caller holds the lock.
func (c *conn) unfollow() {
	for id, event := range c.subscriptions {
		if _, ok := tailedPath(event); ok {
			delete(c.subscriptions, id)
			c.send(c.dialect.ended(event, nil))
		}
	}
}

// mayFollow reports whether the session may subscribe to the event: everybody
// to that about jobs, others as they may call the method of that name. All the
// rest is for full admins. The caller holds the lock.
func (c *conn) mayFollow(event string) bool {
	if event == jobsEvent || c.session.user.fullAdmin() {
		return true
	}
	m := c.server.methods[event]
	return m != nil && (strings.HasSuffix(event, ".query") || event == "alert.list") && c.session.user.hasAny(m.roles...)
}

// wantsJobs reports whether the connection subscribed to job events, however
// often. The caller holds the lock.
func (c *conn) wantsJobs() bool {
	events := slices.Collect(maps.Values(c.subscriptions))
	return slices.Contains(events, jobsEvent) || slices.Contains(events, "*")
}

// announce sends an event to every connection that subscribed and may see the
// job; before 25.10 all subscribers saw all jobs. Because frames leave in
// order, an event sent before the response of the call that caused it also
// arrives before it. The caller holds the lock.
func (s *Server) announce(j *job, msg string) {
	if j.forgotten || s.faults.events == EventsLost {
		return
	}
	var texts [2][]byte // the same for all of a dialect
	for c := range s.conns {
		if !c.wantsJobs() || c.session == nil {
			continue
		}
		if s.config.Release >= truenas.V25_10 && !c.session.sees(j) {
			continue
		}
		i := 0
		if _, old := c.dialect.(*legacy); old {
			i = 1
		}
		if texts[i] == nil {
			texts[i] = encode(c.dialect.event(msg, jobsEvent, j.id, j.entry()))
		}
		c.sendEvent(texts[i], j.ended())
	}
}

// ended reports whether nothing more will be announced of the job.
func (j *job) ended() bool {
	return !j.finished.IsZero() && (j.state != stateSuccess || !j.kind.logs || j.excerpt != nil)
}

// sendEvent sends, holds back or doubles the event, as the test wants it. The
// caller holds the lock of the server.
func (c *conn) sendEvent(frame []byte, last bool) {
	switch c.server.faults.events {
	case EventsLate:
		if c.holding > 0 {
			c.held = append(c.held, frame)
			return
		}
	case EventsSwapped:
		if len(c.held) == 0 && !last {
			c.held = append(c.held, frame)
			return
		}
		c.sendText(frame)
		c.flushEvents()
		return
	case EventsTwice:
		c.sendText(frame)
	case EventsUsual, EventsEarly, EventsLost:
	}
	c.sendText(frame)
}

// flushEvents sends what was held back.
func (c *conn) flushEvents() {
	for _, frame := range c.held {
		c.sendText(frame)
	}
	c.held = nil
}

// hold keeps the events of the connection back until release, if they are to
// be late.
func (c *call) hold() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.server.faults.events == EventsLate {
		c.holding = true
		c.conn.holding++
	}
}

func (c *call) release() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if !c.holding {
		return
	}
	c.holding = false
	c.conn.holding--
	if c.conn.holding == 0 {
		c.conn.flushEvents()
	}
}

// await returns the job whose end comes before the response, and starts it.
func (c *call) await() *job {
	c.server.mu.Lock()
	j := c.wait
	if c.server.faults.events == EventsEarly {
		j = c.job
	}
	c.server.mu.Unlock()
	if j == nil {
		return nil
	}
	c.release()
	if c.after != nil {
		c.after()
		c.after = nil
	}
	return j
}
