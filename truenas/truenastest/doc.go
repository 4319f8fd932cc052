// Package truenastest is a TrueNAS 25.10 for unit tests: a server on a loopback
// port that speaks the JSON-RPC API of cloud sync, with users, credentials,
// tasks and jobs, and refuses what the real one refuses.
//
//	nas := truenastest.NewServer(t, truenastest.Config{Engine: engine})
//	key := truenas.NewSecret(nas.APIKey("sync"))
//	client, err := truenas.Dial(ctx, nas.URL(), truenas.APIKey("sync", key), truenas.WithRootCAs(nas.RootCAs()))
//
// There is no rclone behind it: an [Engine] runs the sync jobs, and one that is
// also a [Lister] lists remote folders. Without a Lister, Google Photos has
// the folders that rclone shows without asking Google, and the albums of
// [Server.AddAlbum].
//
// # What it answers
//
//	auth.login_ex, login, login_with_api_key, login_with_token, login_ex_continue, logout, me,
//	     generate_token, mechanism_choices
//	cloudsync.query, get_instance, create, update, delete, restore, sync, sync_onetime, abort, providers,
//	     list_directory, list_buckets, create_bucket
//	cloudsync.credentials.query, get_instance, create, update, delete, verify
//	core.ping, set_options, subscribe, unsubscribe, get_jobs, job_abort, job_wait, job_download_logs
//	system.version, version_short, info
//
// and /api/versions, /api/boot_id and /_download over HTTP. Anything else is
// -32601 "Method does not exist", or 404.
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
// in a Google Photos folder, makes the run fail, as on the real release.
//
// Left out: delays, scripts, ZFS, two-factor logins, the older protocol and
// the pinned API versions before 25.10. [Server.FailLogins] gives the login
// answers that need more than this, and [Server.DropConnections] the network's.
package truenastest
