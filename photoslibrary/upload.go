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
// filename, such as cat.jpg, and mimeType, such as image/jpeg, are what Google is
// told about the bytes; either may be empty.
//
// It serves bytes of unknown length. After a cut it starts from the beginning, if
// body is an [io.Seeker], so large files are better sent by [Client.UploadFile].
func (c *Client) Upload(ctx context.Context, filename, mimeType string, body io.Reader) (string, error) {
	header, err := uploadHeader(filename, mimeType)
	var length int64
	if err == nil {
		body, length, err = notEmpty(body)
	}
	if err != nil {
		return "", fmt.Errorf("photoslibrary: %s: %w", opUpload, err)
	}
	header.Set("Content-Type", "application/octet-stream")
	header.Set("X-Goog-Upload-Protocol", "raw")
	data, err := c.caller().Send(ctx, request{Op: opUpload, Method: http.MethodPost, Path: "/v1/uploads", Header: header, Body: body, Length: length, Idempotent: true})
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

// notEmpty refuses a body without bytes, and returns its length if it is known.
// What can seek stays as it is, because it can then be sent again.
func notEmpty(body io.Reader) (io.Reader, int64, error) {
	if body == nil {
		return nil, 0, errEmpty
	}
	if length, ok := lengthOf(body); ok {
		if length <= 0 {
			return nil, 0, errEmpty
		}
		return body, length, nil
	}
	buffered := bufio.NewReader(body)
	switch _, err := buffered.Peek(1); {
	case errors.Is(err, io.EOF):
		return nil, 0, errEmpty
	case err != nil:
		return nil, 0, &fileError{err}
	}
	return buffered, 0, nil
}

// lengthOf is how many bytes are left in what knows it, or can seek.
func lengthOf(body io.Reader) (int64, bool) {
	if sized, ok := body.(interface{ Len() int }); ok {
		return int64(sized.Len()), true
	}
	seeker, ok := body.(io.Seeker)
	if !ok {
		return 0, false
	}
	at, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		return 0, false // a pipe is a file too, and cannot seek
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, false
	}
	_, err = seeker.Seek(at, io.SeekStart)
	return end - at, err == nil
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
