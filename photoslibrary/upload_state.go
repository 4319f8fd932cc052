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
// that claims more than it was sent would leave a hole in the file; end is that of
// the bytes, if it is final.
func (u *uploader) read(answer googleapis.Answer, end int64) (uploadState, error) {
	switch status := uploadStatus(answer); status {
	case "", "active":
	case "final":
		// Some servers repeat the answer to the last bytes.
		if len(answer.Body) == 0 && u.complete(answer, end) == nil {
			return uploadState{}, fmt.Errorf("%w (all bytes are there, and the answer with the upload token was lost)", ErrUploadOver)
		}
		return u.finished(answer, end)
	default:
		return uploadState{}, fmt.Errorf("%w (it is %q)", ErrUploadOver, status)
	}
	received, err := receivedBytes(answer)
	switch {
	case err != nil:
		return uploadState{}, errors.New("the answer does not tell how many bytes have arrived (is a proxy in between?)")
	case received > u.sent:
		return uploadState{}, fmt.Errorf("%w (the server claims %d bytes, and %d were sent)", ErrUploadOver, received, u.sent)
	}
	return uploadState{received: received}, nil
}

// readLast reads the answer to the last bytes.
func (u *uploader) readLast(answer googleapis.Answer) (uploadState, error) {
	switch status := uploadStatus(answer); {
	case status == "active", len(answer.Body) == 0 && (status == "" || status == "final"):
		return uploadState{}, errNoToken
	case status != "" && status != "final":
		return u.read(answer, u.session.Size)
	}
	return u.finished(answer, u.session.Size)
}

// finished reads the upload token of a file of which all has arrived.
func (u *uploader) finished(answer googleapis.Answer, end int64) (uploadState, error) {
	if err := u.complete(answer, end); err != nil {
		return uploadState{}, err
	}
	token, err := parseUploadToken(answer.Body)
	return uploadState{token: token}, err
}

// complete makes sure that an upload did not end before its file: the token would
// be that of half a photo.
func (u *uploader) complete(answer googleapis.Answer, received int64) error {
	if told, err := receivedBytes(answer); err == nil {
		received = min(received, told)
	}
	if received < u.session.Size {
		return fmt.Errorf("%w (Google ended it after %d of %d bytes)", ErrUploadOver, received, u.session.Size)
	}
	return nil
}

func uploadStatus(answer googleapis.Answer) string {
	return strings.ToLower(strings.TrimSpace(answer.Header.Get(headerStatus)))
}

func receivedBytes(answer googleapis.Answer) (int64, error) {
	return parseSize(strings.TrimSpace(answer.Header.Get(headerReceived)))
}

// uploadOver marks the answers of a session that has ended.
func uploadOver(err error) error {
	if e, ok := errors.AsType[*Error](err); ok && (e.Err.Code == http.StatusNotFound || e.Err.Code == http.StatusGone) {
		return fmt.Errorf("%w: %w", ErrUploadOver, err)
	}
	return err
}
