package photoslibrary

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

const opUpload = "upload"

// Upload sends the bytes of one photo or video in one request and returns an
// upload token for [Client.CreateItems]: until then the user sees nothing. The
// bytes are kept in original quality and count against the user's storage. It
// needs [ScopeAppendOnly].
//
// It serves bytes of unknown length. A cut starts from the beginning, so large
// files are better sent by [Client.UploadFile].
func (c *Client) Upload(ctx context.Context, filename, mimeType string, body io.Reader) (string, error) {
	header, err := uploadHeader(filename, mimeType)
	if err == nil {
		body, err = notEmpty(body)
	}
	if err != nil {
		return "", fmt.Errorf("photoslibrary: %s: %w", opUpload, err)
	}
	header.Set("Content-Type", "application/octet-stream")
	header.Set("X-Goog-Upload-Protocol", "raw")
	data, err := c.caller().Send(ctx, request{Op: opUpload, Method: http.MethodPost, Path: "/v1/uploads", Header: header, Body: body, Idempotent: true})
	if err != nil {
		return "", err
	}
	token, err := parseUploadToken(data)
	if err != nil {
		return "", fmt.Errorf("photoslibrary: %s: %w", opUpload, err)
	}
	return token, nil
}

// uploadHeader tells Google what the bytes are.
func uploadHeader(filename, mimeType string) (http.Header, error) {
	header := http.Header{}
	for name, value := range map[string]string{"X-Goog-Upload-File-Name": filename, "X-Goog-Upload-Content-Type": mimeType} {
		if strings.ContainsFunc(value, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			return nil, fmt.Errorf("%q has a line break or another control character, and goes into a header", value)
		}
		if value != "" {
			header.Set(name, value)
		}
	}
	return header, nil
}

// errEmpty is what Google says, too, after a request.
var errEmpty = errors.New("the file is empty; Google takes no photo or video of 0 bytes")

// notEmpty refuses a body without bytes. What net/http knows the length of stays
// as it is, because it is then announced and can be sent again.
func notEmpty(body io.Reader) (io.Reader, error) {
	if sized, ok := body.(interface{ Len() int }); ok {
		if sized.Len() == 0 {
			return nil, errEmpty
		}
		return body, nil
	}
	if body == nil {
		return nil, errEmpty
	}
	buffered := bufio.NewReader(body)
	switch _, err := buffered.Peek(1); {
	case errors.Is(err, io.EOF):
		return nil, errEmpty
	case err != nil:
		return nil, fmt.Errorf("read the file: %w", err)
	}
	return buffered, nil
}

// maxUploadToken is far more than Google's tokens have.
const maxUploadToken = 16 << 10

// parseUploadToken reads the answer to the last bytes. A page of something in
// between must not be taken for a token: items made of it would all fail.
func parseUploadToken(data []byte) (string, error) {
	token := strings.TrimSpace(string(data))
	switch {
	case token == "":
		return "", errors.New("the answer has no upload token; upload again")
	case len(token) > maxUploadToken, strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>{}\"", r) }):
		return "", errors.New("the answer is no upload token (is a proxy in between?); upload again")
	}
	return token, nil
}
