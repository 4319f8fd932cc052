package cloudsync

import (
	"context"

	"github.com/nasphotos/nasphotos/truenas"
)

// Runner executes cloud sync tasks. [NAS] has TrueNAS do it,
// cloudsync/rclonerun does it in this process, cloudsync/cloudsynctest has a
// scripted one for tests and the conformance suite that every Runner passes.
//
// A Runner is safe for concurrent use. Its runs keep these rules, which
// cloudsynctest.TestRunner checks:
//
//   - A run has exactly one Result, the same for every Wait. Its error is nil only
//     if everything was done: a cancelled or aborted run is an error, never a
//     success.
//   - Result.DryRun says what was asked for, and a dry run changes nothing.
//   - The last Progress of a run that succeeded has Percent 100, PhaseDone and the
//     Files of the Result.
//   - Leaving Wait or Updates early does not end the run.
type Runner interface {
	// Run starts task and returns without waiting for its end. An error means
	// that nothing was started, unless it is truenas.ErrUncertain. If ctx has
	// ended already, that is its error.
	//
	// ctx bounds the run, not just the call: when it ends, the run ends here, with
	// the cause of ctx as its error. An engine in this process then stops; a job
	// on a NAS goes on unless opts.AbortOnCancel is set.
	Run(ctx context.Context, task truenas.Task, opts RunOptions) (*Run, error)
}

// RunOptions modify a run. The zero value is a normal run.
type RunOptions struct {
	// DryRun compares both sides and changes nothing.
	DryRun bool
	// AbortOnCancel also stops the job on the NAS when the context of Run ends.
	AbortOnCancel bool
}
