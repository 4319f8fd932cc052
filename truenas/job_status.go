package truenas

import (
	"encoding/json"
	"errors"
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

// JobOwner is who started a job.
type JobOwner struct {
	// Type is the kind of login, as "API_KEY" or "UNIX_SOCKET".
	Type string `json:"type"`
	// Username is "" for a session without a user.
	Username string `json:"username"`
	// KeyName is the name of the API key; "" for another login.
	KeyName string `json:"key_name"`
}

// JobStatus is a job at one point in time. Its JSON form can be read again.
type JobStatus struct {
	// ID counts from 1 at each start of the NAS.
	ID int `json:"id"`
	// MessageIDs are the ids of the requests that got this job as their answer,
	// those of other sessions too; TrueNAS 25.10 and newer.
	MessageIDs []json.RawMessage `json:"message_ids"`
	Method     string            `json:"method"`
	Arguments  []json.RawMessage `json:"arguments"`
	// Description is what some methods say of themselves; "" for a sync.
	Description string `json:"description"`
	// Owner is who started the job; nil when the NAS itself did.
	Owner *JobOwner `json:"credentials"`
	// State may be one this package does not know: see Finished.
	State    JobState `json:"state"`
	Progress Progress `json:"progress"`
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

// UnmarshalJSON reads a row of core.get_jobs, or what this package wrote.
func (s *JobStatus) UnmarshalJSON(data []byte) error {
	o, err := parseObject(data, "job")
	if err != nil {
		return err
	}
	*s = JobStatus{}
	var failure object
	for _, err := range []error{
		field(o, "id", &s.ID),
		field(o, "message_ids", &s.MessageIDs),
		field(o, "method", &s.Method),
		field(o, "arguments", &s.Arguments),
		field(o, "description", &s.Description),
		field(o, "credentials", &s.Owner),
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
	if err := decodeFailure(s, o, failure); err != nil {
		return err
	}
	excerpt := string(o["logs_excerpt"])
	s.logRead = excerpt != "" && excerpt != "null"
	return nil
}

// decodeFailure reads exc_info; without one, the fields this package wrote.
func decodeFailure(s *JobStatus, o, failure object) error {
	if failure != nil {
		s.Fields, _ = parseFieldErrors(failure["extra"])
		return errors.Join(field(failure, "type", &s.ErrorType), field(failure, "errno", &s.Errno))
	}
	return errors.Join(field(o, "error_type", &s.ErrorType), field(o, "errno", &s.Errno), field(o, "fields", &s.Fields))
}

// UnmarshalJSON reads the credentials of a job, or what this package wrote.
func (w *JobOwner) UnmarshalJSON(data []byte) error {
	o, err := parseObject(data, "credentials")
	if err != nil {
		return err
	}
	*w = JobOwner{}
	var session, key object
	for _, err := range []error{
		field(o, "type", &w.Type),
		field(o, "username", &w.Username),
		field(o, "key_name", &w.KeyName),
		field(o, "data", &session),
		field(session, "username", &w.Username),
		field(session, "api_key", &key),
		field(key, "name", &w.KeyName),
	} {
		if err != nil {
			return err
		}
	}
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
