package rclonerun

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/accounting"
	"github.com/rclone/rclone/fs/filter"
	"github.com/rclone/rclone/fs/fserrors"
	"github.com/rclone/rclone/fs/operations"
	"github.com/rclone/rclone/fs/rc"
	"github.com/rclone/rclone/fs/sync"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/internal/secret"
	"github.com/nasphotos/nasphotos/truenas"
)

// execution is one run.
type execution struct {
	runner   *Runner
	task     truenas.Task
	provider truenas.GooglePhotos
	local    string
	options  cloudsync.RunOptions
	tally    *tally
	reporter *cloudsync.Reporter
	gateway  *gateway
	phase    atomic.Value // cloudsync.Phase
}

var runNumber atomic.Int64

// run does it all and returns how it ended. A cancelled ctx is always an error:
// rclone reports some cancelled copies as complete.
func (e *execution) run(ctx context.Context, log io.Writer) error {
	group := fmt.Sprintf("nasphotos-%d", runNumber.Add(1))
	logs.add(group, slog.New(e.logHandler(log)))
	defer logs.remove(group)
	ctx = accounting.WithStatsGroup(ctx, group)
	defer forgetStats(ctx, group)

	ctx, err := e.configure(ctx)
	if err != nil {
		return err
	}
	transport, closeIdle := e.runner.transport()
	defer closeIdle()
	gateway, err := newGateway(ctx, transport)
	if err != nil {
		return err
	}
	defer gateway.close()
	remove, err := useGateway(ctx, gateway)
	if err != nil {
		return err
	}
	defer remove()
	e.gateway = gateway

	e.setPhase(cloudsync.PhaseListing)
	source, destination, err := e.open(ctx)
	if err != nil {
		return e.explain(ctx, err)
	}
	defer shutdown(ctx, source)
	defer shutdown(ctx, destination)

	e.tally.copyTo(destination)
	stop := e.reportProgress(ctx)
	defer stop()
	if err := e.copy(ctx, source, destination); err != nil {
		return e.explain(ctx, err)
	}
	if e.task.TransferMode == truenas.Sync {
		e.setPhase(cloudsync.PhaseDeleting)
		if err := e.deleteExtras(ctx, destination); err != nil {
			return e.explain(ctx, err)
		}
	}
	return context.Cause(ctx)
}

// configure gives the run its own rclone configuration and filter. The filter
// is the text TrueNAS would write.
func (e *execution) configure(ctx context.Context) (context.Context, error) {
	ctx, config := fs.AddConfig(ctx)
	*config = pristine.config
	config.LogLevel = fs.LogLevelInfo
	config.DryRun = e.options.DryRun
	config.AskPassword = false
	// rclone buffers the start of a file of unknown size, and takes a download that
	// broke off within that buffer for a complete small file. Without the buffer
	// the error comes through.
	config.StreamingUploadCutoff = 0
	if e.task.Transfers != nil {
		config.Transfers = *e.task.Transfers
	}
	command, err := rcloneargs.Command(e.task, truenas.Credential{Provider: e.provider}, rcloneargs.Options{DryRun: e.options.DryRun})
	if err != nil {
		return ctx, err
	}
	options := pristine.filter
	rules, err := filter.NewFilter(&options)
	if err != nil {
		return ctx, fmt.Errorf("rclonerun: %w", err)
	}
	ctx = filter.ReplaceConfig(ctx, rules)
	for rule := range strings.Lines(command.Filter) {
		if err := rules.AddRule(strings.TrimRight(rule, "\n")); err != nil {
			return ctx, fmt.Errorf("rclonerun: the filter %q: %w", strings.TrimSpace(rule), err)
		}
	}
	accounting.Stats(ctx).SetMaxCompletedTransfers(-1)
	return operations.WithSyncLogger(ctx, operations.LoggerOpt{LoggerFn: e.tally.decided}), nil
}

