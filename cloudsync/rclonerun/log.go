package rclonerun

import (
	"context"
	"log/slog"
	"sync"

	"github.com/rclone/rclone/fs/accounting"
)

// logs is the one handler that rclone's process-wide logger has. It finds the
// run of a record by the statistics group in the record's context.
var logs = &logRouter{}

// logRouter hands records to the logger of the run they belong to. Records that
// carry no run, a few debug lines from inside backends, are dropped: they cannot
// be attributed and might name another account's files.
type logRouter struct {
	routes sync.Map // statistics group → *slog.Logger
}

func (r *logRouter) add(group string, logger *slog.Logger) { r.routes.Store(group, logger) }
func (r *logRouter) remove(group string)                   { r.routes.Delete(group) }

func (r *logRouter) route(ctx context.Context) (slog.Handler, bool) {
	group, ok := accounting.StatsGroupFromContext(ctx)
	if !ok {
		return nil, false
	}
	logger, ok := r.routes.Load(group)
	if !ok {
		return nil, false
	}
	return logger.(*slog.Logger).Handler(), true
}

// Enabled implements slog.Handler.
func (r *logRouter) Enabled(ctx context.Context, level slog.Level) bool {
	handler, ok := r.route(ctx)
	return ok && handler.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (r *logRouter) Handle(ctx context.Context, record slog.Record) error {
	handler, ok := r.route(ctx)
	if !ok {
		return nil
	}
	return handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler. rclone passes attributes with each record
// and never derives a logger, so there is nothing to keep.
func (r *logRouter) WithAttrs([]slog.Attr) slog.Handler { return r }

// WithGroup implements slog.Handler, see WithAttrs.
func (r *logRouter) WithGroup(string) slog.Handler { return r }
