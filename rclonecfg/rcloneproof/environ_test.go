package rcloneproof_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/config"
	"github.com/rclone/rclone/fs/fspath"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// keepEnviron gives the process its environment back at the end of the test.
func keepEnviron(tb testing.TB) {
	tb.Helper()
	environ := os.Environ()
	tb.Cleanup(func() { setEnviron(tb, environ) })
}

// setEnviron gives the process no other variables than these.
func setEnviron(tb testing.TB, environ []string) {
	tb.Helper()
	os.Clearenv()
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		require.NoError(tb, os.Setenv(name, value)) //nolint:usetesting // ten thousand times in one test
	}
}

// variable often belongs to a remote.
func (s scramble) variable() string {
	return "RCLONE_CONFIG_" + s.pick(
		s.environName()+"_TYPE",
		s.environName()+"_"+s.environKey(),
		strings.ToUpper(s.name())+"_TYPE",
		s.environKey(),
	) + "=" + s.pick("", "local", "Alias", "gphotos", "google photos", "a_TYPE=b", "x y", s.pick("a\nb", "é"))
}

func (s scramble) environName() string {
	return s.pick("A", "B", "A_B", "A_B_C", "A-B", "a", "PASS", "ẞ", "ß", "_", "A.B C", "-A", "A/B", "TYPE", "A_TYPE", "B_", "A_READ", "B_CLIENT")
}

func (s scramble) environKey() string {
	return s.pick("TYPE", "C", "B_C", "REMOTE", "DRIVE_TYPE", "X-Y", "x", "_", "\u212a", "PASS", "DIR", "", "C.D", "ONLY", "READ_ONLY", "CLIENT_ID", "TOKEN", "OVERRIDE.DUMP")
}

// asked are the options for which rclone is asked in the comparison: those that
// the backend has, if the comparison links it.
func asked(kind string) []string {
	backend, err := fs.Find(kind)
	if err != nil {
		return oddKeys
	}
	keys := []string{"type", "override.dump"}
	for _, option := range backend.Options {
		keys = append(keys, option.Name)
	}
	return keys
}

var oddKeys = []string{
	"type", "b", "c", "b_c", "b-c", "c_type", "b_type", "b_c_type", "b_remote", "remote", "drive_type",
	"x", "x_y", "_", "_type", "_c", "k", "pass", "dir", "c.d", "type_type", "type_c", "-", "a",
}

// compareEnviron requires that rclone finds a remote for each name that
// ParseEnviron returns, with the same type and options, and no other that can be
// opened. It returns how many.
func compareEnviron(tb testing.TB, environ []string) int {
	tb.Helper()
	setEnviron(tb, environ)
	ours := map[string]rclonecfg.Remote{}
	for _, remote := range rclonecfg.ParseEnviron(os.Environ()) {
		require.NotContains(tb, ours, remote.Name)
		ours[remote.Name] = remote
	}
	for _, listed := range config.GetRemotes() {
		kind, _ := fs.ConfigMap("", nil, listed.Name, nil).Get("type")
		opens := kind != "" && fspath.CheckConfigName(listed.Name) == nil
		_, found := ours[listed.Name]
		require.Equal(tb, opens, found, "%q in %q", listed.Name, environ)
	}
	for name, remote := range ours {
		require.NoError(tb, fspath.CheckConfigName(name))
		for _, spelling := range []string{name, strings.ToUpper(name)} {
			rclone := fs.ConfigMap("", nil, spelling, nil)
			for _, key := range asked(remote.Type) {
				requireSameOption(tb, rclone.Get, remote, key)
			}
			for _, option := range remote.Options {
				requireSameOption(tb, rclone.Get, remote, option.Key)
			}
		}
	}
	return len(ours)
}

func requireSameOption(tb testing.TB, get func(string) (string, bool), remote rclonecfg.Remote, key string) {
	tb.Helper()
	value, ok := get(key)
	if key == "type" {
		require.Equal(tb, value, remote.Type)
		return
	}
	if !ok {
		value = "(unset)"
	}
	ours := "(unset)"
	for _, option := range remote.Options {
		if option.Key == strings.ReplaceAll(key, "-", "_") {
			require.Equal(tb, "(unset)", ours, "twice")
			ours = option.Value.Reveal()
		}
	}
	require.Equal(tb, value, ours, "option %q of %q", key, remote.Name)
}

func TestRcloneFindsTheSameRemotesInTheEnvironment(t *testing.T) {
	keepEnviron(t)
	random, opened := newScramble(), 0
	for range manyTexts {
		environ := make([]string, random.IntN(6))
		for i := range environ {
			environ[i] = random.variable()
		}
		opened += compareEnviron(t, environ)
	}
	t.Logf("%d remotes", opened)
	require.Greater(t, opened, manyTexts/2)
}

// What Environ makes of a remote is what rclone has of it.
func TestRcloneReadsWrittenEnviron(t *testing.T) {
	keepEnviron(t)
	random := newScramble()
	for range manyTexts {
		remote := rclonecfg.Remote{Name: random.name(), Type: "local"}
		for _, key := range []string{"c", "b_type", "x-y", "c.d"} {
			if random.IntN(2) == 0 {
				remote.Options = append(remote.Options, rclonecfg.Option{Key: key, Value: rclonecfg.NewSecret(random.value())})
			}
		}
		environ, err := remote.Environ()
		valid := fspath.CheckConfigName(remote.Name) == nil
		require.Equal(t, valid, err == nil, "%q: %v", remote.Name, err)
		if !valid {
			continue
		}
		require.Positive(t, compareEnviron(t, environ))
		rclone := fs.ConfigMap("", nil, remote.Name, nil)
		for _, option := range remote.Options {
			value, ok := rclone.Get(option.Key)
			require.True(t, ok)
			require.Equal(t, option.Value.Reveal(), value)
		}
	}
}

func FuzzRcloneEnviron(f *testing.F) {
	random := newScramble()
	for range 50 {
		f.Add(random.variable() + "\x00" + random.variable() + "\x00" + random.variable())
	}
	f.Fuzz(func(t *testing.T, text string) {
		keepEnviron(t)
		environ := slices.DeleteFunc(strings.Split(text, "\x00"), func(variable string) bool {
			return strings.Index(variable, "=") < 1 // not in an environment
		})
		compareEnviron(t, environ)
	})
}
