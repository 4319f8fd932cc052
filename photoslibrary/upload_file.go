package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/nasphotos/nasphotos/internal/secret"
)

// What became of an upload; test with errors.Is.
var (
	// ErrUploadOver says that Google no longer waits for the rest of an upload, or
	// has all of it and the answer with the upload token was lost. Upload again:
	// nothing was created, and bytes without an item vanish.
	ErrUploadOver = errors.New("photoslibrary: the upload is over; upload the file again")
	// ErrFileChanged says that a file has another size than at the start of its
	// upload. Upload it again.
	ErrFileChanged = errors.New("photoslibrary: the file changed during its upload; upload it again")
)

// errNoSource would be a panic in a goroutine of net/http, which ends the program.
var errNoSource = errors.New("photoslibrary: " + opUpload + ": there is no file: source is nil")

// defaultChunk keeps a photo in one request, and the requests of a day enough for
// large videos.
const defaultChunk = 32 << 20

// defaultGranularity is what Google's servers ask for.
const defaultGranularity = 256 << 10

// UploadOptions are the settings of a resumable upload.
type UploadOptions struct {
	// ChunkSize is how many bytes one request has; it is rounded to what Google
	// asks for. After a cut at most so many are sent again. Default 32 MiB.
	ChunkSize int64
	// Started gets the session before the first byte is sent, to go on with
	// [Client.ResumeUpload] after a crash. Its error ends the upload.
	Started func(UploadSession) error
	// Progress is told after each request how many bytes Google has. It is called
	// in the goroutine of the upload.
	Progress func(received int64)
}

// UploadFile is [Client.Upload] in several requests, for large files and for
// connections that break: after a cut it goes on where Google says, as often as
// the client asks again. It reads what it sends when it sends it. source has size
// bytes and must not change; a change of the size is [ErrFileChanged]. An upload
// that Google gave up is [ErrUploadOver]. It needs [ScopeAppendOnly].
func (c *Client) UploadFile(ctx context.Context, filename, mimeType string, source io.ReaderAt, size int64, o UploadOptions) (string, error) {
	if source == nil {
		return "", errNoSource
	}
	session, err := c.startUpload(ctx, filename, mimeType, size)
	if err != nil {
		return "", err
	}
	if o.Started != nil {
		if err := o.Started(session); err != nil {
			return "", fmt.Errorf("photoslibrary: %s: keep the session: %w", opUpload, err)
		}
	}
	u := newUploader(c, session, source, o)
	return u.run(ctx, 0)
}

// ResumeUpload goes on with an upload of this process or an earlier one, from
// where Google says. source is the same file, unchanged. Errors are those of
// [Client.UploadFile], which needs the same scope; [UploadOptions.Started] is not
// called.
func (c *Client) ResumeUpload(ctx context.Context, session UploadSession, source io.ReaderAt, o UploadOptions) (string, error) {
	if err := session.check(); err != nil {
		return "", fmt.Errorf("photoslibrary: %s: the session cannot be used: %w", opUpload, err)
	}
	if source == nil {
		return "", errNoSource
	}
	u := newUploader(c, session, source, o)
	u.sent = session.Size // by whoever began it
	return u.run(ctx, unknownOffset)
}

func (c *Client) startUpload(ctx context.Context, filename, mimeType string, size int64) (UploadSession, error) {
	header, err := uploadHeader(filename, mimeType)
	if err == nil && size <= 0 {
		err = errEmpty
	}
	if err != nil {
		return UploadSession{}, fmt.Errorf("photoslibrary: %s: %w", opUpload, err)
	}
	if mimeType == "" {
		header.Set("X-Goog-Upload-Content-Type", "application/octet-stream")
	}
	header.Set("X-Goog-Upload-Command", "start")
	header.Set("X-Goog-Upload-Protocol", "resumable")
	header.Set("X-Goog-Upload-Raw-Size", strconv.FormatInt(size, 10))
	// A second session, after an answer that was lost, harms nobody.
	answer, err := c.caller().Exchange(ctx, request{Op: opUpload, Method: http.MethodPost, Path: "/v1/uploads", Header: header, Idempotent: true})
	if err != nil {
		return UploadSession{}, err
	}
	address := answer.Header.Get("X-Goog-Upload-Url")
	switch {
	case address == "":
		return UploadSession{}, fmt.Errorf("photoslibrary: %s: the answer has no address for the bytes (is a proxy in between?)", opUpload)
	case !c.takesUpload(address):
		return UploadSession{}, fmt.Errorf("photoslibrary: %s: the address for the bytes is not Google's, and the request would carry the access token", opUpload)
	}
	granularity, err := parseSize(answer.Header.Get("X-Goog-Upload-Chunk-Granularity"))
	if err != nil {
		granularity = 0
	}
	return UploadSession{URL: secret.New(address), Size: size, Granularity: granularity}, nil
}
