package credentials

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// ParseClient reads the client file that the Google console offers for download
// when a client of the type "Desktop app" is created (client_secret_….json).
//
// A byte order mark and surrounding blanks are tolerated, missing endpoint URIs
// are filled in, unknown fields are ignored. Everything else that could only
// fail later is a [*ClientFileError] now: files of other client types, service
// account keys, missing or empty fields, and endpoints that are not Google's.
func ParseClient(data []byte) (Client, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return Client{}, &ClientFileError{Kind: ClientFileNotJSON, Detail: "it is UTF-16 text"}
	}
	file, err := object(data)
	if err != nil {
		return Client{}, &ClientFileError{Kind: ClientFileNotJSON, Detail: err.Error()}
	}
	if kind := otherFile(file); kind != "" {
		return Client{}, &ClientFileError{Kind: kind}
	}
	installed, err := object(file["installed"])
	if err != nil {
		return Client{}, &ClientFileError{Kind: ClientFileMalformed, Detail: `"installed": ` + err.Error()}
	}
	return parseInstalled(installed)
}

// otherFile tells the files apart that people mistake for a Desktop client's,
// or returns "".
func otherFile(file map[string]json.RawMessage) ClientFileKind {
	kind, _ := text(file, "type")
	_, web := file["web"]
	_, installed := file["installed"]
	switch {
	case kind == "service_account":
		return ClientFileServiceAccount
	case kind == "authorized_user":
		return ClientFileAuthorizedUser
	case web && installed:
		return ClientFileAmbiguous
	case web:
		return ClientFileWeb
	case !installed:
		return ClientFileUnknown
	}
	return ""
}

func parseInstalled(fields map[string]json.RawMessage) (Client, error) {
	values := map[string]string{}
	for _, key := range []string{"client_id", "client_secret", "project_id", "auth_uri", "token_uri"} {
		value, err := text(fields, key)
		if err != nil {
			return Client{}, &ClientFileError{Kind: ClientFileMalformed, Detail: err.Error()}
		}
		values[key] = value
	}
	client := Client{
		ID:        values["client_id"],
		Secret:    NewSecret(values["client_secret"]),
		ProjectID: values["project_id"],
		AuthURI:   values["auth_uri"],
		TokenURI:  values["token_uri"],
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
	switch {
	case client.ID == "":
		return Client{}, &ClientFileError{Kind: ClientFileMissingID}
	case client.Secret.IsZero():
		return Client{}, &ClientFileError{Kind: ClientFileMissingSecret, Client: client}
	}
	return client, nil
}

// object decodes a JSON object. It keeps the exact keys: encoding/json would
// let "Client_ID" stand for "client_id" in a struct. Its errors say where, and
// never quote the input, which holds a secret.
func object(data []byte) (map[string]json.RawMessage, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("it is empty")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			return nil, fmt.Errorf("the JSON ends or breaks at byte %d", syntax.Offset)
		}
		return nil, errors.New("it is not a JSON object")
	}
	if fields == nil {
		return nil, errors.New("it is null")
	}
	return fields, nil
}

// text returns the string under key without surrounding blanks, or "" when it
// is absent. Blanks come from copying by hand, and Google refuses an id with one.
func text(fields map[string]json.RawMessage, key string) (string, error) {
	raw, ok := fields[key]
	if !ok {
		return "", nil
	}
	var value string
	if err := json.Unmarshal(raw, &value); err != nil {
		return "", fmt.Errorf("%q is not a text", key)
	}
	return strings.TrimSpace(value), nil
}
