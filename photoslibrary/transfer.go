package photoslibrary

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"math"
	"mime"
	"net/http"
	"strings"
)

// transfer is a download that several answers may bring.
type transfer struct {
	client *Client
	w      *sink
	n      int64     // written to w
	sum    hash.Hash // of what was written
	total  int64     // announced; -1 is not known
	etag   string    // of the bytes; empty if no answer with it can be continued

	again     bool  // after an error: another attempt may bring the rest
	refreshed bool  // the base URL is new, and has brought nothing more yet
	most      int64 // bytes that there were, of these
	restarts  int
}

func newTransfer(c *Client, w io.Writer) *transfer {
	return &transfer{client: c, w: newSink(w), sum: sha256.New(), total: -1}
}

// attempt asks for what is missing.
func (t *transfer) attempt(ctx context.Context, baseURL, suffix string) error {
	t.again = false
	ctx, watch := watchIdle(ctx)
	defer watch.stop()
	watch.timer.Stop() // until bytes are read
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, baseURL+suffix, nil)
	if err != nil || !t.client.servesBytes(req.URL) {
		return errors.New("BaseURL is not a Google address, and the request would carry the access token; take the item from a listing")
	}
	// Transparent decompression would hide the length that is compared below.
	req.Header.Set("Accept-Encoding", "identity")
	if t.n > 0 && t.etag != "" {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", t.n))
		req.Header.Set("If-Range", t.etag)
	}
	resp, err := t.client.bytesCaller().Do(opDownload, req, t.client.followBytes)
	if err != nil {
		if e, ok := errors.AsType[*Error](err); ok && e.Err.Code == http.StatusRequestedRangeNotSatisfiable && t.etag != "" {
			return t.misfit()
		}
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := checkBytes(resp.Header); err != nil {
		return err
	}
	body := touching{resp.Body, watch}
	rest := resp.ContentLength
	switch {
	case resp.StatusCode == http.StatusPartialContent && req.Header.Get("Range") != "":
		err = t.join(resp)
	case resp.StatusCode == http.StatusOK:
		rest, err = t.skip(resp, body)
	default:
		return fmt.Errorf("the answer is %s, and not the bytes", resp.Status)
	}
	if err == nil {
		err = t.copy(body, rest)
	}
	if err == nil && t.n == 0 {
		t.again, err = true, errNothing
	}
	// What was announced before may have been that of other bytes.
	if untold := resp.StatusCode == http.StatusOK && resp.ContentLength < 0; err == nil && (untold || t.total < 0) {
		err = t.askLength(ctx, req)
	}
	if err != nil && errors.Is(context.Cause(ctx), errIdle) {
		return errIdle
	}
	return err
}

// checkBytes refuses answers that are successes and not the bytes of an item.
func checkBytes(header http.Header) error {
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if strings.HasPrefix(kind, "text/") || kind == "application/json" || kind == "application/xhtml+xml" {
		return fmt.Errorf("the answer is %s, and no photo or video (is a proxy in between?)", kind)
	}
	if coding := header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return fmt.Errorf("the answer is compressed (%s), which was not asked for (is a proxy in between?)", coding)
	}
	return nil
}

// Faults that are answered as cuts are.
var (
	errMisfit  = fmt.Errorf("the answer does not continue what there is: %w", io.ErrUnexpectedEOF)
	errChanged = fmt.Errorf("the bytes changed during the download: %w", io.ErrUnexpectedEOF)
	errNothing = fmt.Errorf("the answer is empty, as no photo or video is: %w", io.ErrUnexpectedEOF)
)

// misfit makes the next attempt ask for the whole.
func (t *transfer) misfit() error {
	t.etag, t.again = "", true
	return errMisfit
}

// join accepts an answer that goes on where the last one was cut.
func (t *transfer) join(resp *http.Response) error {
	first, total, ok := parseContentRange(resp.Header.Get("Content-Range"))
	if ok && total >= 0 && t.total < 0 {
		t.total = total
	}
	switch {
	case !ok, first != t.n, total >= 0 && total != t.total,
		// RFC 9110, section 15.3.7: the part of an entity with an ETag has it, too.
		resp.Header.Get("Etag") != t.etag,
		t.total >= 0 && resp.ContentLength > t.total-t.n:
		return t.misfit()
	}
	return nil
}

// skip reads an answer that starts at the beginning up to where the last one was
// cut, and makes sure that nothing has changed. It returns what is left.
func (t *transfer) skip(resp *http.Response, body io.Reader) (int64, error) {
	total := resp.ContentLength
	if t.n > 0 {
		sum := sha256.New()
		if _, err := io.CopyN(sum, body, t.n); err != nil && !errors.Is(err, io.EOF) {
			t.again = true
			return 0, err
		}
		if t.total >= 0 && total >= 0 && t.total != total || !bytes.Equal(sum.Sum(nil), t.sum.Sum(nil)) {
			return 0, t.restart()
		}
	}
	if total >= 0 {
		t.total = total
	}
	t.etag = resp.Header.Get("Etag")
	if strings.HasPrefix(t.etag, "W/") {
		t.etag = "" // good enough to look at, but not byte by byte the same
	}
	return total - t.n, nil
}

// maxRestarts is for a server that never sends the same twice.
const maxRestarts = 3

// restart gives up what there is, if w can.
func (t *transfer) restart() error {
	if t.restarts++; t.restarts > maxRestarts {
		return errChanged
	}
	if err := t.w.rewind(t.n); err != nil {
		return fmt.Errorf("the bytes changed during the download, and it cannot start again: %w", err)
	}
	t.n, t.most, t.total, t.etag, t.again = 0, 0, -1, "", true
	t.sum.Reset()
	return errChanged
}

// askLength makes sure that an answer that did not tell its length was all: the
// end of one that was cut short looks the same.
func (t *transfer) askLength(ctx context.Context, get *http.Request) error {
	req := get.Clone(ctx)
	req.Method = http.MethodHead
	req.Header.Del("Range")
	req.Header.Del("If-Range")
	resp, err := t.client.bytesCaller().Do(opDownload, req, t.client.followBytes)
	if e, ok := errors.AsType[*Error](err); ok && (e.Err.Code == http.StatusMethodNotAllowed || e.Err.Code == http.StatusNotImplemented) {
		return nil // nobody knows better
	}
	if err != nil {
		return fmt.Errorf("ask for the length: %w", err)
	}
	_ = resp.Body.Close()
	if t.total = resp.ContentLength; t.total >= 0 && t.total != t.n {
		t.again = true
		return io.ErrUnexpectedEOF
	}
	return nil // nobody knows better
}

// copy writes what is left of an answer, and makes sure that it was all.
func (t *transfer) copy(body io.Reader, rest int64) error {
	limit := int64(math.MaxInt64)
	if t.total >= 0 {
		limit = t.total - t.n
	}
	n, err := io.Copy(io.MultiWriter(t.w, t.sum), io.LimitReader(body, limit))
	t.n += n
	if err == nil && n == limit {
		if more, _ := body.Read(make([]byte, 1)); more > 0 {
			return errors.New("there are more bytes than were announced")
		}
	}
	switch {
	case t.w.err != nil:
		return fmt.Errorf("write: %w", t.w.err)
	case err != nil:
	case rest >= 0 && n != rest, t.total >= 0 && t.n != t.total:
		err = io.ErrUnexpectedEOF
	}
	t.again = err != nil
	return err
}
