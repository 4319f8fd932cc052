package truenastest

import (
	"slices"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// method is one API method.
type method struct {
	name  string
	rules rules.Method
	// anonymous methods need no login; of the others, those without roles are
	// open to every user.
	anonymous bool
	roles     []string
	call      func(*call) (any, error)
	// job makes the method one that runs as a job; call is then its body.
	job *jobKind
}

// jobKind says how a method runs as a job.
type jobKind struct {
	logs      bool
	abortable bool
	async     bool // an abort ends it at once on every release
	// lock returns the name of the job's lock; ok is false for a call it
	// cannot be worked out for.
	lock func(params []any) (name string, ok bool)
	run  func(*call, *job) (any, error)
}

// call is one call on its way.
type call struct {
	server  *Server
	conn    *conn
	session *session // nil before login
	id      any
	raw     []any // as sent
	params  []any // checked, with defaults
	// after runs when the response is on its way.
	after func()
	// job is the one that the call made or joined.
	job *job
	// wait delays the response until the job ended.
	wait *job
	// expired: the session ended while the call waited for its turn.
	expired bool
	running bool // it did not have to wait
	holding bool
}

func (c *call) object(i int) *ejson.Object { return c.params[i].(*ejson.Object) }

// first is the first parameter as a number: an id, mostly.
func (c *call) first() int { return ejson.ToInt(c.params[0]) }

// methodTable is what the release offers.
func methodTable(release truenas.Release) map[string]*method {
	table := map[string]*method{}
	for _, m := range slices.Concat(
		loginMethods(release), coreMethods(release), jobMethods(), systemMethods(),
		credentialMethods(), taskMethods(), runMethods(), folderMethods(),
		alertMethods(), datasetMethods(), filesystemMethods(), driveMethods(), methodMethods(release),
	) {
		known, ok := rules.Lookup(rules.Release(release), m.name)
		if !ok {
			continue
		}
		m.rules = known
		table[m.name] = &m
	}
	return table
}

// dispatch checks who calls with what, and calls.
func (m *method) dispatch(c *call) (any, error) {
	if err := m.authorize(c); err != nil {
		return nil, err
	}
	if err := c.conn.unpinned(m.name); err != nil {
		return nil, err
	}
	raw, err := c.conn.taken(m.name, c.raw)
	if err != nil {
		return nil, err
	}
	c.raw = raw
	if m.job != nil {
		return c.server.enqueue(c, m)
	}
	params, err := c.check(m)
	if err != nil {
		return nil, err
	}
	c.params = params
	return m.call(c)
}

func (m *method) authorize(c *call) error {
	switch {
	case m.anonymous:
		return nil
	case c.session == nil:
		return rules.CallFault(rules.ENOTAUTHENTICATED, "Not authenticated", nil)
	case len(m.roles) > 0 && c.expired:
		return rules.CallFault(rules.EACCES, "Session is expired", nil)
	case len(m.roles) > 0 && !c.server.allows(c.session.user, m.roles...):
		return rules.CallFault(rules.EACCES, "Not authorized", nil)
	}
	return nil
}
