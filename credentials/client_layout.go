package credentials

import (
	"bytes"
	"encoding/json"
	"slices"
)

// clientKeys are the fields of a client file that a [Client] holds, in the
// console's order.
func clientKeys() []string {
	return []string{"client_id", "project_id", "auth_uri", "token_uri", "client_secret"}
}

// clientLayout is a client file without the values that a [Client] holds: what
// stands between them, other fields and blanks included. Those can be secrets too.
type clientLayout struct {
	parts []clientPart
	rest  Secret // to the end of "installed", where values go that the file did not have
	tail  Secret // to the end of the file
}

// clientPart is a stretch of the file, and the key whose value follows.
type clientPart struct {
	text Secret
	key  string
}

// newClientLayout cuts the values of the fields, whose positions are those in
// data, out of data.
func newClientLayout(data []byte, fields []member) *clientLayout {
	layout := &clientLayout{}
	last, end := 0, 0
	for _, field := range fields {
		end = field.end
		if slices.Contains(clientKeys(), field.key) {
			layout.parts = append(layout.parts, clientPart{NewSecret(string(data[last:field.start])), field.key})
			last = field.end
		}
	}
	layout.rest = NewSecret(string(data[last:end]))
	layout.tail = NewSecret(string(data[end:]))
	return layout
}

// Marshal returns the client in the form of the console's file, with the secret
// in the clear: write it to a file that only its owner can read.
//
// For a client of [ParseClient] these are the bytes that were read, without what
// stood around the object or around a value, and with the fields of c that were
// changed since. A client that was made in another way gets the fields that the
// console writes, and fields with Google's endpoints that other libraries want.
//
// Errors: those of a client that [Authorize] would refuse too.
func (c Client) Marshal() ([]byte, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	if c.file == nil {
		return c.newFile(), nil
	}
	values := map[string]string{
		"client_id": c.ID, "project_id": c.ProjectID, "client_secret": c.Secret.Reveal(),
		"auth_uri": c.AuthURI, "token_uri": c.TokenURI,
	}
	// An endpoint that the file leaves out is filled in by whoever reads it.
	defaults := map[string]string{"auth_uri": defaultAuthURI, "token_uri": defaultTokenURI}
	var out bytes.Buffer
	for _, part := range c.file.parts {
		out.WriteString(part.text.Reveal())
		out.WriteString(quoted(values[part.key]))
		delete(values, part.key)
	}
	out.WriteString(c.file.rest.Reveal())
	for _, key := range clientKeys() {
		if value := values[key]; value != "" && value != defaults[key] {
			out.WriteString("," + quoted(key) + ":" + quoted(value))
		}
	}
	out.WriteString(c.file.tail.Reveal())
	return out.Bytes(), nil
}

// newFile is the file that the console would offer for c.
func (c Client) newFile() []byte {
	config := c.OAuthConfig("")
	project := ""
	if c.ProjectID != "" {
		project = `"project_id":` + quoted(c.ProjectID) + `,`
	}
	return []byte(`{"installed":{"client_id":` + quoted(c.ID) + `,` + project +
		`"auth_uri":` + quoted(config.Endpoint.AuthURL) +
		`,"token_uri":` + quoted(config.Endpoint.TokenURL) +
		`,"auth_provider_x509_cert_url":"https://www.googleapis.com/oauth2/v1/certs"` +
		`,"client_secret":` + quoted(c.Secret.Reveal()) +
		`,"redirect_uris":["http://localhost"]}}`)
}

// quoted writes a JSON string as Google does, without escapes for HTML.
func quoted(text string) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // Strings always encode, and a Buffer takes them.
	return string(bytes.TrimSuffix(out.Bytes(), []byte("\n")))
}
