// Package truenastest is a TrueNAS for unit tests, of any release from 24.10 to
// 27.0: a server on a loopback port that speaks the API of cloud sync, with
// users, credentials, tasks and jobs, and refuses what the real one refuses.
//
//	nas := truenastest.NewServer(t, truenastest.Config{Release: truenas.V25_10, Engine: engine})
//	key := truenas.NewSecret(nas.APIKey("sync"))
//	client, err := truenas.Dial(ctx, nas.URL(), truenas.APIKey("sync", key), truenas.WithRootCAs(nas.RootCAs()))
//
// There is no rclone behind it: an [Engine] runs the sync jobs, and one that is
// also a [Lister] lists remote folders. Without a Lister, Google Photos has
// the folders that rclone shows without asking Google, and the albums of
// [Server.AddAlbum].
//
// # Where it listens
//
//	/api/current           JSON-RPC, from 25.04 on
//	/api/v25.10.0 and so on the versions that /api/versions lists, in their shapes
//	/websocket             the older protocol, on every release
//	Config.Unix            a unix socket: both protocols, as root, without a login
//
// and /api/versions, /api/boot_id (25.10) and /_download over HTTP. A method it
// does not have is -32601 "Method does not exist" (errno 201 on /websocket), a
// path it does not have 404.
//
// # How to make things go wrong
//
//	the network goes away             [Server.DropConnections]
//	a close frame, as 1011            [Server.CloseConnections]
//	the NAS restarts, jobs are gone   [Server.Restart]
//	a call hangs, all calls hang      [Server.Stall]
//	a handshake hangs                 [Server.StallHandshakes]
//	slow answers                      [Server.Delay]
//	a write whose answer is lost      [Server.LoseAnswers]
//	events late, twice, lost, swapped [Server.Events]
//	a subscription ends               [Server.EndSubscriptions]
//	idle for a minute, old sessions   [Server.Advance], or Config.Now
//	an address that is not allowed    [Server.RefuseClients]
//	a login is refused or redirected  [Server.FailLogins]
//	a second factor is asked for      [Server.SetOTP]
//	a key ends or is revoked          [Server.ExpireKey], [Server.RevokeKey]
//	a user without the API            [RoleNone]
//	a key over ws:// is revoked       Config.Insecure
//	too many calls before login       Config.RateLimit
//	authenticator level 2 (STIG)      Config.STIG
//
// # Errors
//
// They have the codes, errno values, attributes and quirks of the real system:
//
//	a field is wrong                   -32602, a row of attribute, message and errno for each
//	Google Photos folder not allowed   the row's attribute is attributes.folder, without a prefix
//	no such credential, task or job    -32602, attribute null, errno 2 only in the row
//	no row for get: true               -32001, MatchNotFound()
//	credential in use, listing failed  -32001, errno 14 EFAULT
//	no role, no login                  -32001, errno 13 EACCES, 207 ENOTAUTHENTICATED
//	21st call at the same time         -32000
//	8192 characters before login       the connection closes with 1007, after it 65536 with 1009
//
// # What tests should know
//
// A job whose parameters are wrong still gets an id; the job fails. A run that
// succeeds below 100 percent sends two events with state SUCCESS, and only the
// second has the log's excerpt. The lock of cloudsync.sync is named after the
// last parameter as it was sent. A token of several lines, or a percent sign
// in a Google Photos folder, makes the run fail, as on the real release. A
// SCRAM login costs half a second for each key; Config.ScramRounds lowers that.
//
// Left out: delays, scripts, ZFS, and exceptions as Python objects. The program
// examples/fakenas is this server for clients in other languages.
package truenastest
