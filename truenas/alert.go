package truenas

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// Classes of alerts about cloud sync tasks; TrueNAS has many more.
const (
	// AlertTaskFailed: the last run of a task failed. It goes away when a later run
	// succeeds. On 26 and newer an aborted run has failed too.
	AlertTaskFailed = "CloudSyncTaskFailed"
	// AlertTaskLocked: a task did not run because its dataset is locked.
	AlertTaskLocked = "TaskLocked"
)

// Alert is something that TrueNAS wants people to know.
type Alert struct {
	// ID names the alert.
	ID string
	// Level is INFO, NOTICE, WARNING, ERROR, CRITICAL, ALERT or EMERGENCY.
	Level string
	// Class is the kind of alert, as [AlertTaskFailed].
	Class string
	// Text is for people, in plain text.
	Text string
	// Since is when it came up, Last when it did so again.
	Since, Last time.Time
	// Dismissed says that somebody has put it away.
	Dismissed bool

	taskID int
}

// TaskID returns the task that an [AlertTaskFailed] is about; 0 for other alerts.
func (a Alert) TaskID() int { return a.taskID }

// UnmarshalJSON reads an item of alert.list.
func (a *Alert) UnmarshalJSON(data []byte) error {
	*a = Alert{}
	return decodeFields(data, "alert", func(o object) []error {
		var text, key string
		errs := []error{
			field(o, "uuid", &a.ID), field(o, "level", &a.Level), field(o, "klass", &a.Class),
			field(o, "text", &text), field(o, "formatted", &a.Text), field(o, "dismissed", &a.Dismissed),
			timeField(o, "datetime", &a.Since), timeField(o, "last_occurrence", &a.Last), field(o, "key", &key),
		}
		if a.Text == "" {
			a.Text = text // with the names of its gaps
		}
		if a.Class == AlertTaskFailed {
			a.taskID, _ = strconv.Atoi(strings.Trim(key, `"`))
		}
		return errs
	})
}

// AlertService is alert.*. It is safe for concurrent use.
type AlertService struct{ caller Caller }

// NewAlertService returns the service on a caller of your own; see [Caller].
func NewAlertService(caller Caller) *AlertService { return &AlertService{caller: caller} }

// Alerts returns the alerts of the NAS.
func (c *Client) Alerts() *AlertService { return NewAlertService(c) }

// List returns the alerts, the dismissed ones too, the worst first. The user needs
// the role ALERT_LIST_READ.
func (s *AlertService) List(ctx context.Context) ([]Alert, error) {
	return call[[]Alert](ctx, s.caller, "alert.list")
}

// OfTask returns the alerts about failed runs of a task.
func (s *AlertService) OfTask(ctx context.Context, taskID int) ([]Alert, error) {
	all, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	var found []Alert
	for _, a := range all {
		if a.Class == AlertTaskFailed && a.taskID == taskID {
			found = append(found, a)
		}
	}
	return found, nil
}
