package truenas

// unclear is what is known of requests that TrueNAS could not parse, and so
// answered without saying which they were: count of those in among. Each gave up
// its slot there and then; which one it was shows when TrueNAS has answered all
// the others.
type unclear struct {
	among map[*request]struct{}
	count int
	err   error // the last answer
}

// refuse takes an answer without an id: one of the pending requests is done.
// The caller holds the lock.
func (c *conn) refuse(err error) {
	if c.unclear.count >= len(c.pending) {
		return // more answers than requests
	}
	if c.unclear.among == nil {
		c.unclear.among = map[*request]struct{}{}
	}
	for _, r := range c.pending {
		c.unclear.among[r] = struct{}{}
	}
	c.unclear.count++
	c.unclear.err = err
	c.gate.leave()
	for _, refused := range c.unclear.resolve() {
		delete(c.pending, refused.id)
		refused.answer <- answer{err: err}
	}
}

// forget notes that r was answered, or never sent.
func (u *unclear) forget(r *request) { delete(u.among, r) }

// resolve returns the refused requests, once nothing else is left.
func (u *unclear) resolve() []*request {
	if u.count == 0 || len(u.among) > u.count {
		return nil
	}
	refused := make([]*request, 0, len(u.among))
	for r := range u.among {
		refused = append(refused, r)
	}
	u.among, u.count = nil, 0
	return refused
}
