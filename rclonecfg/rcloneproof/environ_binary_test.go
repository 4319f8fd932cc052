//go:build rclone

package rcloneproof_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// inEnviron runs rclone with variables that are set for it alone.
func inEnviron(t *testing.T, environ []string, args ...string) string {
	t.Helper()
	cmd := command(t, args...)
	cmd.Env = append(cmd.Env, environ...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	return string(out)
}

// rclone opens a remote of the environment whichever way its name is written,
// and lists it by the name that ParseEnviron returns.
func TestRcloneOpensTheEnvironment(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(folder, "found"), 0o700))
	for _, name := range []string{"photos", "PHOTOS", "my-photos", "my_photos", "My Photos 2", "a.b", "a+b@c", "Zürich", "straße", "写真", "PASS", "dir", "type"} {
		environ, err := remote(name, "alias", "remote", folder).Environ()
		require.NoError(t, err)
		found := rclonecfg.ParseEnviron(environ)
		require.Len(t, found, 1)
		require.Equal(t, found[0].Name+":\n", inEnviron(t, environ, "--config", "", "listremotes"))
		for _, spelling := range []string{strings.ToUpper(name), found[0].Name} {
			require.Equal(t, "found/\n", inEnviron(t, environ, "--config", "", "lsf", spelling+":"))
		}
	}
}

func TestRcloneReadsValuesOfTheEnvironment(t *testing.T) {
	folder := t.TempDir()
	for _, name := range oddNames {
		require.NoError(t, os.MkdirAll(filepath.Join(folder, name, "found"), 0o700))
		environ, err := remote("a", "alias", "remote", filepath.Join(folder, name)).Environ()
		require.NoError(t, err)
		require.Equal(t, "found/\n", inEnviron(t, environ, "--config", "", "lsf", "a:"), name)
	}
}

// One option at a time is taken from the environment, and an empty one hides
// that of the file. The last of two equal variables counts.
func TestRcloneEnvironmentBeforeFile(t *testing.T) {
	folder := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "there/found"), 0o700))
	config := filepath.Join(folder, "rclone.conf")
	save(t, config, parse(t, "[Photos]\ntype = alias\nremote = "+folder+"/elsewhere\n"))
	const variable = "RCLONE_CONFIG_PHOTOS_REMOTE="

	require.Equal(t, "found/\n", inEnviron(t, []string{variable + folder}, "--config", config, "lsf", "Photos:there"))
	require.Equal(t, "found/\n", inEnviron(t, []string{variable + "/x", variable + folder}, "--config", config, "lsf", "Photos:there"))
	require.Empty(t, rclonecfg.ParseEnviron([]string{variable + folder}), "an override is not a remote")

	cmd := command(t, "--config", config, "lsf", "Photos:there")
	cmd.Env = append(cmd.Env, variable)
	require.Error(t, cmd.Run())

	environ, err := remote("photos", "alias").Environ()
	require.NoError(t, err)
	require.Equal(t, "photos:\nPhotos:\n", inEnviron(t, environ, "--config", config, "listremotes"))
	environ = append(environ, variable+folder)
	require.Equal(t, "found/\n", inEnviron(t, environ, "--config", config, "lsf", "Photos:there"))
}

// listremotes shows what it cannot open. ParseEnviron does not return it.
func TestRcloneListsWhatItCannotOpen(t *testing.T) {
	for variable, listed := range map[string]string{
		"RCLONE_CONFIG_small_TYPE=local": "small:",
		"RCLONE_CONFIG_A/B_TYPE=local":   "a/b:",
		"RCLONE_CONFIG_A_B=c_TYPE=local": "a_b=c:",
		"RCLONE_CONFIG_-A_TYPE=local":    "-a:",
	} {
		require.Equal(t, listed+"\n", inEnviron(t, []string{variable}, "--config", "", "listremotes"))
		require.Empty(t, rclonecfg.ParseEnviron([]string{variable}))
		cmd := command(t, "--config", "", "lsf", "--", listed)
		cmd.Env = append(cmd.Env, variable)
		require.Error(t, cmd.Run(), variable)
	}
}
