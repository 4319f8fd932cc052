// Package truenas is a client of the TrueNAS API for cloud sync: credentials,
// tasks and their runs, over a WebSocket: JSON-RPC 2.0 with TrueNAS 25.04 and
// newer, an older protocol with 24.10.
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
//	*JobGoneError                     TrueNAS restarted, or forgot the job; is ErrNotFound
//	ErrNoLog                          a job without a log
//	ErrNotFound                       no such credential, task or job
//	ErrNotAuthorized                  the user lacks a role
//	ErrNotAuthenticated               the login was refused or the session ended
//	ErrBusy                           try again later
//	ErrLocked                         the dataset of a task is locked
//	ErrUncertain                      sent but not answered: read before trying again
//	ErrConnectionLost, *CloseError    the connection ended; the client reconnects
//	ErrClosed                         Close was called
//	ErrMessageTooLarge                refused here, nothing was sent; details in *MessageTooLargeError
//	ErrRedacted                       a placeholder in the place of a secret: refused here, nothing was sent
//	ErrWrongJob                       TrueNAS answered with another task's job
//
// # Logins
//
//	          releases  sends         after a lost connection
//	SCRAM     26.0 on   a proof       goes on
//	APIKey    all       the key       goes on; 25.04 and newer revoke a key that arrives without TLS
//	Password  all       the password  asks for a one-time password again, if the user has them
//	Token     all       the token     often refused, as tokens are short-lived: WithoutReconnect
//	Local     all       nothing       goes on; only on the NAS, over its Unix socket
//
// A release without SCRAM refuses it with an [*AuthError] that is
// [errors.ErrUnsupported]. [ParseKey] reads the files that API keys are kept in.
//
// # Releases
//
// The client finds out what a NAS speaks. What is left of the differences:
//
//	24.10         the older protocol; no OneDrive; ValidationError.Field finds a provider's fields
//	              as "attributes.token", on newer releases as "provider.token"
//	24.10, 25.04  no MessageIDs in a JobStatus; 25.04 hides a whole provider from readers
//	to 25.10      an aborted run is no failure for alerts; from 26.0 on it is one
//	26.0 on       SCRAM, Task.Dataset and RelativePath, CredentialService.S3Providers and the last
//	              fields of S3; a connection may idle for an hour, not a minute (pings see to that)
//
// [CredentialSpec.Validate] and its siblings know the rules of each release; the
// texts of errors differ between releases too, so look at fields, not at texts.
//
// # Plugging in
//
//	Caller           a decorator around the calls of a client, or a fake
//	Auth             another login
//	WithDialContext  another connection to the NAS, as a tunnel
//	WithTransport    another WebSocket, as a recorded session
//	WithObserver     metrics and traces
//	WithLogger       a log
//
// Package truenastest is a NAS for tests.
//
// # When things go wrong
//
// A call is a read if it changes nothing; [Client.Call] says which ones are. What
// callers see of a fault:
//
//	the connection is lost              reads go on on the next one; others that were sent: ErrUncertain
//	it is lost before the call is sent  the call goes on on the next one
//	no connection for long              the end of ctx, or of the call timeout; nothing was sent
//	the network is half-open            noticed by pings (20 s) or a write (10 s), then as lost
//	the NAS accepts and says nothing    Dial: the end of ctx, or 30 s; a reconnect tries again
//	login refused, certificate changed  the client ends: every call returns that error
//	login cannot be answered now        Dial: the error; a reconnect tries again
//	close code 1008, not allowed        the client ends with *CloseError: it says where to allow the address
//	close code 1009 or 1007, too large  *CloseError, ErrMessageTooLarge: not sent again
//	other close codes, as 1011          as lost, with *CloseError
//	an answer beyond 32 MiB             ErrMessageTooLarge, and the connection is replaced
//	a frame nobody can read             ignored: the call ends with its timeout
//	an answer of unknown shape          an error; ErrUncertain if the call changes something
//	an answer twice, or to nobody       ignored
//	a request TrueNAS cannot parse      *CallError, once it is clear which one it was
//	too many calls (-32000)             nothing: sent again after a pause
//	ctx ends                            its error; ErrUncertain if sent and not a read; other calls are not touched
//	Close                               ErrClosed, at once; ErrUncertain too if sent and not a read
//
// With [WithoutReconnect] a lost connection ends the client, and everything that
// would go on returns ErrConnectionLost.
//
// # Secrets
//
// Tokens, passwords and keys are [Secret] values, which print redacted. No
// error and no log line of this package holds a parameter of a call.
package truenas
