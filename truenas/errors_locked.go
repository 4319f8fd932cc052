package truenas

import (
	"errors"
)

// States an error can stand for; test with errors.Is.
var (
	// ErrLocked: the dataset of a task's path is locked. Unlock it and try again.
	ErrLocked = errors.New("dataset is locked")
)

const errnoLocked = 205

// isLocked reads what TrueNAS says of a call or a job that failed. A run of a task
// has only the text.
func isLocked(errno int, text string) bool {
	return errno == errnoLocked || isLockedReason(text)
}
