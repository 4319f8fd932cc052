package rcloneproof_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	_ "github.com/rclone/rclone/backend/googlephotos" // for ConfigFs to find
	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/config/configmap"
	"github.com/rclone/rclone/fs/fspath"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// manyTexts is the number of texts in each comparison.
const manyTexts = 10_000 / slower

// scramble makes texts out of pieces, the same in each run.
type scramble struct{ *rand.Rand }

func newScramble() scramble { return scramble{rand.New(rand.NewPCG(1, 76))} }

func (s scramble) pick(pieces ...string) string { return pieces[s.IntN(len(pieces))] }

// text has up to limit pieces.
func (s scramble) text(limit int, pieces ...string) string {
	var text strings.Builder
	for range s.IntN(limit + 1) {
		text.WriteString(s.pick(pieces...))
	}
	return text.String()
}

func (s scramble) value() string {
	return s.text(6, "a", "true", "é", "写", " ", `"`, "'", `""`, ":", ",", "=", "/", `\`, "{", "}", "\n", "\xff", "%(a)s", `{"access_token":"x"}`)
}

func (s scramble) name() string {
	return s.pick("a", "ß", "Z", "_", "+", "@", ".", "7", "写") + s.text(3, "b", "C", "-", " ", "--", "é", ".") + s.pick("", "x")
}

func (s scramble) key() string {
	return s.pick("a", "token", "client_id", "global.dump", "0", "Host", "_")
}

// connectionString is often one that rclone takes.
func (s scramble) connectionString() string {
	var text strings.Builder
	text.WriteString(s.pick("", ":"))
	if s.IntN(8) == 0 {
		text.WriteString(s.pick("./", ":", " ", "a{b}", "a/b", "-"))
	}
	if s.IntN(16) > 0 {
		text.WriteString(s.name())
	}
	for range s.IntN(4) {
		text.WriteString("," + s.key())
		if s.IntN(16) == 0 {
			text.WriteString(s.pick(",", "-b", "é", " "))
		}
		switch quote := s.pick(`"`, "'"); s.IntN(5) {
		case 0:
			text.WriteString("=" + s.value())
		case 1:
			text.WriteString("=" + s.text(3, "a", "é", `"`, " ", "{}"))
		case 2, 3:
			text.WriteString("=" + quote + strings.ReplaceAll(s.value(), quote, quote+s.pick(quote, quote, quote, "")) + quote)
		}
	}
	if s.IntN(8) == 0 {
		text.WriteString(s.pick(",", `"`, "/", "=", "'"))
	}
	return text.String() + s.pick(":", ":", ":", ":", ":", ":", ":", "") + s.value()
}

// rcloneParses is what rclone takes from a connection string; ok is false when
// it refuses the text or takes it for a local path.
func rcloneParses(text string) (parsed fspath.Parsed, ok bool) {
	parsed, err := fspath.Parse(text)
	return parsed, err == nil && parsed.Name != ""
}

// requireSameRemote compares what we read with what rclone reads.
func requireSameRemote(tb testing.TB, parsed fspath.Parsed, remote rclonecfg.Remote, path string) {
	tb.Helper()
	name := remote.Name
	if remote.Type != "" {
		name = ":" + remote.Type
	}
	require.Equal(tb, parsed.Name, name)
	require.Equal(tb, parsed.Path, path)
	require.Len(tb, remote.Options, len(parsed.Config))
	for _, option := range remote.Options {
		value, ok := parsed.Config[option.Key]
		require.True(tb, ok, option.Key)
		require.Equal(tb, value, option.Value.Reveal())
	}
}

// compareConnectionString says whether both take the text.
func compareConnectionString(tb testing.TB, text string) bool {
	tb.Helper()
	parsed, ok := rcloneParses(text)
	remote, path, err := rclonecfg.ParseConnectionString(text)
	require.Equal(tb, ok, err == nil, "%q: %v", text, err)
	if !ok {
		return false
	}
	requireSameRemote(tb, parsed, remote, path)
	written, err := remote.ConnectionString(path)
	require.NoError(tb, err, "%q", text)
	parsed, ok = rcloneParses(written.Reveal())
	require.True(tb, ok, "%q", written.Reveal())
	requireSameRemote(tb, parsed, remote, path)
	return true
}

