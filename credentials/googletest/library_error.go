package googletest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// apiError is an error answer of an API, in the shape of google.rpc.
type apiError struct {
	Code    int           `json:"code"`
	Message string        `json:"message"`
	Errors  []legacyError `json:"errors,omitempty"`
	Status  string        `json:"status"`
	Details []rpcDetail   `json:"details,omitempty"`
	header  map[string]string
	bare    *rpcStatus // the body instead, see [emptyUpload]
}

// emptyUpload is what the server of the bytes says, which is none of the API's:
// a google.rpc.Status without an envelope.
// Source: https://github.com/gphotosuploader/google-photos-api-client-go/issues/53
func emptyUpload() *apiError {
	return &apiError{Code: http.StatusBadRequest, bare: &rpcStatus{codeInvalidArgument, "Payload must not be empty"}}
}

// legacyError is the older form, which Google adds to some answers.
type legacyError struct {
	Message string `json:"message"`
	Domain  string `json:"domain"`
	Reason  string `json:"reason"`
}

type rpcDetail map[string]any

func (a service) errorInfo(reason string, metadata map[string]string) rpcDetail {
	metadata["service"] = a.host
	return rpcDetail{
		"@type":  "type.googleapis.com/google.rpc.ErrorInfo",
		"reason": reason, "domain": "googleapis.com", "metadata": metadata,
	}
}

func help(description, address string) rpcDetail {
	return rpcDetail{
		"@type": "type.googleapis.com/google.rpc.Help",
		"links": []map[string]string{{"description": description, "url": address}},
	}
}

func invalidArgument(format string, args ...any) *apiError {
	return &apiError{Code: http.StatusBadRequest, Status: "INVALID_ARGUMENT", Message: fmt.Sprintf(format, args...)}
}

func entityNotFound() *apiError {
	return &apiError{Code: http.StatusNotFound, Status: "NOT_FOUND", Message: "Requested entity was not found."}
}

func (a service) unauthenticated(reason, method string) *apiError {
	e := &apiError{
		Code: http.StatusUnauthorized, Status: "UNAUTHENTICATED",
		Message: "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
		Details: []rpcDetail{a.errorInfo(reason, map[string]string{"method": a.rpc + "." + method})},
		header:  map[string]string{"WWW-Authenticate": `Bearer realm="https://accounts.google.com/", error="invalid_token"`},
	}
	if reason == "CREDENTIALS_MISSING" {
		e.Message = "Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
		e.header = map[string]string{"WWW-Authenticate": `Bearer realm="https://accounts.google.com/"`}
	}
	return e
}

func (a service) serviceDisabled(p *project) *apiError {
	address := "https://console.developers.google.com/apis/api/" + a.host + "/overview?project=" + p.number
	message := a.title + " has not been used in project " + p.number + " before or it is disabled. Enable it by visiting " + address +
		" then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry."
	return &apiError{
		Code: http.StatusForbidden, Status: "PERMISSION_DENIED", Message: message,
		Details: []rpcDetail{
			help("Google developers console API activation", address),
			a.errorInfo("SERVICE_DISABLED", map[string]string{
				"consumer": "projects/" + p.number, "activationUrl": address,
				"serviceTitle": a.title, "containerInfo": p.number,
			}),
			{"@type": "type.googleapis.com/google.rpc.LocalizedMessage", "locale": "en-US", "message": message},
		},
	}
}

func (a service) insufficientScope(method string) *apiError {
	return &apiError{
		Code: http.StatusForbidden, Status: "PERMISSION_DENIED",
		Message: "Request had insufficient authentication scopes.",
		Errors:  []legacyError{{"Insufficient Permission", "global", "insufficientPermissions"}},
		Details: []rpcDetail{a.errorInfo("ACCESS_TOKEN_SCOPE_INSUFFICIENT", map[string]string{"method": a.rpc + "." + method})},
		header:  map[string]string{"WWW-Authenticate": `Bearer realm="https://accounts.google.com/", error="insufficient_scope"`},
	}
}

// quotaExceeded names the limit that was hit: Google's reason is the same for
// the daily one and the one per minute.
func (a service) quotaExceeded(p *project, title, per, metric, limit string, value int) *apiError {
	message := fmt.Sprintf("Quota exceeded for quota metric '%s' and limit '%s' of service '%s' for consumer 'project_number:%s'.", title, per, a.host, p.number)
	return &apiError{
		Code: http.StatusTooManyRequests, Status: "RESOURCE_EXHAUSTED", Message: message,
		Errors: []legacyError{{message, "global", "rateLimitExceeded"}},
		Details: []rpcDetail{
			a.errorInfo("RATE_LIMIT_EXCEEDED", map[string]string{
				"quota_limit": limit, "quota_limit_value": fmt.Sprint(value), "quota_metric": a.host + "/" + metric,
				"quota_location": "global", "consumer": "projects/" + p.number,
			}),
			help("Request a higher quota limit.", "https://cloud.google.com/docs/quota#requesting_higher_quota"),
		},
	}
}

func (e *apiError) write(w http.ResponseWriter) {
	for name, value := range e.header {
		w.Header().Set(name, value)
	}
	if e.bare != nil {
		writeJSON(w, e.Code, e.bare)
		return
	}
	writeJSON(w, e.Code, map[string]any{"error": e})
}

// writeJSON writes an answer in the layout of Google's front end.
func writeJSON(w http.ResponseWriter, status int, value any) {
	sendJSON(w, status, value, "  ")
}

// writeCompactJSON is writeJSON without line breaks.
func writeCompactJSON(w http.ResponseWriter, status int, value any) {
	sendJSON(w, status, value, "")
}

func sendJSON(w http.ResponseWriter, status int, value any, indent string) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(value); err != nil {
		panic("googletest: answer: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}
