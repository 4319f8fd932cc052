package credentials

import (
	"bytes"
	"encoding/json"
	"strings"
)

// ParseClient reads the client file that the Google console offers for download
// when a client of the type "Desktop app" is created (client_secret_….json).
//
// A UTF-8 byte order mark, quotes around the whole file, and blanks, line ends
// and quotes around its values are tolerated. Missing endpoint URIs are filled
// in, unknown fields are kept for [Client.Marshal]. Everything else that could
// only fail later is a [*ClientFileError] now: files of other client types,
// service account keys, missing or empty fields, a value that is something else,
// and endpoints that are not Google's.
//
// The file of a client for TVs and limited input devices looks the same. Google
// refuses such a client on the consent page, and its device flow has no scope for
// photos.
func ParseClient(data []byte) (Client, error) {
	data, detail := fileText(data)
	if detail != "" {
		return Client{}, &ClientFileError{Kind: ClientFileNotJSON, Detail: detail}
	}
	file, err := members(data)
	if err != nil {
		return Client{}, &ClientFileError{Kind: ClientFileNotJSON, Detail: err.Error()}
	}
	if kind, detail := otherFile(file); kind != "" {
		return Client{}, &ClientFileError{Kind: kind, Detail: detail}
	}
	inner, _ := find(file, "installed")
	fields, err := members(inner.value(data))
	if err != nil {
		return Client{}, &ClientFileError{Kind: ClientFileMalformed, Detail: `"installed": ` + err.Error()}
	}
	for i := range fields {
		fields[i].start += inner.start
		fields[i].end += inner.start
	}
	return parseInstalled(data, fields)
}

// fileText takes off what editors, shells and chat programs put around a file,
// or says what the file is instead.
func fileText(data []byte) (text []byte, problem string) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, "it is UTF-16 text, as PowerShell writes it: save it as UTF-8"
	}
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	for _, quotes := range [][2]string{{"'", "'"}, {"`", "`"}, {"“", "”"}, {`"`, `"`}} {
		inner, opened := bytes.CutPrefix(data, []byte(quotes[0]))
		inner, closed := bytes.CutSuffix(inner, []byte(quotes[1]))
		if inner = bytes.TrimSpace(inner); !opened || !closed {
			continue
		}
		var unescaped string
		if bytes.HasPrefix(inner, []byte(`{\"`)) && json.Unmarshal(data, &unescaped) == nil {
			inner = []byte(unescaped) // a JSON text of a JSON text, as in a variable of a container
		}
		if bytes.HasPrefix(inner, []byte("{")) {
			data = inner
		}
	}
	start := strings.ToLower(string(data[:min(len(data), 64)]))
	switch {
	case len(data) == 0:
		return nil, "it is empty"
	case strings.HasPrefix(start, "<!doctype html"), strings.HasPrefix(start, "<html"):
		return nil, "it is a web page"
	case strings.HasPrefix(start, "<?xml"), strings.HasPrefix(start, "<plist"):
		return nil, "it is XML, as the console offers it for iOS clients"
	}
	return data, ""
}

// otherFile tells the files apart that people mistake for a Desktop client's,
// or returns "".
func otherFile(file []member) (kind ClientFileKind, detail string) {
	var kindField string
	if field, ok := find(file, "type"); ok {
		kindField, _ = field.text()
	}
	has := func(key string) bool { _, ok := find(file, key); return ok }
	switch {
	case kindField == "service_account":
		return ClientFileServiceAccount, ""
	case kindField == "authorized_user":
		return ClientFileAuthorizedUser, ""
	case has("web") && has("installed"):
		return ClientFileAmbiguous, ""
	case has("web"):
		return ClientFileWeb, ""
	case has("installed"):
		return "", ""
	case has("access_token"), has("refresh_token"):
		return ClientFileToken, ""
	case has("client_id"):
		return ClientFileUnknown, `its values stand outside of "installed"; NewClient takes them one by one`
	}
	return ClientFileUnknown, ""
}

func parseInstalled(data []byte, fields []member) (Client, error) {
	values := map[string]string{}
	for _, key := range clientKeys() {
		field, ok := find(fields, key)
		if !ok {
			continue
		}
		value, err := field.text()
		if err != nil {
			return Client{}, &ClientFileError{Kind: ClientFileMalformed, Detail: err.Error()}
		}
		values[key] = bare(value)
	}
	client := Client{
		ID:        values["client_id"],
		Secret:    NewSecret(values["client_secret"]),
		ProjectID: values["project_id"],
		AuthURI:   values["auth_uri"],
		TokenURI:  values["token_uri"],
		file:      newClientLayout(data, fields),
	}
	for _, endpoint := range []struct{ key, uri, host string }{
		{"auth_uri", client.AuthURI, authHost},
		{"token_uri", client.TokenURI, tokenHost},
	} {
		if err := checkEndpoint(endpoint.key, endpoint.uri, endpoint.host); err != nil {
			return Client{}, err
		}
	}
	if client.AuthURI == "" {
		client.AuthURI = defaultAuthURI
	}
	if client.TokenURI == "" {
		client.TokenURI = defaultTokenURI
	}
	if client.ID == "" {
		return Client{}, &ClientFileError{Kind: ClientFileMissingID}
	}
	if other := otherThan(fieldID, client.ID); other != "" {
		return Client{}, &ClientFileError{Kind: ClientFileMalformed, Detail: "its client_id is " + other}
	}
	if client.Secret.IsZero() {
		return Client{}, &ClientFileError{Kind: ClientFileMissingSecret, Client: client}
	}
	if other := otherThan(fieldSecret, client.Secret.Reveal()); other != "" {
		return Client{}, &ClientFileError{Kind: ClientFileMalformed, Detail: "its client_secret is " + other}
	}
	return client, nil
}
