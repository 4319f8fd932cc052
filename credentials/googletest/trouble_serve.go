package googletest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// hangUp closes the connection of the request, whatever was sent on it.
func hangUp() { panic(http.ErrAbortHandler) }

// heldAnswer keeps an answer instead of sending it.
type heldAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *heldAnswer) Header() http.Header { return a.header }

func (a *heldAnswer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *heldAnswer) Write(data []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(data)
}

// hold lets the request take effect and returns its answer.
func hold(w http.ResponseWriter, r *http.Request, next http.Handler) *heldAnswer {
	held := &heldAnswer{header: w.Header().Clone()}
	next.ServeHTTP(held, r)
	held.WriteHeader(http.StatusOK)
	return held
}

type bodyCut struct {
	n     int
	clean bool // the body ends as if it were whole
	stall bool // the connection stays
}

func (b bodyCut) serve(_ *Server, w http.ResponseWriter, r *http.Request, next http.Handler) {
	if r.Method == http.MethodHead && !b.clean {
		next.ServeHTTP(w, r) // there is no body to cut
		return
	}
	held := hold(w, r, next)
	body := held.body.Bytes()
	if len(body) == 0 && !b.clean {
		if b.stall {
			<-r.Context().Done()
		}
		hangUp() // an answer without a body cannot be cut in any other way
	}
	sent := body[:max(0, min(b.n, len(body)-1))]
	maps.Copy(w.Header(), held.header)
	if b.clean {
		w.Header().Del("Content-Length")
	} else {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(held.status)
	_, _ = w.Write(sent) // the client may have gone
	// Sent at once, so that net/http cannot count the bytes by itself.
	_ = http.NewResponseController(w).Flush()
	switch {
	case b.stall:
		<-r.Context().Done()
		hangUp()
	case !b.clean && r.Method != http.MethodHead: // whose answer is whole: the next request may have the connection
		hangUp()
	}
}

type uploadCut int

func (n uploadCut) serve(_ *Server, w http.ResponseWriter, r *http.Request, next http.Handler) {
	r = r.WithContext(r.Context())
	r.Body = io.NopCloser(io.MultiReader(io.LimitReader(r.Body, int64(n)), cutReader{}))
	hold(w, r, next)
	hangUp()
}

var errCut = errors.New("the connection was cut")

type cutReader struct{}

func (cutReader) Read([]byte) (int, error) { return 0, errCut }

func drop(_ *Server, _ http.ResponseWriter, r *http.Request, _ http.Handler) {
	// Closing with unread bytes would be a reset, and not always: a test wants the
	// same each time.
	_, _ = io.Copy(io.Discard, r.Body)
	hangUp()
}

func dropAnswer(_ *Server, w http.ResponseWriter, r *http.Request, next http.Handler) {
	hold(w, r, next)
	hangUp()
}

func stall(_ *Server, _ http.ResponseWriter, r *http.Request, _ http.Handler) {
	// Only behind the whole body does the server see the client go.
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
	hangUp()
}

func delay(s *Server, w http.ResponseWriter, r *http.Request, next http.Handler, d time.Duration) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		hangUp()
	}
	if s.config.Sleep(r.Context(), d) != nil || r.Context().Err() != nil {
		hangUp()
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	next.ServeHTTP(w, r)
}

// sleep is the usual [Config].Sleep.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}

// rpcErrors are the statuses of Google's APIs with what they say by themselves.
// Source: google.rpc.Code and the texts of its services.
var rpcErrors = map[int][2]string{
	http.StatusBadRequest:          {"INVALID_ARGUMENT", "Request contains an invalid argument."},
	http.StatusUnauthorized:        {"UNAUTHENTICATED", "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."},
	http.StatusForbidden:           {"PERMISSION_DENIED", "The caller does not have permission"},
	http.StatusNotFound:            {"NOT_FOUND", "Requested entity was not found."},
	http.StatusConflict:            {"ABORTED", "The operation was aborted."},
	http.StatusTooManyRequests:     {"RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."},
	http.StatusInternalServerError: {"INTERNAL", "Internal error encountered."},
	http.StatusNotImplemented:      {"UNIMPLEMENTED", "Operation is not implemented, or supported, or enabled."},
	http.StatusServiceUnavailable:  {"UNAVAILABLE", "The service is currently unavailable."},
	http.StatusGatewayTimeout:      {"DEADLINE_EXCEEDED", "Deadline expired before operation could complete."},
}

func serveError(w http.ResponseWriter, r *http.Request, status int) {
	text := rpcErrors[status]
	switch r.Host {
	case hostAccounts, hostPhotos, hostBytes:
		writeHTMLError(w, status, text[1])
	case hostOAuth:
		writeJSON(w, status, map[string]string{"error": "internal_failure", "error_description": text[1]})
	default:
		(&apiError{Code: status, Status: text[0], Message: text[1]}).write(w)
	}
}

func garbage(_ *Server, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	_, _ = io.WriteString(w, `{"mediaItems": [{"id": `)
}
