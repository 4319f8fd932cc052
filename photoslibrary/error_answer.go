package photoslibrary

import (
	"encoding/json"
	"errors"
	"strings"

	"google.golang.org/api/googleapi"
)

// readAnswer takes out of an answer what has a place of its own in it. Answers
// of older servers have less, and those of something in between may have any
// form.
func readAnswer(err error) *Error {
	var answer googleapi.Error
	if original, ok := errors.AsType[*googleapi.Error](err); ok {
		answer = *original
	} else {
		answer.Message = err.Error()
	}
	if kind, _, _ := strings.Cut(answer.Header.Get("Content-Type"), "/"); kind == "image" || kind == "video" {
		answer.Body = "" // a picture that says "not found" to people
	}
	if answer.Message == "" {
		answer.Message = uploadMessage(answer.Body)
	}
	e := &Error{Err: &answer, Status: statusOf(answer.Body)}
	for _, detail := range answer.Details {
		fields, _ := detail.(map[string]any)
		if kind, _ := fields["@type"].(string); !strings.HasSuffix(kind, "google.rpc.ErrorInfo") {
			continue
		}
		e.Reason, _ = fields["reason"].(string)
		metadata, _ := fields["metadata"].(map[string]any)
		e.Metadata = make(map[string]string, len(metadata))
		for key, value := range metadata {
			e.Metadata[key], _ = value.(string)
		}
	}
	return e
}

// uploadMessage reads an answer about bytes, which is a google.rpc.Status
// without the envelope of the API. Others have no text there.
//
// Source: https://github.com/gphotosuploader/google-photos-api-client-go/issues/53
func uploadMessage(body string) string {
	var status statusWire
	if json.Unmarshal([]byte(body), &status) != nil || status.Code == 0 {
		return ""
	}
	return status.Message
}

// statusOf returns the one field that googleapi drops. Answers of streams are in
// a list.
func statusOf(body string) string {
	type reply struct {
		Error struct {
			Status string `json:"status"`
		} `json:"error"`
	}
	var list []reply
	if json.Unmarshal([]byte(body), &list) != nil {
		list = make([]reply, 1)
		_ = json.Unmarshal([]byte(body), &list[0]) // a page of something in between has none
	}
	if len(list) == 0 {
		return ""
	}
	return list[0].Error.Status
}

// text is where words of Google can be looked for: the message or, if the answer
// was cut off, what is left of its JSON.
func (e *Error) text() string {
	if e.Err.Message == "" && strings.HasPrefix(strings.TrimSpace(e.Err.Body), "{") {
		return e.Err.Body
	}
	return e.Err.Message
}

// oldReason reports whether the answer has one of the reasons that Google's APIs
// gave before there was an ErrorInfo.
func (e *Error) oldReason(reasons ...string) bool {
	for _, item := range e.Err.Errors {
		for _, reason := range reasons {
			if item.Reason == reason {
				return true
			}
		}
	}
	return false
}
