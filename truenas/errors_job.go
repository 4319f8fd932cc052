package truenas

import (
	"fmt"
	"strings"
)

// JobError is a job that ended without success. Is matches [ErrNotFound] when
// its task did not exist.
type JobError struct {
	JobID int
	// State is [JobFailed] or [JobAborted].
	State JobState
	// Message is TrueNAS's text, for a sync the last lines of rclone's output;
	// often "" when aborted.
	Message string
	// Type is "VALIDATION" or the name of TrueNAS's exception.
	Type   string
	Errno  int
	Fields []FieldError
	// LogsExcerpt holds the first and last lines of the log, where the cause
	// is usually found.
	LogsExcerpt string
}

func (e *JobError) Error() string {
	text := fmt.Sprintf("truenas: job %d %s", e.JobID, strings.ToLower(string(e.State)))
	message := strings.TrimSpace(e.Message)
	if len(e.Fields) > 0 {
		message = joinFields(e.Fields)
	}
	if message != "" {
		text += ": " + message
	}
	return text
}

// Is reports whether the error stands for target.
func (e *JobError) Is(target error) bool { return target == ErrNotFound && missing(e.Fields) }
