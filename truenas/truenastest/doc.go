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
// It begins empty: a test makes credentials and tasks through a client, as a
// user would, and they survive [Server.Restart]. Users, keys and files are put in
// with methods of [Server]: [Server.APIKey] makes a full admin unless it is told
// other roles.
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
// # What it answers
//
// The logins, sessions and API keys of each release, and
//
//	cloudsync.query, get_instance, create, update, delete, restore, sync, sync_onetime, abort, providers,
//	     list_directory, list_buckets, create_bucket, onedrive_list_drives
//	cloudsync.credentials.query, get_instance, create, update, delete, verify, s3_provider_choices (26.0)
//	core.ping, set_options, subscribe, unsubscribe, get_methods, get_jobs, job_abort, job_wait, job_download_logs
//	pool.dataset.query, filesystem.stat, filesystem.listdir, alert.list
//	system.version, version_short, info
//
// with the events core.get_jobs and filesystem.file_tail_follow:PATH of a job's
// log. A dataset is as [Server.LockDataset], [Server.UnlockDataset] and
// [Server.Mount] leave it; [Server.AddDirectory] and [Server.AddFile] put files
// on the NAS; [Server.RunScheduled] starts a task as its schedule does.
//
// # How to make things go wrong
//
//	the network goes away             Server.DropConnections
//	a close frame, as 1011            Server.CloseConnections
//	the NAS restarts, jobs are gone   Server.Restart
//	a call hangs, all calls hang      Server.Stall
//	a handshake hangs                 Server.StallHandshakes
//	slow answers                      Server.Delay
//	a write whose answer is lost      Server.LoseAnswers
//	events late, twice, lost, swapped Server.Events
//	a subscription ends               Server.EndSubscriptions
//	idle for a minute, old sessions   Server.Advance, or Config.Now
//	an address that is not allowed    Server.RefuseClients
//	a login is refused or redirected  Server.FailLogins
//	a second factor is asked for      Server.SetOTP
//	a key ends or is revoked          Server.ExpireKey, Server.RevokeKey
//	a user without the API            RoleNone
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
// In Go there is one, which a [Lister] returns: [ErrNoDirectory].
//
// # What tests should know
//
// A job whose parameters are wrong still gets an id; the job fails. A run that
// succeeds below 100 percent sends two events with state SUCCESS, and only the
// second has the log's excerpt. The lock of cloudsync.sync is named after the
// last parameter as it was sent. A failed run puts up the alert
// CloudSyncTaskFailed until the next success. A query sorts by one key after
// the other, so the last one counts most, and fails where it would have to
// order null. A SCRAM login costs half a second for each key;
// Config.ScramRounds lowers that.
//
// A session that a token opened ends when the token's time does, which every
// message begins anew; the token is gone with the first such session. While a
// run of a task goes on, its entry shows that run and cloudsync.abort ends it,
// and one that waits for it begins. About a thousand jobs are remembered. An
// engine that panics takes the program down, as any goroutine does; one that
// ends its goroutine, as a failed test does, makes the job fail.
//
// Releases differ here as the real ones do:
//
//	24.10     /websocket answers pings; a refusal there has no trace; a log's token is good for a second try
//	24.10     a credential is a provider's name and attributes; an update answers with what was sent
//	to 25.04  jobs have no message_ids, everybody sees the events of all jobs, a reader sees no provider in a task
//	to 25.10  an abort ends the wait for a lock, and is no failure
//	26.0 on   an abort is seen when rclone runs, and is a failure; tasks show dataset and relative_path; S3 has more fields
//	to 26.0   a run fails with a token of several lines, or with an SFTP login that has only a key
//	27.0      a token with blanks around it grows by quotes with each run
//	all       a percent sign in a Google Photos token or folder makes the run fail
//
// Left out: delays, scripts, ZFS, and exceptions as Python objects. The program
// examples/fakenas is this server for clients in other languages.
package truenastest
