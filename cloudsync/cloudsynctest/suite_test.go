package cloudsynctest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/cloudsynctest"
	"github.com/nasphotos/nasphotos/truenas"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestFakeKeepsTheContract(t *testing.T) {
	steps := []cloudsync.Progress{
		{Phase: cloudsync.PhaseListing},
		{Phase: cloudsync.PhaseTransferring, Percent: 50, Files: 1, TotalFiles: 2, Bytes: 10},
		{Percent: 40, Files: 0, Bytes: 5}, // a step back that nobody may see
		{Percent: 90, Files: 2, TotalFiles: 2, Bytes: 20},
	}
	cloudsynctest.TestRunner(t, cloudsynctest.Harness{
		Good: func(*testing.T) cloudsynctest.Case {
			return cloudsynctest.Case{Runner: &cloudsynctest.Runner{Steps: steps, Result: cloudsync.Result{Files: 2, Bytes: 20}}}
		},
		Bad: func(*testing.T) cloudsynctest.Case {
			return cloudsynctest.Case{Runner: &cloudsynctest.Runner{Steps: steps, Err: errors.New("no")}}
		},
		Endless: func(*testing.T) cloudsynctest.Case {
			return cloudsynctest.Case{Runner: &cloudsynctest.Runner{Steps: steps, Hang: true}}
		},
	})
}

func TestCallsAndStartError(t *testing.T) {
	refused := errors.New("refused")
	runner := &cloudsynctest.Runner{StartErr: refused}
	_, err := runner.Run(t.Context(), truenas.Task{ID: 7}, cloudsync.RunOptions{DryRun: true})
	require.ErrorIs(t, err, refused)
	require.Len(t, runner.Calls(), 1)
	require.Equal(t, 7, runner.Calls()[0].Task.ID)
	require.True(t, runner.Calls()[0].Options.DryRun)
}

func ExampleRunner() {
	runner := &cloudsynctest.Runner{
		Steps:  []cloudsync.Progress{{Phase: cloudsync.PhaseTransferring, Percent: 50, Files: 1, TotalFiles: 2}},
		Result: cloudsync.Result{Files: 2},
	}
	ctx := context.Background()
	run, err := runner.Run(ctx, truenas.Task{ID: 1}, cloudsync.RunOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := run.Wait(ctx)
	fmt.Println(result, err)
	// Output: succeeded: 2 files copied, 0 unchanged, 0 deleted <nil>
}
