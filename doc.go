// Package nasphotos is the tour of a module that sets up and runs Google Photos
// cloud sync on TrueNAS from Go.
//
// The packages, in the order in which data flows through them:
//
//   - credentials: the OAuth client file, the consent, the grant and its health
//   - photoslibrary: the Photos Library API, and photoslibrary/picker
//   - rclonecfg: rclone's token, remote and rclone.conf
//   - truenas: the TrueNAS API: credentials, tasks, jobs
//   - cloudsync: Setup, Plan, Apply, and running tasks on the NAS
//   - cloudsync/rcloneargs: the rclone command line of a task
//   - cloudsync/rclonerun: running a task in this process, on embedded rclone
//
// and for tests of programs that use them, a Google, a TrueNAS and a Runner that
// are not real: credentials/googletest, truenas/truenastest and
// cloudsync/cloudsynctest.
//
// The package's example is the whole flow in one function, examples/quickstart the
// same as a program, and examples/fakes as a test.
package nasphotos