func TestRcloneParsesTheSameConnectionStrings(t *testing.T) {
	random, taken := newScramble(), 0
	for range manyTexts {
		if compareConnectionString(t, random.connectionString()) {
			taken++
		}
	}
	t.Logf("%d of %d taken", taken, manyTexts)
	require.Greater(t, taken, manyTexts/5)
	require.Less(t, taken, manyTexts*4/5)
}

// What we make of any options is read by rclone, and is not longer than what
// rclone prints for people. What rclone prints is read by us.
func TestRcloneReadsWrittenConnectionStrings(t *testing.T) {
	random := newScramble()
	for range manyTexts {
		remote := rclonecfg.Remote{Name: random.name()}
		if random.IntN(2) == 0 {
			remote = rclonecfg.Remote{Type: remote.Name}
		}
		options := configmap.Simple{}
		for range random.IntN(4) {
			key, value := random.key(), random.value()
			if _, ok := options[key]; !ok {
				options[key] = value
				remote.Options = append(remote.Options, rclonecfg.Option{Key: key, Value: rclonecfg.NewSecret(value)})
			}
		}
		path := random.value()
		written, err := remote.ConnectionString(path)
		valid := fspath.CheckConfigName(remote.Name+remote.Type) == nil
		require.Equal(t, valid, err == nil, "%q: %v", remote.Name+remote.Type, err)
		if !valid {
			continue
		}
		parsed, ok := rcloneParses(written.Reveal())
		require.True(t, ok, "%q", written.Reveal())
		requireSameRemote(t, parsed, remote, path)

		for _, rendered := range []string{options.Human(), options.String()} {
			theirs := parsed.Name + ":" + path
			if rendered != "" {
				theirs = parsed.Name + "," + rendered + ":" + path
			}
			require.LessOrEqual(t, len(written.Reveal()), len(theirs))
			if !utf8.ValidString(written.Reveal()) {
				continue // rclone replaces it when it quotes
			}
			again, pathAgain, err := rclonecfg.ParseConnectionString(theirs)
			require.NoError(t, err, "%q", theirs)
			requireSameRemote(t, parsed, again, pathAgain)
		}
	}
}

// ConfigFs is what rclone calls for every remote:path of its arguments.
func TestRcloneConfiguresFromConnectionString(t *testing.T) {
	for kind, found := range map[string]bool{
		"googlephotos": true, "gphotos": true, "google photos": true,
		"google-photos": false, "GooglePhotos": false, "google_photos": false,
	} {
		remote := remote("", kind, "client_id", `a:"b",'c'`, "token", `{"access_token":"x"}`, "read_only", "true", "start_year", "")
		text, err := remote.ConnectionString("album/Trip: \"1\"")
		require.NoError(t, err)
		backend, name, path, config, err := fs.ConfigFs(text.Reveal())
		require.Equal(t, found, err == nil, "%s: %v", kind, err)
		if !found {
			continue
		}
		require.Equal(t, "google photos", backend.Name)
		require.Equal(t, ":"+kind, name)
		require.Equal(t, "album/Trip: \"1\"", path)
		for _, option := range remote.Options {
			value, ok := config.Get(option.Key)
			require.True(t, ok)
			require.Equal(t, option.Value.Reveal(), value)
		}
	}
}

// The place of a remote's type in its options makes a remote of no
// configuration, with a name.
func TestRcloneTakesTypeAsOption(t *testing.T) {
	text, err := remote("photos", "", "type", "gphotos", "client_id", "x").ConnectionString("album")
	require.NoError(t, err)
	backend, name, _, _, err := fs.ConfigFs(text.Reveal())
	require.NoError(t, err)
	require.Equal(t, "google photos", backend.Name)
	require.Equal(t, "photos", name)
}

func FuzzRcloneConnectionString(f *testing.F) {
	random := newScramble()
	for range 50 {
		f.Add(random.connectionString())
	}
	f.Fuzz(func(t *testing.T, text string) { compareConnectionString(t, text) })
}
