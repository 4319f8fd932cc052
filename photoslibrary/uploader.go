package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

const unknownOffset = -1

// Faults that are answered as cuts of the network are.
var (
	errNoToken   = fmt.Errorf("the answer to the last bytes has no upload token: %w", io.ErrUnexpectedEOF)
	errBackwards = fmt.Errorf("the server has fewer bytes than before: %w", io.ErrUnexpectedEOF)
	errTrickle   = fmt.Errorf("the server takes hardly any of the bytes: %w", io.ErrUnexpectedEOF)
	errOffset    = fmt.Errorf("the server wants to go on at another byte: %w", io.ErrUnexpectedEOF)
)

// uploader sends the bytes of one session.
type uploader struct {
	client  *Client
	session UploadSession
	source  io.ReaderAt
	options UploadOptions
	chunk   int64 // size of a request that is not the last
	step    int64 // bytes that count as progress

	sent int64 // Google cannot have more
	best int64 // the most that it had
	mark int64 // the most that it had when failures began to count
}

func newUploader(c *Client, session UploadSession, source io.ReaderAt, o UploadOptions) *uploader {
	granularity, chunk := session.Granularity, o.ChunkSize
	if granularity == 0 {
		granularity = defaultGranularity
	}
	if chunk <= 0 {
		chunk = defaultChunk
	}
	chunk = max(chunk/granularity*granularity, granularity)
	return &uploader{client: c, session: session, source: source, options: o, chunk: chunk, step: min(granularity, progress)}
}

// run sends what is behind offset, and returns the upload token.
func (u *uploader) run(ctx context.Context, offset int64) (string, error) {
	fail := func(err error) (string, error) { return "", fmt.Errorf("photoslibrary: %s: %w", opUpload, err) }
	if !u.client.takesUpload(u.session.URL.Reveal()) {
		return fail(errors.New("the session's URL is not Google's, and the request would carry the access token"))
	}
	for failures := 0; ; {
		if offset == unknownOffset {
			state, err := u.query(ctx)
			switch {
			case err != nil:
				return fail(err)
			case state.token != "":
				return state.token, nil
			case u.moved(state.received):
				failures = 0
			}
			offset = state.received
			u.report(offset)
		}
		state, err := u.send(ctx, offset)
		switch {
		case err == nil && state.token != "":
			u.report(u.session.Size)
			return state.token, nil
		case err == nil && u.moved(state.received):
			offset, failures = state.received, 0
			u.report(offset)
			continue
		case err == nil && state.received > u.best:
			err = errTrickle
		case err == nil:
			err = errBackwards
		case isRefusal(err) && u.elsewhere(ctx, offset):
			err = errOffset
		}
		failures++
		if err := u.pause(ctx, failures, err); err != nil {
			return fail(err)
		}
		offset = unknownOffset
	}
}

// pause returns nil when it is time for another attempt.
func (u *uploader) pause(ctx context.Context, failures int, err error) error {
	if _, ok := errors.AsType[*fileError](err); ok {
		return err // a disk, and not the network
	}
	return u.client.caller().Pause(ctx, opUpload, failures, err)
}

// moved reports whether an upload came far enough for what failed before to count
// no more: a server that takes a byte each time would be asked a million times.
func (u *uploader) moved(received int64) bool {
	if received < min(u.session.Size, u.mark+u.step) || received <= u.mark {
		return false
	}
	u.mark = received
	return true
}

func (u *uploader) report(received int64) {
	u.best = max(u.best, received)
	if u.options.Progress != nil {
		u.options.Progress(received)
	}
}

// isRefusal reports whether Google does not want these bytes here.
func isRefusal(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && (e.Err.Code == http.StatusBadRequest || e.Err.Code == http.StatusConflict || e.Err.Code == http.StatusRequestedRangeNotSatisfiable)
}

// elsewhere reports whether Google waits for other bytes than those at offset.
func (u *uploader) elsewhere(ctx context.Context, offset int64) bool {
	state, err := u.query(ctx)
	return err == nil && (state.token != "" || state.received != offset)
}

// query asks how much Google has.
func (u *uploader) query(ctx context.Context) (uploadState, error) {
	answer, err := u.client.caller().Exchange(ctx, u.request("query"))
	if err != nil {
		return uploadState{}, uploadOver(err)
	}
	return u.read(answer, u.sent)
}

// send sends the bytes from offset, up to the size of a chunk.
func (u *uploader) send(ctx context.Context, offset int64) (uploadState, error) {
	length, r := u.session.Size-offset, u.request("upload, finalize")
	switch {
	case length > u.chunk:
		length = u.chunk
		r.Header.Set("X-Goog-Upload-Command", "upload")
	case length == 0: // all was sent, and the answer was lost
		r.Header.Set("X-Goog-Upload-Command", "finalize")
	}
	part := newFilePart(u.source, offset, length)
	if length > 0 {
		r.Body, r.Length = part, length
		r.Header.Set("X-Goog-Upload-Offset", strconv.FormatInt(offset, 10))
	}
	last := offset+length == u.session.Size
	if last {
		if err := checkEnd(u.source, u.session.Size); err != nil {
			return uploadState{}, err
		}
	}
	u.sent = max(u.sent, offset+length)
	// The same bytes again would be refused if Google has some of them.
	once := u.client.caller()
	once.Retry.Attempts = 1
	answer, err := once.Exchange(ctx, r)
	switch {
	case part.failed() != nil:
		return uploadState{}, part.failed()
	case err != nil:
		return uploadState{}, uploadOver(err)
	case last:
		return u.readLast(answer)
	case answer.Header.Get(headerReceived) == "" && uploadStatus(answer) != "final":
		return uploadState{received: offset + length}, nil
	}
	return u.read(answer, offset+length)
}

func (u *uploader) request(command string) request {
	return request{
		Op: opUpload, Method: http.MethodPost, URL: u.session.URL.Reveal(), Idempotent: true,
		Header: http.Header{"Content-Type": {"application/octet-stream"}, "X-Goog-Upload-Command": {command}},
	}
}
