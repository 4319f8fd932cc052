package rclonecfg_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/safefile"
	"github.com/nasphotos/nasphotos/rclonecfg"
)

// What another program writes while change edits is not lost: change gets it.
func TestConfigFileForeignWrite(t *testing.T) {
	const foreign = counterText + "count = 5\n[foreign]\n"
	for name, test := range map[string]struct {
		before, foreign string // "" is no file
		want            int
	}{
		"replaced":           {counterText, foreign, 6},
		"made":               {"", foreign, 6},
		"removed":            {foreign, "", 1},
		"emptied":            {foreign, "\n", 1},
		"encrypted":          {counterText, sealed(t, foreign, "pw"), 6},
		"encrypted again":    {sealed(t, counterText, "pw"), sealed(t, foreign, "pw"), 6},
		"and is now a clear": {sealed(t, counterText, "pw"), foreign, 6},
	} {
		t.Run(name, func(t *testing.T) {
			conf := newConf(t, test.before)
			conf.Password = rclonecfg.NewSecret("pw")
			calls := 0
			require.NoError(t, conf.Update(t.Context(), func(file *rclonecfg.File) error {
				if calls++; calls == 1 {
					if test.foreign == "" {
						require.NoError(t, os.Remove(conf.Path))
					} else {
						foreignWrite(t, conf, test.foreign)
					}
				}
				if len(file.Remotes()) == 0 {
					require.NoError(t, file.SetRemote(rclonecfg.Remote{Name: "counter", Type: "local"}))
				}
				return count(file)
			}))
			require.Equal(t, 2, calls)
			file, err := conf.Read()
			require.NoError(t, err)
			require.Equal(t, test.want, counted(file))
			if test.foreign != "" && test.want == 6 {
				require.Contains(t, file.Remotes(), "foreign")
				require.Equal(t, name != "and is now a clear" && test.foreign != foreign,
					rclonecfg.IsEncrypted([]byte(raw(t, conf))), "the form of the foreign file")
			}
			require.Equal(t, []string{"rclone.conf", "rclone.conf.lock"}, files(t, conf))
		})
	}
}

// At whatever step before the last another program writes, its text stays.
func TestConfigFileForeignWriteAtEachStep(t *testing.T) {
	for _, at := range writeSteps(t) {
		if at == safefile.StepRename || at == safefile.StepSyncFolder {
			continue // After the last look at the file.
		}
		conf := newConf(t, counterText)
		written := false
		require.NoError(t, conf.WithBefore(func(step safefile.Step) error {
			if step == at && !written {
				foreignWrite(t, conf, counterText+"count = 5\n")
				written = true
			}
			return nil
		}).Update(t.Context(), count))
		require.Equal(t, counterText+"count = 6\n", raw(t, conf), at)
	}
}

func TestConfigFileForeignWriteWithoutEnd(t *testing.T) {
	conf := newConf(t, counterText)
	calls := 0
	err := conf.Update(t.Context(), func(file *rclonecfg.File) error {
		calls++
		foreignWrite(t, conf, fmt.Sprintf("%s# %d\n", counterText, calls))
		return count(file)
	})
	require.ErrorContains(t, err, "another program")
	require.ErrorContains(t, err, "nothing was changed")
	require.Equal(t, rclonecfg.MaxTries, calls)
	require.NotContains(t, raw(t, conf), "count =")
	require.Equal(t, []string{"rclone.conf", "rclone.conf.lock"}, files(t, conf))
}

// rclone moves the old file away before it puts the new one in its place.
func TestConfigFileWhileRcloneSaves(t *testing.T) {
	for _, test := range []struct{ link, name string }{
		{"", "rclone.conf"},
		{"link.conf", "link.conf"},   // rclone takes the link, too
		{"link.conf", "rclone.conf"}, // or does not
	} {
		synctest.Test(t, func(t *testing.T) {
			conf := newConf(t, counterText)
			target := conf.Path
			backup := filepath.Join(filepath.Dir(target), test.name+".old123456")
			if test.link != "" {
				conf.Path = filepath.Join(t.TempDir(), test.link)
				require.NoError(t, os.Symlink(target, conf.Path))
			}
			save := func() {
				require.NoError(t, os.Rename(target, backup))
				go func() {
					<-time.After(100 * time.Millisecond)
					if err := os.Rename(backup, target); err != nil {
						t.Error(err)
					}
				}()
			}
			save()
			require.NoError(t, conf.Update(t.Context(), count))
			save()
			file, err := conf.Read()
			require.NoError(t, err)
			require.Equal(t, 1, counted(file), "not made anew")

			// Between reading and writing, too.
			saved := false
			require.NoError(t, conf.Update(t.Context(), func(file *rclonecfg.File) error {
				if !saved {
					save()
					saved = true
				}
				return count(file)
			}))
			file, err = conf.Read()
			require.NoError(t, err)
			require.Equal(t, 2, counted(file))
		})
	}
}

// An rclone that was killed in that instant has left all under another name. A new
// file would hide it.
func TestConfigFileOfAKilledRclone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conf := newConf(t, counterText)
		backup := conf.Path + ".old123456"
		require.NoError(t, os.Rename(conf.Path, backup))
		_, readErr := conf.Read()
		for _, err := range []error{readErr, conf.Update(t.Context(), count), conf.SetPassword(t.Context(), rclonecfg.Secret{})} {
			require.ErrorContains(t, err, backup)
			require.NotErrorIs(t, err, fs.ErrNotExist)
		}
		require.Equal(t, []string{"rclone.conf.lock", "rclone.conf.old123456"}, files(t, conf))

		// These have other origins.
		require.NoError(t, os.Rename(backup, conf.Path+".old"))
		require.NoError(t, os.WriteFile(conf.Path+".older1", nil, 0o600))
		require.NoError(t, os.Mkdir(conf.Path+".old1", 0o700))
		require.NoError(t, os.WriteFile(conf.Path+".old2", nil, 0o600)) // of a save that failed
		_, err := conf.Read()
		require.ErrorIs(t, err, fs.ErrNotExist)
	})
}
