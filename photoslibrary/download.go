package photoslibrary

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// refreshAfter is the age from which a base URL is not used: Google's 60 minutes,
// less the time that a slow start may take.
const refreshAfter = 55 * time.Minute

const opDownload = "download media item"

// Download writes the bytes of an item to w and returns how many there were;
// after an error w may hold a part. Google serves photos without their location
// and videos compressed again: the originals are not available.
//
// A BaseURL that is older than 55 minutes, missing, or refused by Google is
// replaced first, for one request, if the item has an ID; [Client.Refresh] does
// that for many. A video that is not READY is [ErrVideoNotReady].
//
// The bytes are as many as Google announced, or the error is
// [io.ErrUnexpectedEOF]. After a cut the rest is asked for, as often as the
// client asks again. What w has is kept if the new answer proves to continue it;
// else the download starts again, for which w must be able to seek and to
// truncate, as an [*os.File] is.
func (c *Client) Download(ctx context.Context, item MediaItem, w io.Writer) (int64, error) {
	return c.download(ctx, item, w, func(item MediaItem) string {
		if item.IsVideo() {
			return "=dv"
		}
		return "=d"
	})
}

// Size is of a [Client.DownloadPreview], in pixels.
type Size struct {
	// Width and Height are 1 to 16383. The picture keeps its form and is as large
	// as fits.
	Width, Height int
	// Crop cuts off what does not fit, so that the picture has exactly this size.
	Crop bool
}

// maxPixels is the most that Google takes for a side.
const maxPixels = 16383

// DownloadPreview is [Client.Download] for a smaller picture of a photo, or of
// the first moment of a video.
func (c *Client) DownloadPreview(ctx context.Context, item MediaItem, size Size, w io.Writer) (int64, error) {
	if size.Width < 1 || size.Width > maxPixels || size.Height < 1 || size.Height > maxPixels {
		return 0, fmt.Errorf("photoslibrary: %s: the size is %d x %d, want 1 to %d", opDownload, size.Width, size.Height, maxPixels)
	}
	return c.download(ctx, item, w, func(item MediaItem) string {
		suffix := fmt.Sprintf("=w%d-h%d", size.Width, size.Height)
		if size.Crop {
			suffix += "-c"
		}
		if item.IsVideo() {
			suffix += "-no" // no play button on the picture
		}
		return suffix
	})
}

func (c *Client) download(ctx context.Context, item MediaItem, w io.Writer, suffix func(MediaItem) string) (int64, error) {
	fail := func(n int64, err error) (int64, error) {
		if n > 0 {
			err = fmt.Errorf("after %d bytes: %w", n, err)
		}
		return n, fmt.Errorf("photoslibrary: %s %q: %w", opDownload, item.Filename, err)
	}
	if c.stale(item) {
		if err := c.refresh(ctx, &item); err != nil {
			return fail(0, err)
		}
	}
	t := newTransfer(c, w)
	for failures := 0; ; {
		if video := item.Metadata.Video; video != nil && video.Status != "" && video.Status != "READY" {
			return fail(t.n, fmt.Errorf("status %s: %w", video.Status, ErrVideoNotReady))
		}
		before := t.n
		err := t.attempt(ctx, item.BaseURL, suffix(item))
		if t.n > t.most {
			t.most, t.refreshed = t.n, false
		}
		switch {
		case err == nil:
			return t.n, nil
		case errors.Is(err, ErrBaseURLExpired) && (!t.refreshed || c.stale(item)) && item.ID != "":
			if err := c.refresh(ctx, &item); err != nil {
				return fail(t.n, err)
			}
			t.refreshed = true
			continue
		case !t.again:
			return fail(t.n, err)
		}
		failures++
		if t.n-before >= progress {
			failures = 1
		}
		if err := c.bytesCaller().Pause(ctx, opDownload, failures, err); err != nil {
			return fail(t.n, err)
		}
	}
}

// progress is what an attempt must bring to count as one: a server that sends a
// byte each time would otherwise be asked a million times.
const progress = 64 << 10

// stale reports whether the item's BaseURL is not worth a request.
func (c *Client) stale(item MediaItem) bool {
	if item.ID == "" {
		return false
	}
	return item.BaseURL == "" || !item.BaseURLTime.IsZero() && c.now().Sub(item.BaseURLTime) >= refreshAfter
}

func (c *Client) refresh(ctx context.Context, item *MediaItem) error {
	fetched, err := c.BatchGet(ctx, item.ID)
	if err == nil {
		err = fetched[0].Err
	}
	if err != nil {
		return fmt.Errorf("get a new base URL: %w", err)
	}
	*item = fetched[0].Item
	return nil
}

// Refresh gives each of the items whose BaseURL is older than 55 minutes, of
// unknown age or missing, a new one, in place, for one request per [MaxBatch]. Call it before the
// downloads of a list that is not new: each would else cost a request of its own.
// An item that the library no longer has stays as it is, and its
// [Client.Download] tells. It needs [ScopeReadAppCreated].
func (c *Client) Refresh(ctx context.Context, items []MediaItem) error {
	var ids []string
	now := c.now()
	for _, item := range items {
		// A clock that was set back tells no age either.
		unknown := item.BaseURLTime.IsZero() || item.BaseURLTime.Sub(now) >= refreshAfter
		if c.stale(item) || unknown && item.ID != "" {
			ids = append(ids, item.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	fetched, err := c.BatchGet(ctx, ids...)
	fresh := make(map[string]MediaItem, len(fetched))
	for _, each := range fetched {
		if each.Err == nil {
			fresh[each.ID] = each.Item
		}
	}
	for i, item := range items {
		if got, ok := fresh[item.ID]; ok {
			items[i] = got
		}
	}
	return err
}
