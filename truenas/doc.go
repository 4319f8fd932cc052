// Package truenas is a client of the TrueNAS API for cloud sync: credentials,
// tasks and their runs, over JSON-RPC 2.0 on a WebSocket (TrueNAS 25.04 and
// newer).
//
//	client, err := truenas.Dial(ctx, "nas.local", truenas.APIKey("sync", key))
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//	job, err := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})
//	if err != nil {
//		return err
//	}
//	status, err := job.Wait(ctx)
//
// # Errors
//
// errors.Is and errors.As work on every error of this package:
//
//	ErrInsecure, *CertificateError    Dial: no TLS, or a certificate nobody vouches for
//	*AuthError                        Dial: TrueNAS refused the login
//	*ValidationError                  a field is wrong; Field finds it
//	*CallError                        anything else TrueNAS answers
//	*JobError                         a job failed or was aborted
//	ErrNotFound                       no such credential, task or job
//	ErrNotAuthorized                  the user lacks a role
//	ErrNotAuthenticated               the login was refused or the session ended
//	ErrBusy                           try again later
//	ErrUncertain                      sent but not answered: read before trying again
//	ErrConnectionLost, ErrClosed      dial again
//	ErrMessageTooLarge, ErrRedacted   refused here, nothing was sent
//	ErrWrongJob                       TrueNAS answered with another task's job
//
// # Secrets
//
// Tokens, passwords and keys are [Secret] values, which print redacted. No
// error and no log line of this package holds a parameter of a call.
package truenas
