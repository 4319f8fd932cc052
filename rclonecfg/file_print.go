package rclonecfg

import "fmt"

// Format prints the names of the sections for every verb: the values are
// secrets, and fmt would print those of unexported fields, too.
func (f File) Format(state fmt.State, _ rune) {
	_, _ = fmt.Fprintf(state, "rclonecfg.File%q", f.Remotes())
}
