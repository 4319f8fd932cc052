// Package cloudsync sets up and runs TrueNAS cloud sync tasks for Google Photos.
//
// A [Setup] declares what the NAS should have: one credential and a task that
// uses it. [Setup.Plan] reads the NAS and says, field by field, what would
// change; [Plan.Apply] makes it so:
//
//	setup := cloudsync.Setup{
//		Credentials:    nas.Credentials(),
//		Tasks:          nas.Tasks(),
//		CredentialName: "google-photos",
//		Client:         client,
//		Grant:          grant,
//		Task: truenas.TaskSpec{
//			Description:  "Photos to tank",
//			Path:         "/mnt/tank/photos",
//			Direction:    truenas.Pull,
//			TransferMode: truenas.Copy,
//			Attributes:   truenas.TaskAttributes{Folder: "media/by-month"},
//		},
//	}
//	plan, err := setup.Plan(ctx)
//	…
//	fmt.Print(plan)
//	applied, err := plan.Apply(ctx)
//
// A [Runner] then runs the task: [NAS] on the NAS, cloudsync/rclonerun in this
// process. A [Run] reports progress and has exactly one [Result].
//
// # Tokens
//
// The NAS refreshes the token of a credential while it runs a task and stores
// the new one. A Plan compares the two copies: of the same grant the newer one
// wins, which is normally the one on the NAS; a different grant replaces it.
//
// # Errors
//
//	ErrAborted          the run was stopped on request
//	ErrQuotaExhausted   the daily API quota is used up
//	ErrScope            the grant lacks a scope
//	ErrAPIDisabled      the Photos Library API is off
//	ErrFolderNotFound   no such remote folder
//	ErrDatasetLocked    the dataset is locked
//	ErrDiskFull         no space left
//	credentials.ErrReauthorize  Google refuses the refresh token
//	*AmbiguousError     the NAS has several tasks with the wanted description
//	*VerifyError        the NAS could not use the credential
//	*SetupError         the Setup itself is incomplete
//	*FolderError        a task cannot work on that Google Photos folder
//	*StalePlanError     the NAS has changed since the Plan
//	truenas.ErrRedacted the login may not read secrets, so a Plan cannot compare
//	*truenas.JobGoneError  the NAS restarted while it ran the task
//	truenas.ErrUncertain   the answer was lost: a new Plan, or truenas.JobService.OfTask,
//	                       tells whether it happened
//	truenas.Err…        everything else that the NAS answers
package cloudsync
