package truenas

import (
	"fmt"
	"strings"
)

// JobError is a job that ended without success. Is matches [ErrNotFound] when
// its task did not exist, and [ErrLocked] when its dataset is locked.
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
func (e *JobError) Is(target error) bool {
	return target == ErrNotFound && missing(e.Fields) || target == ErrLocked && isLocked(e.Errno, e.Message)
}

// JobGoneError is a job that TrueNAS does not know any more: it restarted,
// which ends all jobs and counts their ids from 1 again, or it forgot the job,
// because it keeps about 1,000. How the job ended is not known. Is matches
// [ErrNotFound].
type JobGoneError struct {
	JobID int
	// TaskID is the task the job ran; 0 when it is not known to be one.
	TaskID int
}

func (e *JobGoneError) Error() string {
	where := "look at the last run of the task"
	if e.TaskID != 0 {
		where = fmt.Sprintf("look at the last run of task %d", e.TaskID)
	}
	return fmt.Sprintf("truenas: job %d: %s: TrueNAS restarted or forgot it; %s", e.JobID, ErrNotFound, where)
}

// Is reports whether target is [ErrNotFound].
func (e *JobGoneError) Is(target error) bool { return target == ErrNotFound }
