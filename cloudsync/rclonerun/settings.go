package rclonerun

import "sync"

// settings are the options of one remote in one run; rclone writes a refreshed
// token back through Set. Safe for concurrent use.
type settings struct {
	onToken func(string)

	mu     sync.Mutex
	values map[string]string
}

// Get implements configmap.Getter. As in a configuration file, an empty value is
// an absent one.
func (s *settings) Get(key string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value := s.values[key]
	return value, value != ""
}

// Set implements configmap.Setter.
func (s *settings) Set(key, value string) {
	s.mu.Lock()
	changed := s.values[key] != value
	s.values[key] = value
	s.mu.Unlock()
	if key == "token" && changed && s.onToken != nil {
		s.onToken(value)
	}
}
