package rclonerun

import (
	"context"
	"errors"
	"fmt"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/operations"

	"github.com/nasphotos/nasphotos/truenas"
)

// ErrEmptySource is returned by a SYNC whose source listed without an error and
// without a file, while the destination has some. An account that has lost a
// scope, or a client that Google shows nothing, looks exactly like that.
var ErrEmptySource = errors.New(
	"rclonerun: the source is empty, so SYNC would delete everything at the destination; nothing was deleted: use COPY, or empty the destination yourself",
)

// TooManyDeletesError is returned by a SYNC that would delete more files than
// [Runner.MaxDelete]. Nothing was deleted.
type TooManyDeletesError struct {
	Files, Limit int
}

// Error implements error.
func (e *TooManyDeletesError) Error() string {
	return fmt.Sprintf("rclonerun: SYNC would delete %d files, and MaxDelete is %d; nothing was deleted: look at a dry run, then raise MaxDelete", e.Files, e.Limit)
}

// deleteExtras removes what only the destination has. It runs after a copy that
// ended without an error, so the listings it relies on are complete.
func (e *execution) deleteExtras(ctx context.Context, destination fs.Fs) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	files, dirs, source := e.tally.extras(e.task.Direction == truenas.Pull)
	if len(files) > 0 && source == 0 {
		return ErrEmptySource
	}
	if limit := e.runner.MaxDelete; limit > 0 && len(files) > limit {
		return &TooManyDeletesError{Files: len(files), Limit: limit}
	}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := operations.DeleteFile(ctx, file); err != nil {
			return fmt.Errorf("deleting %s: %w", file.Remote(), err)
		}
		e.tally.addDeleted()
	}
	for _, dir := range dirs {
		if e.options.DryRun {
			break
		}
		// A directory that is not empty keeps what the filter protects.
		if err := destination.Rmdir(ctx, dir); err != nil && !errors.Is(err, fs.ErrorDirectoryNotEmpty) {
			fs.DebugfCtx(ctx, nil, "Keeping directory %s: %v", dir, err)
		}
	}
	return nil
}