func (e *execution) open(ctx context.Context) (source, destination fs.Fs, err error) {
	local, err := newLocal(ctx, e.local, e.task.FollowSymlinks)
	if err != nil {
		return nil, nil, err
	}
	// The gateway repeats requests, and better; rclone's own retries would
	// multiply with its. And the gateway ends requests with the run: if the context
	// did, rclone would try to refresh the token five times more, with pauses.
	remoteCtx, config := fs.AddConfig(context.WithoutCancel(ctx))
	config.LowLevelRetries = 1
	remote, err := newRemote(remoteCtx, e.provider, e.task.Attributes.Folder, func(token string) {
		if e.runner.OnToken != nil {
			e.runner.OnToken(e.task, secret.New(token))
		}
	})
	if err != nil {
		return nil, nil, err
	}
	if e.task.Direction == truenas.Push {
		return local, remote, nil
	}
	return remote, local, nil
}

// attempts are what the rclone command makes of a run that fails; the library
// makes one.
const attempts = 3

func (e *execution) copy(ctx context.Context, source, destination fs.Fs) error {
	var err error
	for attempt := 1; attempt <= attempts; attempt++ {
		if attempt > 1 {
			e.tally.again()
			accounting.Stats(ctx).ResetErrors()
		}
		err = sync.CopyDir(ctx, destination, source, e.task.CreateEmptySrcDirs)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err == nil || !retryable(err) {
			return err
		}
		fs.ErrorfCtx(ctx, nil, "Attempt %d/%d failed: %v", attempt, attempts, err)
	}
	return err
}

func retryable(err error) bool {
	return !fserrors.IsFatalError(err) && !fserrors.IsNoRetryError(err) &&
		!errors.Is(err, fs.ErrorDirNotFound) && cloudsync.Cause(err.Error()) == nil
}

// explain gives a failure its cause: the end of the run's context before all,
// then what rclone's text says.
func (e *execution) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if errors.Is(err, fs.ErrorDirNotFound) {
		return fmt.Errorf("%w: %s", cloudsync.ErrFolderNotFound, e.task.Attributes.Folder)
	}
	if broken := e.gateway.transportError(); broken != nil {
		err = fmt.Errorf("%w (%w)", broken, err)
	}
	if cause := cloudsync.Cause(err.Error()); cause != nil {
		return fmt.Errorf("%w (%w)", cause, err)
	}
	return fmt.Errorf("rclonerun: %w", err)
}

func (e *execution) setPhase(phase cloudsync.Phase) {
	e.phase.Store(phase)
	e.reporter.Progress(cloudsync.Progress{Phase: phase})
}

// reportProgress publishes until the returned function is called, which
// publishes once more.
func (e *execution) reportProgress(ctx context.Context) (stop func()) {
	stats := accounting.Stats(ctx)
	publish := func() {
		e.tally.collect(stats)
		e.reporter.Progress(e.tally.progress(e.phase.Load().(cloudsync.Phase), e.options.DryRun))
	}
	quit, quitted := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(quitted)
		tick := time.NewTicker(progressInterval)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				publish()
			case <-quit:
				publish()
				return
			}
		}
	}()
	return func() {
		close(quit)
		<-quitted
	}
}

// useGateway points rclone's transports of this run at the gateway. rclone reads
// the authority from a file, when a remote is opened.
func useGateway(ctx context.Context, g *gateway) (remove func(), err error) {
	dir, err := os.MkdirTemp("", "nasphotos-run-")
	if err != nil {
		return nil, fmt.Errorf("rclonerun: %w", err)
	}
	file := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(file, g.authority.pem(), 0o600); err != nil {
		_ = os.RemoveAll(dir)
		return nil, fmt.Errorf("rclonerun: %w", err)
	}
	config := fs.GetConfig(ctx)
	config.HTTPProxy = g.proxyURL()
	config.CaCert = []string{file}
	return func() { _ = os.RemoveAll(dir) }, nil
}

func (e *execution) logHandler(log io.Writer) slog.Handler {
	own := slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelInfo})
	if e.runner.Logger == nil {
		return own
	}
	return slog.NewMultiHandler(own, e.runner.Logger.Handler())
}

// forgetStats frees a run's statistics; rclone would keep those of the last
// thousand.
func forgetStats(ctx context.Context, group string) {
	if call := rc.Calls.Get("core/stats-delete"); call != nil {
		_, _ = call.Fn(context.WithoutCancel(ctx), rc.Params{"group": group})
	}
}
