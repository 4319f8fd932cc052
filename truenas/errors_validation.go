package truenas

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// FieldError is one thing that is wrong with a request.
type FieldError struct {
	// Attribute is the path of the field, as "cloud_sync_create.path"; "" when
	// the error is about the object as a whole.
	Attribute string `json:"attribute"`
	Message   string `json:"message"`
	Errno     int    `json:"errno"`
}

// ValidationError is a request whose content TrueNAS refused. Is matches
// [ErrNotFound] when it says that the object does not exist.
type ValidationError struct {
	Method string
	Fields []FieldError
}

func (e *ValidationError) Error() string {
	return fmt.Sprintf("truenas: %s: %s", e.Method, joinFields(e.Fields))
}

func joinFields(fields []FieldError) string {
	texts := make([]string, len(fields))
	for i, f := range fields {
		texts[i] = f.Message
		if f.Attribute != "" {
			texts[i] = f.Attribute + ": " + f.Message
		}
	}
	return strings.Join(texts, "; ")
}

// Field returns the error of the field at path, which may leave out leading
// parts: "attributes.folder" finds "cloud_sync_create.attributes.folder". TrueNAS
// itself leaves them out sometimes. The type that releases from 25.04 on put after
// "provider" may be left out too: "provider.endpoint" finds
// "cloud_sync_credentials_create.provider.S3.endpoint". Lists count from 0, as
// "bwlimit.0.time". 24.10 has the fields of a provider in "attributes".
func (e *ValidationError) Field(path string) (FieldError, bool) {
	for _, f := range e.Fields {
		for _, attribute := range []string{f.Attribute, providerPart.ReplaceAllString(f.Attribute, "provider")} {
			if attribute == path || strings.HasSuffix(attribute, "."+path) {
				return f, true
			}
		}
	}
	return FieldError{}, false
}

// providerPart is the type of a provider in the path of a field.
var providerPart = regexp.MustCompile(`\bprovider\.[A-Z0-9_]+`)

// Is reports whether the error stands for target.
func (e *ValidationError) Is(target error) bool {
	return target == ErrNotFound && missing(e.Fields)
}

// missing reports whether fields say that the object itself does not exist,
// which TrueNAS reports as one row without an attribute.
func missing(fields []FieldError) bool {
	return len(fields) == 1 && fields[0].Attribute == "" && fields[0].Errno == errnoNotFound
}

// parseFieldErrors reads [[attribute, message, errno], …]; false for anything
// else.
func parseFieldErrors(raw json.RawMessage) ([]FieldError, bool) {
	var rows [][]json.RawMessage
	if json.Unmarshal(raw, &rows) != nil || len(rows) == 0 {
		return nil, false
	}
	fields := make([]FieldError, len(rows))
	for i, row := range rows {
		if len(row) < 2 {
			return nil, false
		}
		var attribute *string
		if json.Unmarshal(row[0], &attribute) != nil || json.Unmarshal(row[1], &fields[i].Message) != nil {
			return nil, false
		}
		if attribute != nil {
			fields[i].Attribute = *attribute
		}
		if len(row) > 2 && json.Unmarshal(row[2], &fields[i].Errno) != nil {
			return nil, false
		}
	}
	return fields, true
}
