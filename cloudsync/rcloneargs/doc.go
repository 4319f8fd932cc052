// Package rcloneargs tells which rclone command line, configuration and filter
// file a TrueNAS release runs for a cloud sync task. It runs nothing and reads
// no files.
//
//	cmd, err := rcloneargs.Command(task, task.Credential.Provider, rcloneargs.Options{
//		Release: rcloneargs.Release25_10,
//	})
//
// In cmd.Args, [ConfigPlaceholder] and [FilterPlaceholder] stand for the names
// of two temporary files, with the contents cmd.Config and cmd.Filter.
//
// Only Google Photos credentials are known.
//
// # Errors
//
//	*UnsupportedProviderError  the credential is not for Google Photos
//	*TaskError                 a field of the task has no translation
//	ErrUnknownRelease          ParseRelease or Command met a release it does not know
//	truenas.ErrRedacted        the credential was read by a login that may not see secrets
package rcloneargs
