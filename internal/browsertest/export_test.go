//go:build browser

package browsertest

// Problems is what [Tab.Inspect] would fail with.
func (p *Tab) Problems(width int64, scheme string) ([]string, error) {
	return p.inspect("problems", width, scheme)
}

// Outside is what [Tab.RequireQuiet] would fail with.
func (p *Tab) Outside(hosts ...string) []string { return p.outside(hosts) }

// Complaints are the messages of the browser.
func (p *Tab) Complaints() []string {
	p.traffic.mu.Lock()
	defer p.traffic.mu.Unlock()
	return p.traffic.complaints
}
