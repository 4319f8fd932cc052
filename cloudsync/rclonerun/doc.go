// Package rclonerun runs a TrueNAS cloud sync task in this process, on rclone
// embedded as a library. It is the only package of the module that links rclone.
//
//	runner := &rclonerun.Runner{}
//	run, err := runner.Run(ctx, task, cloudsync.RunOptions{})
//	if err != nil {
//		return err
//	}
//	for progress, err := range run.Updates(ctx) {
//		…
//	}
//
// # Which tasks
//
// Google Photos credentials, COPY and SYNC, both directions. Everything else
// that a task can ask for and that this package would not honour is refused
// with an [UnsupportedError] that names the field; nothing is ignored.
//
// # Isolation
//
// Every run has its own rclone configuration, token, filter, statistics, log and
// connections, so runs with different accounts do not see each other. A run starts
// from rclone's own defaults: no configuration file of rclone's is read or written,
// no RCLONE_* variable of the host has an effect, and no connection is left open.
// Requests that Google is too busy for are repeated for about two minutes, until
// the run is cancelled; not when the quota of the day is used up.
//
// What a host program should know about linking rclone:
//
//   - rclone imports net/http/pprof and expvar, which register /debug/pprof/ and
//     /debug/vars on http.DefaultServeMux when the program starts. That cannot be
//     undone from here. A program that serves http.DefaultServeMux to strangers
//     should serve a mux of its own.
//   - rclone installs a handler for SIGINT and SIGTERM that calls os.Exit. This
//     package turns it off, for the whole process, at the first run.
//   - rclone loads RCLONE_* variables when it is imported, ends the process if one
//     is malformed, and creates ~/.config/rclone. This package hides the variables
//     from it while it initialises, and prevents the rest. A host that also uses
//     rclone itself finds rclone's global settings without them.
//   - rclone has one logger for the process. This package takes it over at the
//     first run, and sends each record to the log of the run it belongs to.
//   - http.DefaultTransport must be a *http.Transport, as rclone copies it; a
//     run fails with [ErrDefaultTransport] if it was replaced by something else.
//
// # Deletes
//
// A SYNC deletes at the destination only after a complete listing without an
// error, never when the source is empty, never after a cancel, and at most
// [Runner.MaxDelete] files.
//
// # Errors
//
//	ErrDefaultTransport         http.DefaultTransport is not a *http.Transport
//	ErrEmptySource              SYNC from an empty source would delete everything
//	*TooManyDeletesError        SYNC would delete more than MaxDelete files
//	*UnsupportedError           the task asks for something not done here
//	*cloudsync.FolderError      a task cannot work on that folder
//	cloudsync.ErrAborted        the run was aborted
//	credentials.ErrReauthorize  Google no longer accepts the refresh token
//	cloudsync.ErrQuotaExhausted the API quota of the day is used up
//	cloudsync.ErrFolderNotFound the account has no such folder, or hides it
//	the cause of ctx            the context of Run ended
package rclonerun
