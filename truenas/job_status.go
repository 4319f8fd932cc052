package truenas

import (
	"encoding/json"
	"time"
)

// JobState is the state of a job.
type JobState string

// The states of a job. A job has ended when [JobStatus.Finished] says so: the
// state alone may be ahead of the rest.
const (
	JobWaiting JobState = "WAITING"
	JobRunning JobState = "RUNNING"
	JobSuccess JobState = "SUCCESS"
	JobFailed  JobState = "FAILED"
	JobAborted JobState = "ABORTED"
)

// Progress is how far a job is.
type Progress struct {
	// Percent is 0 to 100 and may go down, as rclone finds more files.
	Percent int `json:"percent"`
	// Description is text for people, as "1.2 GiB / 3.2 GiB, 10 MiB/s, ETA 3m2s".
	Description string `json:"description"`
}

// JobStatus is a job at one point in time.
type JobStatus struct {
	// ID counts from 1 at each start of the NAS.
	ID        int               `json:"id"`
	Method    string            `json:"method"`
	Arguments []json.RawMessage `json:"arguments"`
	State     JobState          `json:"state"`
	Progress  Progress          `json:"progress"`
	// Error is the text of the failure, "" without one.
	Error string `json:"error"`
	// ErrorType is "VALIDATION" or the name of TrueNAS's exception, and Fields
	// says what was not valid.
	ErrorType string       `json:"error_type"`
	Errno     int          `json:"errno"`
	Fields    []FieldError `json:"fields"`
	// LogsExcerpt holds the first and last lines of the log of a finished job.
	LogsExcerpt string `json:"logs_excerpt"`
	// LogsPath is the log file on the NAS; "" if there is no log.
	LogsPath  string `json:"logs_path"`
	Abortable bool   `json:"abortable"`
	// TimeStarted is when the job was queued.
	TimeStarted time.Time `json:"time_started"`
	// TimeFinished is the zero time until the job has ended.
	TimeFinished time.Time `json:"time_finished"`

	logRead bool // TrueNAS has read the log, which may be empty
}

// logPending reports whether the excerpt of the log is still to come.
func (s JobStatus) logPending() bool { return s.LogsPath != "" && !s.logRead }

// Finished reports whether the job has ended and nothing in the status will
// change any more.
func (s JobStatus) Finished() bool { return !s.TimeFinished.IsZero() }

// UnmarshalJSON reads a row of core.get_jobs.
func (s *JobStatus) UnmarshalJSON(data []byte) error {
	o, err := parseObject(data, "job")
	if err != nil {
		return err
	}
	*s = JobStatus{}
	var failure object
	for _, err := range []error{
		field(o, "id", &s.ID),
		field(o, "method", &s.Method),
		field(o, "arguments", &s.Arguments),
		field(o, "state", &s.State),
		s.Progress.decode(o["progress"]),
		field(o, "error", &s.Error),
		field(o, "exc_info", &failure),
		field(o, "logs_excerpt", &s.LogsExcerpt),
		field(o, "logs_path", &s.LogsPath),
		field(o, "abortable", &s.Abortable),
		timeField(o, "time_started", &s.TimeStarted),
		timeField(o, "time_finished", &s.TimeFinished),
	} {
		if err != nil {
			return err
		}
	}
	if err := field(failure, "type", &s.ErrorType); err != nil {
		return err
	}
	if err := field(failure, "errno", &s.Errno); err != nil {
		return err
	}
	s.Fields, _ = parseFieldErrors(failure["extra"])
	excerpt := string(o["logs_excerpt"])
	s.logRead = excerpt != "" && excerpt != "null"
	return nil
}

func (p *Progress) decode(raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	o, err := parseObject(raw, "progress")
	if err != nil {
		return err
	}
	// A fraction is possible: other jobs compute their percentage.
	var percent float64
	if err := field(o, "percent", &percent); err != nil {
		return err
	}
	p.Percent = int(percent)
	return field(o, "description", &p.Description)
}

// err returns the error of a finished job; nil after success.
func (s JobStatus) err() error {
	if s.State == JobSuccess {
		return nil
	}
	return &JobError{
		JobID: s.ID, State: s.State, Message: s.Error, Type: s.ErrorType,
		Errno: s.Errno, Fields: s.Fields, LogsExcerpt: s.LogsExcerpt,
	}
}
