// Package rcloneargs tells which rclone command line, configuration and filter
// file a TrueNAS release runs for a cloud sync task, with any account that the
// release can run: so that a user can see it, test it and repeat it by hand. It
// reaches no NAS and runs nothing.
//
//	cmd, err := rcloneargs.Command(task, task.Credential, rcloneargs.Options{
//		Release: rcloneargs.Release25_10,
//	})
//	fmt.Println(cmd)                // for people: no secrets
//	args, err := cmd.Write(folder)  // to start: args[0] is "rclone"
//
// In cmd.Args, [ConfigPlaceholder] and [FilterPlaceholder] stand for the names of
// two files, with the contents cmd.Config and cmd.Filter. [Cmd.Write] makes them
// with mode 0600, the only files that this package touches.
//
// Everything is exact, the order of the options included, for a task that was
// read from the NAS. Passwords are obscured with other random bytes each time. Two
// things are not in a task: the snapshot that it reads, and the private key of an
// SFTP account; [Options] has both.
//
// # Errors
//
//	*UnsupportedProviderError  the release cannot run the credential's provider
//	*CredentialError           a field of the credential has no translation
//	*TaskError                 a field of the task has no translation
//	ErrUnknownRelease          ParseRelease or Command met a release it does not know
//	truenas.ErrRedacted        the task or its credential was read by a login that may not see secrets
package rcloneargs
