package rclonerun

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retrier sends a request again when Google is busy or the network failed. rclone
// would do so itself, but sleeps through a cancel, ignores Retry-After, and
// repeats even when the quota of the day is gone.
type retrier struct {
	next http.RoundTripper
}

const (
	maxTries = 8
	// maxWait bounds a pause; Google's own limits are per minute.
	maxWait = 64 * time.Second
	// maxReplay is how much of a request body is kept to send it again. Larger
	// ones are uploads, which rclone starts over by itself.
	maxReplay = 1 << 20
	// maxErrorBody is how much of an error answer is looked at.
	maxErrorBody = 64 << 10
)

// RoundTrip implements http.RoundTripper.
func (t *retrier) RoundTrip(request *http.Request) (*http.Response, error) {
	body, replayable, err := readBody(request)
	if err != nil {
		return nil, err
	}
	ctx := request.Context()
	for try := 1; ; try++ {
		attempt := request.Clone(ctx)
		if replayable {
			attempt.Body = io.NopCloser(bytes.NewReader(body))
		}
		response, err := t.next.RoundTrip(attempt)
		wait, again := pause(response, err, try)
		if !again || !replayable || try == maxTries || ctx.Err() != nil {
			return response, err
		}
		if response != nil {
			_ = response.Body.Close()
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// readBody returns the body if it can be kept.
func readBody(request *http.Request) (body []byte, replayable bool, err error) {
	if request.Body == nil || request.Body == http.NoBody {
		return nil, true, nil
	}
	if request.ContentLength < 0 || request.ContentLength > maxReplay {
		return nil, false, nil
	}
	body, err = io.ReadAll(request.Body)
	_ = request.Body.Close()
	return body, true, err
}

// pause says whether and after which time an answer is worth another try.
func pause(response *http.Response, err error, try int) (time.Duration, bool) {
	// 1, 2, 4 … seconds, with jitter so that parallel requests spread out.
	backoff := min(time.Second<<(try-1), maxWait)
	backoff = backoff/2 + rand.N(backoff/2+1) //nolint:gosec // not a secret
	switch {
	case err != nil:
		return backoff, !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
	case response.StatusCode == http.StatusTooManyRequests:
		if dailyQuota(response) {
			return 0, false
		}
	case response.StatusCode < http.StatusInternalServerError, response.StatusCode == http.StatusNotImplemented:
		return 0, false
	}
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil && seconds >= 0 {
		backoff = max(backoff, min(time.Duration(seconds)*time.Second, maxWait))
	}
	return backoff, true
}

// dailyQuota recognises the limit that waiting does not help against. It leaves
// the body as it was.
func dailyQuota(response *http.Response) bool {
	start, _ := io.ReadAll(io.LimitReader(response.Body, maxErrorBody))
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(start), response.Body), response.Body}
	text := string(start)
	return strings.Contains(text, "PerProjectPerDay") || strings.Contains(text, "per day")
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
