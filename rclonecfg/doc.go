// Package rclonecfg turns rclone's text forms into Go values and back: the
// OAuth token, remotes, the configuration file rclone.conf in the clear and
// encrypted, connection strings, environment variables, and obscured passwords.
// It does not use the network and does not need rclone. It reads as rclone 1.76
// does; the tests compare both on thousands of made-up texts.
//
// The smallest useful program checks a pasted token and prints the one line
// that TrueNAS and rclone both accept:
//
//	token, err := rclonecfg.ParseToken(pasted)
//	if err != nil {
//		return err // says what was pasted instead
//	}
//	line, err := rclonecfg.FormatToken(token)
//	if err != nil {
//		return err
//	}
//	fmt.Println(line.Reveal()) // line itself prints [redacted]
//
// A configuration file is read the way rclone reads it, and edited without
// touching what was not asked for:
//
//	conf := rclonecfg.ConfigFile{Path: path}
//	err := conf.Update(ctx, func(file *rclonecfg.File) error {
//		return file.SetOption("photos", "token", line)
//	})
//
// # Which form
//
// A whole remote is made with [GooglePhotos.Remote], or the same method of another
// provider, and then given to rclone in one of three forms:
//
//	ConfigFile, File.SetRemote   rclone saves the tokens that it refreshes
//	Remote.Environ               nothing on disk; a refreshed token is lost
//	Remote.ConnectionString      in one argument, which others on the machine can see
//
// # Errors
//
//	*TokenError              a text is not a usable token; Reason says why
//	ErrDifferentGrants       two tokens do not come from the same consent
//	*RemoteError             a remote or one of its options cannot be used or written
//	*ParseError              rclone would not load the file; has line and column
//	*ConnectionStringError   a text is no connection string; has the column
//	ErrEncrypted             the file is encrypted, and there is no password
//	ErrPassword              the password is another one, or the file is damaged
//	ErrNotObscured           a text was not made by Obscure
//
// No error contains a value from its input, and a [File] prints the names of its
// sections only.
package rclonecfg
