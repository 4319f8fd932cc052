//go:build rclone

package rcloneproof_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

const localConf = "[disk]\ntype = local\n"

// newConf is a configuration on disk.
func newConf(t *testing.T, text, password string) rclonecfg.ConfigFile {
	t.Helper()
	conf := rclonecfg.ConfigFile{Path: filepath.Join(t.TempDir(), "rclone.conf"), Password: rclonecfg.NewSecret(password)}
	require.NoError(t, os.WriteFile(conf.Path, []byte(text), 0o600))
	return conf
}

// rcloneOn runs a command on the file that has to succeed.
func rcloneOn(t *testing.T, conf rclonecfg.ConfigFile, args ...string) []byte {
	t.Helper()
	cmd := command(t, append([]string{"--config", conf.Path, "--ask-password=false"}, args...)...)
	if !conf.Password.IsZero() {
		cmd.Env = append(cmd.Env, "RCLONE_CONFIG_PASS="+conf.Password.Reveal())
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	return out
}

// set is a change that sets one option.
func set(name, key, value string) func(*rclonecfg.File) error {
	return func(file *rclonecfg.File) error { return file.SetOption(name, key, rclonecfg.NewSecret(value)) }
}

func requireEncrypted(t *testing.T, conf rclonecfg.ConfigFile, want bool) {
	t.Helper()
	data, err := os.ReadFile(conf.Path)
	require.NoError(t, err)
	require.Equal(t, want, rclonecfg.IsEncrypted(data))
}

// What the binary encrypts is read, changed, and read by it again.
func TestRcloneOpensWhatIsEncrypted(t *testing.T) {
	for i, password := range []string{
		" ends\t", "pa\u0308ss\ufb01", "%s\x01\x1b[31m\\\"'$x", fmt.Sprintf("%05000d", 7),
	} {
		conf := newConf(t, localConf, password)
		file := filepath.Join(t.TempDir(), "password")
		require.NoError(t, os.WriteFile(file, []byte(password), 0o600))
		theirs := rclonecfg.ConfigFile{Path: conf.Path} // the password comes from the command
		rcloneOn(t, theirs, "config", "encryption", "set", "--password-command", "cat "+file)
		requireEncrypted(t, conf, true)

		require.NoError(t, conf.Update(t.Context(), set("disk", "count", strconv.Itoa(i))))
		requireEncrypted(t, conf, true)
		rcloneOn(t, conf, "config", "encryption", "check")
		rcloneOn(t, conf, "config", "update", "disk", "rclone", "was here")
		requireEncrypted(t, conf, true)
		got, err := conf.Read()
		require.NoError(t, err)
		require.Equal(t, map[string]string{"type": "local", "count": strconv.Itoa(i), "rclone": "was here"}, options(t, got, "disk"))

		rcloneOn(t, conf, "config", "encryption", "remove")
		requireEncrypted(t, conf, false)
		require.NoError(t, conf.SetPassword(t.Context(), conf.Password))
		rcloneOn(t, conf, "config", "encryption", "check")
		require.NoError(t, conf.SetPassword(t.Context(), rclonecfg.Secret{}))
		require.Equal(t, options(t, got, "disk"), dump(t, conf.Path)["disk"])
	}
}

// As with a Password, rclone reads a file in the clear in spite of its variable,
// and keeps it in the clear.
func TestRcloneKeepsTheClear(t *testing.T) {
	conf := newConf(t, localConf, "hunter2")
	rcloneOn(t, conf, "config", "update", "disk", "a", "b")
	requireEncrypted(t, conf, false)
	require.NoError(t, conf.Update(t.Context(), set("disk", "c", "d")))
	requireEncrypted(t, conf, false)
	require.Equal(t, map[string]string{"type": "local", "a": "b", "c": "d"}, dump(t, conf.Path)["disk"])
}

// rclone always finds a whole file while it is changed.
func TestRcloneReadsWhileUpdating(t *testing.T) {
	for _, password := range []string{"", "hunter2"} {
		conf := newConf(t, localConf, password)
		require.NoError(t, conf.SetPassword(t.Context(), conf.Password))
		ended := updating(t, conf)
		for range 10 {
			require.Contains(t, string(rcloneOn(t, conf, "config", "dump")), `"type": "local"`)
		}
		ended()
	}
}

// rclone and updates that change the file at the same time leave a whole file, and
// nothing beside it. rclone may undo an update: it knows nothing of the lock.
func TestRcloneSavesWhileUpdating(t *testing.T) {
	conf := newConf(t, localConf, "")
	ended := updating(t, conf)
	for i := range 10 {
		rcloneOn(t, conf, "config", "update", "disk", "rclone", strconv.Itoa(i))
		file, err := conf.Read()
		require.NoError(t, err)
		require.Equal(t, []string{"disk"}, file.Remotes())
	}
	ended()
	require.Equal(t, "local", dump(t, conf.Path)["disk"]["type"])
	entries, err := os.ReadDir(filepath.Dir(conf.Path))
	require.NoError(t, err)
	require.Len(t, entries, 2, "the file and its lock")
}

// updating changes the file again and again until it is told to end.
func updating(t *testing.T, conf rclonecfg.ConfigFile) (end func()) {
	t.Helper()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				if i == 0 {
					t.Error("nothing was updated")
				}
				return
			default:
			}
			if err := conf.Update(t.Context(), set("disk", "ours", strconv.Itoa(i))); err != nil {
				t.Error(err)
				return
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
	}
}
