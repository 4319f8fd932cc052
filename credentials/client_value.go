package credentials

import (
	"fmt"
	"strings"
)

// The values that the console shows for a client.
const (
	fieldID      = "client id"
	fieldSecret  = "client secret"
	fieldProject = "project id"
)

// NewClient makes a client of values that were copied out of the Google console
// one by one. project is the project id, and may be empty.
//
// Blanks, line ends and quotes are removed, and so is the name in front if a
// whole line of the console was copied, as in "Client ID: 742…". A value that is
// recognised as another one, or that cannot be complete, is a
// [*ClientValueError]; the message never quotes a value. Whether Google knows the
// pair, only Google can tell: see [Check].
func NewClient(id, secret, project string) (Client, error) {
	values := []struct{ field, text string }{{fieldID, id}, {fieldSecret, secret}, {fieldProject, project}}
	for i := range values {
		field := values[i].field
		label, value := splitLabel(values[i].text)
		if label != "" && label != field {
			return Client{}, &ClientValueError{Field: field, Found: "the " + label}
		}
		if value == "" && field == fieldProject {
			values[i].text = ""
			continue
		}
		if field == fieldProject && label == "" && len(strings.Fields(values[i].text)) > 1 {
			return Client{}, &ClientValueError{Field: field, Found: "the name of a project"}
		}
		if found := otherThan(field, value); found != "" {
			return Client{}, &ClientValueError{Field: field, Found: found}
		}
		if found := incomplete(field, value); found != "" {
			return Client{}, &ClientValueError{Field: field, Found: found}
		}
		values[i].text = value
	}
	return Client{
		ID:        values[0].text,
		Secret:    NewSecret(values[1].text),
		ProjectID: values[2].text,
		AuthURI:   defaultAuthURI,
		TokenURI:  defaultTokenURI,
	}, nil
}

// ClientValueError is returned by [NewClient] for a value that cannot be what it
// should be.
type ClientValueError struct {
	// Field is "client id", "client secret" or "project id".
	Field string
	// Found says what stands there instead, such as "an authorization code".
	Found string
}

func (e *ClientValueError) Error() string {
	return fmt.Sprintf("credentials: %s: this is %s: %s", e.Field, e.Found, e.Remedy())
}

// Remedy says where the right value is.
func (e *ClientValueError) Remedy() string {
	const page = "in the Google console open Google Auth Platform > Clients, choose the client of the type Desktop app, and "
	switch e.Field {
	case fieldID:
		return page + "copy the Client ID, which ends in " + clientIDSuffix
	case fieldSecret:
		return page + "copy its secret, which starts with GOCSPX- if it is new; Google shows a secret only when it is made, so choose Add secret if it is lost"
	default:
		return "copy the project id from the console's list of projects, or leave it out"
	}
}
