package rcloneproof_test

import (
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rclone/rclone/fs/fspath"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// editRandomly makes one edit, and checks what rclonecfg says about the result:
// either nothing changed and there is an error, or what was asked for changed and
// nothing else. It reports whether something changed.
func editRandomly(tb testing.TB, random *rand.Rand, file *rclonecfg.File) bool {
	tb.Helper()
	text, before := string(file.Bytes()), readingOf(tb, file)
	name := generateName(random, before.sections)
	want := maps.Clone(before.values[name])
	var err error
	done := false
	kind := random.IntN(8)
	if !before.has(name) && !chance(random, 6) {
		kind = 0 // there is nothing else to do with it
	}
	switch kind {
	case 0, 1, 2:
		r := generateRemote(random, name)
		want = wanted(r)
		err = file.SetRemote(r)
		requireRemoteError(tb, err)
		if err == nil && text != string(file.Bytes()) {
			require.NoError(tb, fspath.CheckConfigName(name), "rclone does not take the name")
		}
		if ordinary(text, r) {
			require.NoError(tb, err, "%q", text)
		}
	case 3:
		want = nil
		done = file.DeleteRemote(name)
		require.Equal(tb, before.has(name) && name != "DEFAULT", done, "%q: %q", name, text)
	default:
		key, value := generateOption(random)
		if have := slices.Sorted(maps.Keys(want)); len(have) > 0 && chance(random, 2) {
			key = one(random, have...)
		}
		err = file.SetOption(name, key, rclonecfg.NewSecret(value))
		requireRemoteError(tb, err)
		if ordinary(text, remote(name, before.values[name]["type"], key, value)) {
			require.NoError(tb, err, "%q", text)
		}
		if name == "DEFAULT" && want == nil {
			want = map[string]string{} // made when it is not there
		}
		if value == "" {
			delete(want, key)
		} else if want != nil {
			want[key] = value
		}
		if err == nil && value != "" {
			requireOneLineChanged(tb, text, string(file.Bytes()))
		}
	}
	if err != nil || want == nil && !done {
		require.Equal(tb, text, string(file.Bytes()), "%v", err)
		return false
	}
	after := readingOf(tb, file)
	if len(want) > 0 || after.has(name) {
		require.Equal(tb, want, after.values[name], "%q: %q -> %q", name, text, file.Bytes())
	}
	for _, other := range before.sections {
		fed := slices.Contains(feeds(append(before.sections, name), other), name) ||
			name == "DEFAULT" && strings.Contains(text, "%(")
		if !fed {
			require.Equal(tb, before.values[other], after.values[other], "%q, editing %q: %q -> %q", other, name, text, file.Bytes())
		}
	}
	if want != nil {
		require.Equal(tb, comments(text), comments(string(file.Bytes())), "comments stay where they are")
		if !before.has(name) {
			before.sections = append(before.sections, name)
		}
		// DEFAULT is where its first key is, which is made at the top.
		noDefault := func(section string) bool { return section == "DEFAULT" }
		require.Equal(tb, slices.DeleteFunc(before.sections, noDefault), slices.DeleteFunc(slices.Clone(after.sections), noDefault),
			"a new section comes last")
	}
	return text != string(file.Bytes())
}

// ordinary reports whether nothing stands in the way of writing r: a refusal would
// be one too many.
func ordinary(text string, r rclonecfg.Remote) bool {
	if fspath.CheckConfigName(r.Name) != nil || r.Name == "DEFAULT" || r.Type == "" || strings.Contains(r.Name, ".") || strings.Contains(text, "%(") {
		return false
	}
	keys := map[string]bool{}
	for _, option := range append(r.Options, rclonecfg.Option{Key: "type", Value: rclonecfg.NewSecret(r.Type)}) {
		value := option.Value.Reveal()
		if keys[option.Key] || !plainKey.MatchString(option.Key) || strings.ContainsAny(value, "\r\n") || strings.Contains(value, "%(") {
			return false
		}
		keys[option.Key] = true
	}
	return true
}

var plainKey = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

func (r reading) has(name string) bool { return slices.Contains(r.sections, name) }

func requireRemoteError(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(tb, err, &remoteErr)
	}
}

// wanted is what rclone has to read of r.
func wanted(r rclonecfg.Remote) map[string]string {
	values := map[string]string{}
	if r.Type != "" {
		values["type"] = r.Type
	}
	for _, option := range r.Options {
		if !option.Value.IsZero() {
			values[option.Key] = option.Value.Reveal()
		}
	}
	return values
}

func comments(text string) []string {
	var found []string
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") {
			found = append(found, line)
		}
	}
	return found
}

