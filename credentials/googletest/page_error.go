package googletest

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
)

// pageError is an error that the authorization endpoint shows to the user and
// does not redirect.
type pageError struct {
	code    string
	message string
	status  int
}

// encode returns the authError parameter of Google's error page: a protobuf
// message with the code in field 1, the message in 2 and the status in 4.
func (e *pageError) encode() string {
	out := appendString(nil, 1, e.code)
	out = appendString(out, 2, e.message)
	out = binary.AppendUvarint(append(out, 4<<3), uint64(e.status))
	return base64.URLEncoding.EncodeToString(out)
}

func appendString(out []byte, field int, text string) []byte {
	out = append(out, byte(field<<3|2))
	out = binary.AppendUvarint(out, uint64(len(text)))
	return append(out, text...)
}

// decodePageError reverses encode.
func decodePageError(text string) (*pageError, error) {
	data, err := base64.URLEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("authError is not base64url: %w", err)
	}
	e := &pageError{status: http.StatusBadRequest}
	for len(data) > 0 {
		tag, n := binary.Uvarint(data)
		if n <= 0 {
			return nil, errors.New("authError is cut off")
		}
		data = data[n:]
		value, n := binary.Uvarint(data)
		if n <= 0 {
			return nil, errors.New("authError is cut off")
		}
		data = data[n:]
		switch {
		case tag == 4<<3:
			if value < 400 || value > 599 {
				return nil, fmt.Errorf("authError has status %d", value)
			}
			e.status = int(value)
			continue
		case tag&7 != 2 || value > uint64(len(data)):
			return nil, errors.New("authError is malformed")
		}
		text := string(data[:value])
		data = data[value:]
		switch tag >> 3 {
		case 1:
			e.code = text
		case 2:
			e.message = text
		}
	}
	return e, nil
}

// redirect sends the browser to the error page, as Google does.
func (e *pageError) redirect(w http.ResponseWriter, r *http.Request, clientID string) {
	query := url.Values{"authError": {e.encode()}, "client_id": {clientID}}
	http.Redirect(w, r, localPath(r, "/signin/oauth/error?"+query.Encode()), http.StatusFound)
}

func (s *Server) serveErrorPage(w http.ResponseWriter, r *http.Request) {
	e, err := decodePageError(r.URL.Query().Get("authError"))
	if err != nil {
		e = &pageError{"invalid_request", "The error page was opened without an error.", http.StatusBadRequest}
	}
	writeSignInPage(w, e.status, errorTemplate, map[string]any{"Code": e.code, "Message": e.message, "Status": e.status})
}

var errorTemplate = template.Must(template.New("error").Parse(pageHead + `
<title>Access blocked</title></head><body><main id="page-error">
<h1>Access blocked: authorization error</h1>
<p id="message">{{.Message}}</p>
<p>Error {{.Status}}{{with .Code}}: <code id="code">{{.}}</code>{{end}}</p>
</main></body></html>
`))

// writeHTMLError writes the page of Google's front end, which is not JSON even
// on the hosts of APIs.
func writeHTMLError(w http.ResponseWriter, status int, text string) {
	writePage(w, status, frontEndTemplate, map[string]any{"Status": status, "Title": http.StatusText(status), "Text": text})
}

var frontEndTemplate = template.Must(template.New("frontend").Parse(pageHead + `
<title>Error {{.Status}} ({{.Title}})</title></head><body><main>
<h1>{{.Status}}. That's an error.</h1><p>{{.Text}}</p>
</main></body></html>
`))
