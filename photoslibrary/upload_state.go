package photoslibrary

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

const (
	headerStatus   = "X-Goog-Upload-Status"
	headerReceived = "X-Goog-Upload-Size-Received"
)

// uploadState is what an answer tells of an upload.
type uploadState struct {
	received int64
	token    string // of an upload that is complete
}

// read reads the answer to a query, or to bytes that were not the last. A server
// that claims more than it was sent would leave a hole in the file.
func (u *uploader) read(answer googleapis.Answer) (uploadState, error) {
	switch status := strings.ToLower(strings.TrimSpace(answer.Header.Get(headerStatus))); status {
	case "", "active":
	case "final":
		// Some servers repeat the answer to the last bytes.
		token, err := parseUploadToken(answer.Body)
		if err != nil {
			return uploadState{}, fmt.Errorf("%w (all bytes are there, and the answer with the upload token was lost)", ErrUploadOver)
		}
		return uploadState{token: token}, nil
	default:
		return uploadState{}, fmt.Errorf("%w (it is %q)", ErrUploadOver, status)
	}
	received, err := parseSize(strings.TrimSpace(answer.Header.Get(headerReceived)))
	switch {
	case err != nil:
		return uploadState{}, errors.New("the answer does not tell how many bytes have arrived (is a proxy in between?)")
	case received > u.sent:
		return uploadState{}, fmt.Errorf("%w (the server claims %d bytes, and %d were sent)", ErrUploadOver, received, u.sent)
	}
	return uploadState{received: received}, nil
}

// uploadOver marks the answers of a session that has ended.
func uploadOver(err error) error {
	if e, ok := errors.AsType[*Error](err); ok && (e.Err.Code == http.StatusNotFound || e.Err.Code == http.StatusGone) {
		return fmt.Errorf("%w: %w", ErrUploadOver, err)
	}
	return err
}
