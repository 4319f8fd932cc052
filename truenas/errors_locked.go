package truenas

const errnoLocked = 205

// isLocked reads what TrueNAS says of a call or a job that failed. A run of a task
// has only the text.
func isLocked(errno int, text string) bool {
	return errno == errnoLocked || isLockedReason(text)
}
