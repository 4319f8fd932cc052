package truenastest

import "time"

// Advance moves the clock of the NAS on by d, as if the time had passed:
// sessions, tokens and downloads end. Engines and delays keep to the real time.
func (s *Server) Advance(d time.Duration) {
	s.ahead.Add(int64(d))
}

// now is the time on the NAS. It takes no lock.
func (s *Server) now() time.Time {
	return s.config.Now().Add(time.Duration(s.ahead.Load()))
}
