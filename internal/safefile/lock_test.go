package safefile_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

func TestLockExcludes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	// Atomic, because the race detector knows nothing of locks on files.
	var inside, total atomic.Int32
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			unlock, err := safefile.Lock(t.Context(), path)
			if err != nil {
				t.Error(err)
				return
			}
			if inside.Add(1) != 1 {
				t.Error("two hold the lock")
			}
			total.Add(1)
			inside.Add(-1)
			if err := unlock(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	require.EqualValues(t, 16, total.Load())
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestLockEndsWithTheContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	unlock, err := safefile.Lock(t.Context(), path)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Millisecond)
	defer cancel()
	_, err = safefile.Lock(ctx, path)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = safefile.Lock(ctx, path)
	require.ErrorIs(t, err, context.DeadlineExceeded, "ended before it began")
	require.NoError(t, unlock())
	_, err = safefile.Lock(t.Context(), filepath.Join(path, "x"))
	require.ErrorContains(t, err, "cannot lock")
}

// The lock of a process that was killed is free, although its file is there.
func TestLockOfAKilledProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	child := startHolder(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error)
	go func() {
		_, err := safefile.Lock(ctx, path)
		waiting <- err
	}()
	cancel()
	require.ErrorIs(t, <-waiting, context.Canceled, "another process has it")

	require.NoError(t, child.Process.Kill())
	require.Error(t, child.Wait())
	unlock, err := safefile.Lock(t.Context(), path)
	require.NoError(t, err)
	require.NoError(t, unlock())
}