// requireOneLineChanged allows for one line that is new or different, for a blank
// one beside it, and for the end of the line that was the last one.
func requireOneLineChanged(tb testing.TB, before, after string) {
	tb.Helper()
	before, after = strings.TrimPrefix(before, "\ufeff"), strings.TrimPrefix(after, "\ufeff")
	trim := func(line string) string { return strings.TrimRight(line, "\r\n") }
	old := slices.Collect(strings.Lines(before))
	now := slices.Collect(strings.Lines(after))
	for len(old) > 0 && len(now) > 0 && trim(old[0]) == trim(now[0]) {
		old, now = old[1:], now[1:]
	}
	for len(old) > 0 && len(now) > 0 && old[len(old)-1] == now[len(now)-1] {
		old, now = old[:len(old)-1], now[:len(now)-1]
	}
	now = slices.DeleteFunc(now, func(line string) bool { return trim(line) == "" })
	require.LessOrEqual(tb, len(old), 1, "%q -> %q", before, after)
	require.LessOrEqual(tb, len(now), 1, "%q -> %q", before, after)
}

// generateName makes the name of a remote to edit: mostly one that is there.
func generateName(random *rand.Rand, sections []string) string {
	switch {
	case len(sections) > 0 && !chance(random, 3):
		return one(random, sections...)
	case chance(random, 3):
		return generateSection(random)
	}
	return one(random, "new", "new one", "new.one", "p.new", "é@x", "日本", "a-b", "2", "_")
}

func generateRemote(random *rand.Rand, name string) rclonecfg.Remote {
	r := remote(name, one(random, "googlephotos", "drive", "local", "googlephotos", "", " t ", "t\n"))
	if chance(random, 2) {
		r.Type = "googlephotos"
	}
	for range random.IntN(5) {
		key, value := generateOption(random)
		r.Options = append(r.Options, rclonecfg.Option{Key: key, Value: rclonecfg.NewSecret(value)})
	}
	return r
}

// generateOption makes a key and a value, some of which no file can hold.
func generateOption(random *rand.Rand) (key, value string) {
	key = one(random, "a", "b", "c", "key", "token", "client_id", "client_secret", "read_only", "k-x", "k.x", "0", "_x", "A")
	if chance(random, 30) {
		key = one(random, "", " ", "-", "#1", "type", "k=x", "k:x", "k x", "é", "[p]", "`a`", "a\n", "\ufeff", "a ", "#", "%(a)s")
	}
	switch {
	case chance(random, 10):
		return key, ""
	case chance(random, 60):
		return key, "two" + one(random, "\n", "\r", "\r\n") + "lines"
	case chance(random, 50):
		return key, generateReference(random)
	}
	return key, strings.NewReplacer("\r", "", "\n", "").Replace(generateValue(random))
}

// Edits are written so that goconfig reads what was asked for.
func TestGoconfigReadsWhatIsWritten(t *testing.T) {
	seed := seed(t)
	for i := range uint64(files) {
		file := editedFile(t, random(seed, i))
		found, verdict := requireSameAsGoconfig(t, file.Bytes())
		require.Equal(t, loaded, verdict, "%q", file.Bytes())
		require.Equal(t, readingOf(t, file), found, "%q", file.Bytes())
	}
}

// editedFile is a generated file, or an empty one, after some edits.
func editedFile(tb testing.TB, random *rand.Rand) *rclonecfg.File {
	tb.Helper()
	file, err := rclonecfg.ParseFile(generateFile(random))
	if err != nil || chance(random, 5) {
		file = &rclonecfg.File{}
	}
	edits := 0
	for left := 30; left > 0 && edits < 1+random.IntN(4); left-- {
		if editRandomly(tb, random, file) {
			edits++
		}
	}
	if edits == 0 { // a file of the section DEFAULT alone, which is left alone
		require.NoError(tb, file.SetRemote(remote("new", "t", "k", " v ")))
	}
	return file
}

// rclone saves the file when it renews a token. What it makes of the file is read
// as it reads that itself.
func TestReadsWhatGoconfigWrites(t *testing.T) {
	seed := seed(t)
	count := map[verdict]int{}
	for i := range uint64(files) {
		if text := savedByGoconfig(generateFile(random(seed, i))); text != nil {
			_, verdict := requireSameAsGoconfig(t, text)
			count[verdict]++
		}
	}
	t.Logf("%d generated files: %v", files, count)
	require.Greater(t, count[loaded], files/2)
}

// A remote can have the names that rclone lets it have, but not that of the
// section from which all others take values.
func TestNamesAreThoseOfRclone(t *testing.T) {
	seed := seed(t)
	taken := 0
	for i := range uint64(files) {
		random := random(seed, i)
		name := generateName(random, nil)
		if chance(random, 2) {
			name = ""
			for range random.IntN(5) {
				name += one(random, "a", "B", "1", "_", "-", " ", ".", "+", "@", "é", "日", "\u0301", "\u00a0", "²", "٣", ":", "/", "\n", "\xff", "[", "]", "#")
			}
		}
		var file rclonecfg.File
		err := file.SetRemote(remote(name, "t"))
		if fspath.CheckConfigName(name) != nil || name == "DEFAULT" {
			require.Error(t, err, "%q", name)
			continue
		}
		require.NoError(t, err, "%q", name)
		taken++
	}
	require.Greater(t, taken, files/4)
}
