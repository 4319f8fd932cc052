package rclonerun

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/internal/secret"
	"github.com/nasphotos/nasphotos/truenas"
)

// Secret is a token that does not print.
type Secret = secret.String

// Runner runs tasks in this process. It implements [cloudsync.Runner]. The zero
// value works; set the fields before the first run.
type Runner struct {
	// Root is put in front of a task's path: with Root "/srv/nas" a task for
	// /mnt/tank/photos works in /srv/nas/mnt/tank/photos. Default "": the path as
	// it is. As on a NAS, the directory has to exist.
	Root string
	// Transport carries the requests to Google, for instance to a fake one.
	// Default nil: a copy of http.DefaultTransport for each run.
	Transport http.RoundTripper
	// OnToken gets each refreshed token, in rclone's JSON, before the request that
	// needed it goes out. Whoever stores tokens should store this one: it is
	// newer. It may be called from several goroutines. Default nil: the new token
	// serves the run and is forgotten.
	OnToken func(task truenas.Task, token Secret)
	// Logger also gets rclone's log, besides [cloudsync.Result].Log. Default nil:
	// nowhere.
	Logger *slog.Logger
	// MaxDelete bounds the files that one SYNC may delete. Default 0: no bound
	// but those every SYNC has.
	MaxDelete int
}

var _ cloudsync.Runner = (*Runner)(nil)

// progressInterval is how often a run publishes its progress.
const progressInterval = 200 * time.Millisecond

// Run implements [cloudsync.Runner]. The run stops when ctx ends.
func (r *Runner) Run(ctx context.Context, task truenas.Task, opts cloudsync.RunOptions) (*cloudsync.Run, error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	provider, err := supported(task)
	if err != nil {
		return nil, err
	}
	if err := tame(); err != nil {
		return nil, err
	}
	local, err := r.local(task)
	if err != nil {
		return nil, err
	}

	ctx, cancel := context.WithCancelCause(ctx)
	run, reporter := cloudsync.NewRun(func(context.Context) error {
		cancel(cloudsync.ErrAborted)
		return nil
	})
	execution := &execution{
		runner:   r,
		task:     task,
		provider: provider,
		local:    local,
		options:  opts,
		tally:    newTally(),
		reporter: reporter,
	}
	go func() {
		defer cancel(nil)
		started := time.Now()
		log := &shortLog{}
		err := execution.run(ctx, log)
		result := execution.tally.result(opts.DryRun)
		result.Started, result.Finished, result.Log = started, time.Now(), log.String()
		if err != nil && ctx.Err() != nil {
			result.State = cloudsync.Aborted
		}
		reporter.Finish(result, err)
	}()
	return run, nil
}

// transport returns what carries the requests of a run, and what to call after it.
func (r *Runner) transport() (http.RoundTripper, func()) {
	if r.Transport != nil {
		return r.Transport, func() {}
	}
	own := http.DefaultTransport.(*http.Transport).Clone() // tame has checked the type
	own.MaxIdleConnsPerHost = 16
	return own, own.CloseIdleConnections
}

// local is the directory of the task on this machine. TrueNAS fails a run whose
// directory is missing instead of making one: a dataset may not be mounted.
func (r *Runner) local(task truenas.Task) (string, error) {
	path := task.Path
	if r.Root != "" {
		path = filepath.Join(r.Root, filepath.Clean("/"+filepath.FromSlash(path))) // not out of Root
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", fmt.Errorf("rclonerun: the task's directory: %w (create it, or set Runner.Root)", err)
	case !info.IsDir():
		return "", fmt.Errorf("rclonerun: the task's path %s is not a directory", path)
	}
	return path, nil
}

// shortLog keeps a run's log: the first and the last part of a long one. Safe
// for concurrent use.
type shortLog struct {
	mu         sync.Mutex
	head, tail bytes.Buffer
	cut        bool
}

const shortLogPart = 32 << 10

// Write implements io.Writer; log/slog calls it once per record.
func (l *shortLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.cut && l.tail.Len() == 0 && l.head.Len()+len(p) <= shortLogPart {
		return l.head.Write(p)
	}
	l.tail.Write(p)
	if over := l.tail.Len() - shortLogPart; over > 0 {
		l.cut = true
		l.tail.Next(over)
		if line := bytes.IndexByte(l.tail.Bytes(), '\n'); line >= 0 {
			l.tail.Next(line + 1)
		}
	}
	return len(p), nil
}

// String returns what was kept.
func (l *shortLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		return l.head.String() + "… (log shortened)\n" + l.tail.String()
	}
	return l.head.String() + l.tail.String()
}
