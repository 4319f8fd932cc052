package rclonecfg_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/safefile"
	"github.com/nasphotos/nasphotos/rclonecfg"
)

// writeSteps are those that one write takes.
func writeSteps(t *testing.T) []safefile.Step {
	t.Helper()
	var all []safefile.Step
	require.NoError(t, newConf(t, counterText).WithBefore(func(step safefile.Step) error {
		all = append(all, step)
		return nil
	}).Update(t.Context(), count))
	require.Greater(t, len(all), 5)
	return all
}

func TestConfigFileFailsAtEachStep(t *testing.T) {
	for _, failing := range writeSteps(t) {
		conf := newConf(t, counterText)
		err := conf.WithBefore(func(step safefile.Step) error {
			if step == failing {
				return syscall.ENOSPC
			}
			return nil
		}).Update(t.Context(), count)
		require.ErrorIs(t, err, syscall.ENOSPC, failing)
		want, says := counterText, "nothing was changed"
		if failing == safefile.StepSyncFolder {
			want, says = counterText+"count = 1\n", "is written"
		}
		require.ErrorContains(t, err, says, failing)
		require.Equal(t, want, raw(t, conf), failing)
		require.Equal(t, []string{"rclone.conf", "rclone.conf.lock"}, files(t, conf), failing)
	}
}

// A process that is killed at any step leaves the old or the new file and a lock
// that is free; the next update clears away what it left.
func TestConfigFileSurvivesKill(t *testing.T) {
	for i, step := range writeSteps(t) {
		for _, password := range []string{"", "pw"} {
			text := counterText
			if password != "" {
				text = sealed(t, counterText, password)
			}
			conf := newConf(t, text)
			conf.Password = rclonecfg.NewSecret(password)
			output, err := childTask{Path: conf.Path, Password: password, Count: 1, KillAt: i + 1}.start(t)()
			require.Error(t, err, "%s: %s", step, output)
			require.Empty(t, output, step)
			want := 0
			if step == safefile.StepSyncFolder {
				want = 1
			}
			file, err := conf.Read()
			require.NoError(t, err, step)
			require.Equal(t, want, counted(file), step)
			for _, name := range files(t, conf) {
				info, err := os.Stat(filepath.Join(filepath.Dir(conf.Path), name))
				require.NoError(t, err)
				require.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), "%s: %s", step, name)
			}
			require.NoError(t, conf.Update(t.Context(), count), step)
			require.Equal(t, []string{"rclone.conf", "rclone.conf.lock"}, files(t, conf), step)
		}
	}
}

// Processes and goroutines that update at the same time lose nothing, and whoever
// reads meanwhile finds a whole file.
func TestConfigFileUpdatesFromManyProcesses(t *testing.T) {
	const processes, updates = 3, 20
	for _, password := range []string{"", "pw"} {
		text := counterText
		if password != "" {
			text = sealed(t, counterText, password)
		}
		conf := newConf(t, text)
		conf.Password = rclonecfg.NewSecret(password)
		link := filepath.Join(t.TempDir(), "link")
		require.NoError(t, os.Symlink(conf.Path, link))
		task := childTask{Path: link, Password: password, Count: updates}
		var group sync.WaitGroup
		for range processes {
			wait := task.start(t)
			group.Go(func() {
				if output, err := wait(); err != nil {
					t.Error(err, output)
				}
			})
		}
		group.Go(func() {
			for range updates {
				if err := conf.Update(t.Context(), count); err != nil {
					t.Error(err)
				}
			}
		})
		last := 0
		for last < (processes+1)*updates && !t.Failed() {
			file, err := conf.Read()
			require.NoError(t, err)
			require.GreaterOrEqual(t, counted(file), last)
			last = counted(file)
		}
		group.Wait()
		require.Equal(t, (processes+1)*updates, last)
	}
}
