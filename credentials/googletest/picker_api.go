package googletest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var pickerService = service{hostPicker, "Google Photos Picker API", "google.photos.picker.v1.PhotosPicker"}

var pickerScopes = []string{scopePicker}

// pickerMethods is the reference of the API.
// Source: https://developers.google.com/photos/picker/reference/rest
var pickerMethods = map[string]method{
	"POST /v1/sessions":     {name: "CreateSession", scopes: pickerScopes, params: []string{"requestId"}, handle: (*Server).createSession},
	"GET /v1/sessions/*":    {name: "GetSession", scopes: pickerScopes, handle: (*Server).getSession},
	"DELETE /v1/sessions/*": {name: "DeleteSession", scopes: pickerScopes, handle: (*Server).deleteSession},
	"GET /v1/mediaItems":    {name: "ListMediaItems", scopes: pickerScopes, params: append([]string{"sessionId"}, pageParams...), handle: (*Server).listPicked},
}

// Rules of sessions. Google documents the limits of items; how long a session
// lives and how often to poll it only tells in answers, and these are ours.
const (
	maxPickedItems  = 2000
	pickerPageUsual = 50
	pickerPageMost  = 100
	sessionLifetime = 24 * time.Hour
	pickerTimeout   = 30 * time.Minute
	pickerInterval  = 5 * time.Second
)

// requestIDShape is a UUID of version 4.
var requestIDShape = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// int64JSON is an int64 in a request: a string, or a number.
type int64JSON int64

func (n *int64JSON) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	value, err := strconv.ParseInt(strings.Trim(string(data), `"`), 10, 64)
	*n = int64JSON(value)
	return err
}

// sessionBody is a session in a request; Google ignores what only it can set.
type sessionBody struct {
	ID         string          `json:"id"`
	PickerURI  string          `json:"pickerUri"`
	Polling    json.RawMessage `json:"pollingConfig"`
	ExpireTime string          `json:"expireTime"`
	ItemsSet   bool            `json:"mediaItemsSet"`
	Config     *struct {
		MaxItemCount int64JSON `json:"maxItemCount"`
	} `json:"pickingConfig"`
}

type pollingJSON struct {
	Interval string `json:"pollInterval"`
	Timeout  string `json:"timeoutIn"`
}

type sessionJSON struct {
	ID         string            `json:"id"`
	PickerURI  string            `json:"pickerUri"`
	Polling    *pollingJSON      `json:"pollingConfig,omitempty"`
	ExpireTime string            `json:"expireTime"`
	Config     map[string]string `json:"pickingConfig,omitempty"`
	ItemsSet   bool              `json:"mediaItemsSet"`
}

func (s *Server) sessionJSON(p *pickerSession) sessionJSON {
	out := sessionJSON{
		ID: p.id, PickerURI: p.uri(), ExpireTime: timestampJSON(p.created.Add(sessionLifetime)), ItemsSet: p.done,
	}
	if p.configured {
		out.Config = map[string]string{"maxItemCount": fmt.Sprint(p.most)}
	}
	if !p.done {
		left := max(0, pickerTimeout-s.now().Sub(p.created))
		out.Polling = &pollingJSON{Interval: secondsJSON(pickerInterval), Timeout: secondsJSON(left)}
	}
	return out
}

// timestampJSON is a google.protobuf.Timestamp.
func timestampJSON(t time.Time) string {
	if t.Nanosecond() == 0 {
		return t.UTC().Format(time.RFC3339)
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z07:00")
}

// secondsJSON is a google.protobuf.Duration.
func secondsJSON(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "s"
}

func (s *Server) createSession(c *call) (answer, *apiError) {
	var body sessionBody
	if failure := decode(c.body, &body); failure != nil {
		return answer{}, failure
	}
	if id := c.query.Get("requestId"); id != "" && !requestIDShape.MatchString(id) {
		return answer{}, invalidArgument("Invalid request id: it must be a UUID of version 4.")
	}
	if s.config.NoPhotos && c.client.user == nil {
		return answer{}, photosNotEnabled()
	}
	if s.countSessions(c.client) >= s.config.OpenSessions {
		return answer{}, &apiError{Code: http.StatusTooManyRequests, Status: "RESOURCE_EXHAUSTED", Message: "Too many open sessions. Delete those that are no longer needed."}
	}
	p := &pickerSession{client: c.client, created: s.now(), most: maxPickedItems}
	if body.Config != nil {
		most := int(body.Config.MaxItemCount)
		if most < 0 || most > maxPickedItems {
			return answer{}, invalidArgument("Max item count must be between 0 and %d.", maxPickedItems)
		}
		if most > 0 {
			p.most, p.configured = most, true
		}
	}
	p.id, p.key = s.ids.next("session", 36), s.ids.next("picker", 64)
	s.sessions[p.id] = p
	return answer{json: s.sessionJSON(p)}, nil
}

// photosNotEnabled is for an account without Google Photos; the reason is what
// users report.
func photosNotEnabled() *apiError {
	return &apiError{
		Code: http.StatusBadRequest, Status: "FAILED_PRECONDITION",
		Message: "The user does not have an active Google Photos account.",
		Details: []rpcDetail{pickerService.errorInfo("PHOTOS_NOT_ENABLED", map[string]string{})},
	}
}

// countSessions counts what a client has not deleted and time has not ended.
func (s *Server) countSessions(c *client) int {
	open := 0
	for _, p := range s.sessions {
		if p.client == c && !s.sessionOver(p) {
			open++
		}
	}
	return open
}

// findSession returns a session of the caller's client that is not over.
func (s *Server) findSession(c *client, id string) (*pickerSession, *apiError) {
	p := s.sessions[id]
	if p == nil || p.client != c || s.sessionOver(p) {
		return nil, entityNotFound()
	}
	return p, nil
}

func (s *Server) getSession(c *call) (answer, *apiError) {
	p, failure := s.findSession(c.client, c.id)
	if failure != nil {
		return answer{}, failure
	}
	return answer{json: s.sessionJSON(p)}, nil
}

func (s *Server) deleteSession(c *call) (answer, *apiError) {
	p, failure := s.findSession(c.client, c.id)
	if failure != nil {
		return answer{}, failure
	}
	delete(s.sessions, p.id)
	return answer{json: struct{}{}}, nil
}

func (s *Server) listPicked(c *call) (answer, *apiError) {
	id := c.query.Get("sessionId")
	if id == "" {
		return answer{}, invalidArgument("Request must have a session id.")
	}
	p, failure := s.findSession(c.client, id)
	if failure != nil {
		return answer{}, failure
	}
	if !p.done {
		return answer{}, &apiError{Code: http.StatusBadRequest, Status: "FAILED_PRECONDITION", Message: "The user has not finished picking media items for this session."}
	}
	text := c.query.Get("pageSize")
	// Unlike the Library API this one lowers a size that is too high.
	if size, err := strconv.Atoi(text); err == nil && size > pickerPageMost {
		text = strconv.Itoa(pickerPageMost)
	}
	size, failure := queryPageSize(text, pickerPageUsual, pickerPageMost)
	if failure != nil {
		return answer{}, failure
	}
	page, next, failure := paginate(s, c, p.items, itemID, size, c.query.Get("pageToken"), "picked "+p.id)
	if failure != nil {
		return answer{}, failure
	}
	var out struct {
		MediaItems    []pickedJSON `json:"mediaItems,omitempty"`
		NextPageToken string       `json:"nextPageToken,omitempty"`
	}
	out.NextPageToken = next
	for _, it := range page {
		out.MediaItems = append(out.MediaItems, s.pickedJSON(p, it))
	}
	return answer{json: out}, nil
}
