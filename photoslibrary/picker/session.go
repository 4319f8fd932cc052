package picker

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// MaxItems is the most that one session can have.
const MaxItems = 2000

// CreateOptions are the settings of a session.
type CreateOptions struct {
	// MaxItemCount is how many items the user may pick, 1 to [MaxItems].
	// Default MaxItems.
	MaxItemCount int
}

// Session is one visit of the user to the picker.
type Session struct {
	ID string
	// PickerURI is the page to open in a tab of the browser in which the user is
	// signed in, or on a phone by QR code; Google refuses to be framed. With
	// /autoclose at its end the tab closes after Done.
	PickerURI string
	// Polling is how often and how long Google wants to be asked; nil once the
	// user has picked.
	Polling *Polling
	// ExpireTime is when the session ends, and the access to what was picked.
	ExpireTime   time.Time
	MaxItemCount int
	// Picked reports whether the user has pressed Done; then [Client.Items]
	// lists the items.
	Picked bool
}

// Polling is Google's wish for [Client.Wait].
type Polling struct {
	// Interval is the time between two polls. Default 5 s.
	Interval time.Duration
	// Timeout is the time until waiting has no more use, counted from the
	// answer; 0 is now. Default 30 min.
	Timeout time.Duration
}

// What Google's answers had when they had a pollingConfig.
const (
	defaultInterval = 5 * time.Second
	defaultTimeout  = 30 * time.Minute
)

// CreateSession starts a session; show its PickerURI to the user. Google limits
// the number of open sessions: delete it when done. An account without Google
// Photos is [ErrPhotosNotEnabled].
//
// If the answer is lost, create another session: the first one, which nobody can
// find, ends by itself.
func (c *Client) CreateSession(ctx context.Context, o CreateOptions) (Session, error) {
	if o.MaxItemCount < 0 || o.MaxItemCount > MaxItems {
		return Session{}, fmt.Errorf("picker: %s: MaxItemCount is %d, want 1 to %d", opCreate, o.MaxItemCount, MaxItems)
	}
	body := sessionBody{}
	if o.MaxItemCount > 0 {
		body.Config = &configBody{MaxItemCount: strconv.Itoa(o.MaxItemCount)}
	}
	return readSession(ctx, c.caller(), request{Op: opCreate, Method: http.MethodPost, Path: "/v1/sessions"}, body)
}

// Session returns the state of a session now.
func (c *Client) Session(ctx context.Context, id string) (Session, error) {
	return getSession(ctx, c.caller(), id)
}

// sessionOnce is Session for those who ask again themselves.
func (c *Client) sessionOnce(ctx context.Context, id string) (Session, error) {
	caller := c.caller()
	caller.Retry = googleapis.Retry{Attempts: 1}
	return getSession(ctx, caller, id)
}

func getSession(ctx context.Context, caller googleapis.Caller, id string) (Session, error) {
	const op = "get picker session"
	if id == "" {
		return Session{}, fmt.Errorf("picker: %s: the id is empty", op)
	}
	return readSession(ctx, caller, request{Op: op, Method: http.MethodGet, Path: "/v1/sessions/" + url.PathEscape(id)}, nil)
}

// DeleteSession ends a session. What was picked can no longer be listed, so
// download first.
func (c *Client) DeleteSession(ctx context.Context, id string) error {
	const op = "delete picker session"
	if id == "" {
		return fmt.Errorf("picker: %s: the id is empty", op)
	}
	r := request{Op: op, Method: http.MethodDelete, Path: "/v1/sessions/" + url.PathEscape(id)}
	return c.caller().Call(ctx, r, nil, &struct{}{})
}

func readSession(ctx context.Context, caller googleapis.Caller, r request, body any) (Session, error) {
	var answer sessionWire
	if err := caller.Call(ctx, r, body, &answer); err != nil {
		return Session{}, err
	}
	if answer.ID == "" {
		return Session{}, errors.New("picker: " + r.Op + ": the answer has no session id")
	}
	return answer.session(), nil
}

type sessionBody struct {
	Config *configBody `json:"pickingConfig,omitempty"`
}

type configBody struct {
	MaxItemCount string `json:"maxItemCount"` // an int64 is a string
}

type sessionWire struct {
	ID         string    `json:"id"`
	PickerURI  string    `json:"pickerUri"`
	ExpireTime time.Time `json:"expireTime"`
	Polling    *struct {
		Interval *googleapis.Seconds `json:"pollInterval"`
		Timeout  *googleapis.Seconds `json:"timeoutIn"`
	} `json:"pollingConfig"`
	Config struct {
		MaxItemCount googleapis.Number `json:"maxItemCount"`
	} `json:"pickingConfig"`
	Picked bool `json:"mediaItemsSet"`
}

func (w sessionWire) session() Session {
	s := Session{
		ID: w.ID, PickerURI: w.PickerURI, ExpireTime: w.ExpireTime,
		MaxItemCount: int(w.Config.MaxItemCount), Picked: w.Picked,
	}
	if s.MaxItemCount == 0 {
		s.MaxItemCount = MaxItems
	}
	if w.Polling == nil {
		return s
	}
	s.Polling = &Polling{Interval: defaultInterval, Timeout: defaultTimeout}
	if w.Polling.Interval != nil && *w.Polling.Interval > 0 {
		s.Polling.Interval = time.Duration(*w.Polling.Interval)
	}
	if w.Polling.Timeout != nil {
		s.Polling.Timeout = max(0, time.Duration(*w.Polling.Timeout))
	}
	return s
}
