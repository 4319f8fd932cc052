package truenas

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// logTimeout bounds the wait for a log to begin. TrueNAS gives up after as long.
const logTimeout = time.Minute

// Log downloads the whole log of the job, as far as it is written; what comes
// later is not waited for. It is read while it arrives, not kept in memory. The
// caller closes it; the end of ctx ends it.
//
// Errors: [ErrNoLog], [ErrNotAuthorized] for a job of another user, [*JobGoneError]
// after a restart of the NAS, which deletes the logs.
func (j *Job) Log(ctx context.Context) (io.ReadCloser, error) {
	status, err := j.Status(ctx)
	if err != nil {
		return nil, err
	}
	if status.LogsPath == "" {
		if status.State == JobWaiting {
			return nil, fmt.Errorf("truenas: job %d: %w: it waits, and has written nothing yet", j.id, ErrNoLog)
		}
		return nil, fmt.Errorf("truenas: job %d (%s): %w", j.id, status.Method, ErrNoLog)
	}
	path, err := call[string](ctx, j.jobs.caller, "core.job_download_logs", j.id, fmt.Sprintf("job-%d.log", j.id))
	if err != nil {
		return nil, err
	}
	return j.download(ctx, path)
}

// download fetches path, which holds a token and goes into no error.
func (j *Job) download(ctx context.Context, path string) (io.ReadCloser, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	late := time.AfterFunc(logTimeout, func() {
		cancel(fmt.Errorf("the log did not begin within %s: %w", logTimeout, context.DeadlineExceeded))
	})
	response, err := j.jobs.hub.get(ctx, path)
	late.Stop()
	if err == nil && response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		err = fmt.Errorf("TrueNAS answered HTTP %d instead of the log; "+
			"a download must come from the address that asked for it", response.StatusCode)
	}
	if err != nil {
		if ctx.Err() != nil {
			err = contextError(ctx)
		}
		cancel(nil)
		return nil, fmt.Errorf("truenas: job %d: downloading the log: %w", j.id, err)
	}
	return &logBody{ReadCloser: response.Body, cancel: cancel}, nil
}

// logBody frees its context when it is closed.
type logBody struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
}

func (b *logBody) Close() error {
	err := b.ReadCloser.Close()
	b.cancel(nil)
	return err
}
