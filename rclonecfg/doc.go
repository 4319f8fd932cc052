// Package rclonecfg turns rclone's text forms into Go values and back: the
// OAuth token, a remote, the configuration file rclone.conf, and obscured
// passwords. It does not use the network and does not need rclone.
//
// The smallest useful program checks a pasted token and prints the one line
// that TrueNAS and rclone both accept:
//
//	token, err := rclonecfg.ParseToken(pasted)
//	if err != nil {
//		return err // says what was pasted instead
//	}
//	line, err := rclonecfg.FormatToken(token)
//
// A configuration file is read the way rclone reads it, and edited without
// touching what was not asked for:
//
//	conf := rclonecfg.ConfigFile{Path: path}
//	err := conf.Update(ctx, func(file *rclonecfg.File) error {
//		return file.SetOption("photos", "token", line)
//	})
//
// A whole Google Photos remote is made with [GooglePhotos.Remote] and stored with
// [File.SetRemote].
//
// # Errors
//
//	*TokenError          a text is not a usable token; Reason says why
//	ErrDifferentGrants   two tokens do not come from the same consent
//	*ParseError          rclone would not load the file; has line and column
//	ErrEncrypted         the file is protected with an rclone password
//	*RemoteError         a remote or one of its options cannot be used or written
//	ErrNotObscured       a text was not made by Obscure
//
// No error contains a value from its input.
package rclonecfg
