package rcloneproof_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/unknwon/goconfig" //nolint:misspell // the name of its author

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// BenchmarkConfig does the same work with rclonecfg and with goconfig, used as
// rclone uses it: read from a reader, its lock on, written to a buffer. The
// number is that of the remotes in the file.
//
//	go test -run '^$' -bench 'Config/parse/1000$' ./rclonecfg/rcloneproof
func BenchmarkConfig(b *testing.B) {
	for _, work := range works {
		for _, count := range []int{1_000, 10_000, 100_000} {
			remotes, text := benchRemotes(count)
			for _, library := range []struct {
				name    string
				prepare preparation
			}{{"rclonecfg", work.ours}, {"goconfig", work.theirs}} {
				b.Run(work.name+"/"+strconv.Itoa(count)+"/"+library.name, func(b *testing.B) {
					do := library.prepare(b, remotes, text)
					b.ReportAllocs()
					b.SetBytes(int64(len(text)))
					for b.Loop() {
						do()
					}
				})
			}
		}
	}
}

// What a file costs does not depend on the machine: at most half of goconfig's
// allocations, and ten times as many for ten times as many remotes.
func TestAllocations(t *testing.T) {
	remotes, text := benchRemotes(1_000)
	more, longer := benchRemotes(10_000)
	for _, work := range works {
		if !work.halved {
			continue
		}
		ours := testing.AllocsPerRun(2, work.ours(t, remotes, text))
		theirs := testing.AllocsPerRun(2, work.theirs(t, remotes, text))
		ten := testing.AllocsPerRun(2, work.ours(t, more, longer))
		t.Logf("%s: %.0f of 1,000 remotes, %.0f of 10,000; goconfig %.0f of 1,000", work.name, ours, ten, theirs)
		require.LessOrEqual(t, 2*ours, theirs, work.name)
		require.LessOrEqual(t, ten, 11*ours+100, work.name)
	}
}

// preparation does what is not measured, and returns what is.
type preparation func(tb testing.TB, remotes []rclonecfg.Remote, text []byte) (do func())

var works = []struct {
	name         string
	ours, theirs preparation
	// halved is where goconfig, which keeps strings in maps, allocates more.
	halved bool
}{
	{"parse", parseOurs, parseTheirs, true},
	{"read", readAllOurs, readAllTheirs, false},
	{"rewrite", rewriteOurs, rewriteTheirs, true},
	{"write", writeOurs, writeTheirs, true},
	{"edit", editOurs, editTheirs, true},
	{"update", updateOurs, updateTheirs, true},
}

// benchRemotes are count remotes and the file that holds them.
func benchRemotes(count int) ([]rclonecfg.Remote, []byte) {
	var text strings.Builder
	remotes := make([]rclonecfg.Remote, count)
	for i := range remotes {
		remotes[i] = rclonecfg.Remote{Name: "photos" + strconv.Itoa(i), Type: "googlephotos"}
		fmt.Fprintf(&text, "# remote %d\n[%s]\ntype = %s\n", i, remotes[i].Name, remotes[i].Type)
		for _, option := range [][2]string{
			{"client_id", "1234567890-" + strconv.Itoa(i) + ".apps.googleusercontent.com"},
			{"client_secret", "GOCSPX-made-up"},
			{"token", `{"access_token":"ya29.a0A","token_type":"Bearer","refresh_token":"1//06o","expiry":"2026-11-22T19:54:49Z"}`},
			{"read_only", "true"},
		} {
			fmt.Fprintf(&text, "%s = %s\n", option[0], option[1])
			remotes[i].Options = append(remotes[i].Options, rclonecfg.Option{Key: option[0], Value: rclonecfg.NewSecret(option[1])})
		}
		text.WriteString("\n")
	}
	return remotes, []byte(text.String())
}

func parsed(tb testing.TB, text []byte) *rclonecfg.File {
	tb.Helper()
	file, err := rclonecfg.ParseFile(text)
	require.NoError(tb, err)
	return file
}

func parsedTheirs(tb testing.TB, text []byte) *goconfig.ConfigFile {
	tb.Helper()
	config, err := goconfig.LoadFromReader(bytes.NewReader(text))
	require.NoError(tb, err)
	return config
}

func saved(tb testing.TB, file *rclonecfg.File) {
	tb.Helper()
	require.NotEmpty(tb, file.Bytes())
}

func savedTheirs(tb testing.TB, config *goconfig.ConfigFile) {
	tb.Helper()
	var out bytes.Buffer
	require.NoError(tb, goconfig.SaveConfigData(config, &out))
}

func parseOurs(tb testing.TB, _ []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	return func() { parsed(tb, text) }
}

func parseTheirs(tb testing.TB, _ []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	return func() { parsedTheirs(tb, text) }
}

// readAllOurs asks a parsed file for everything in it.
func readAllOurs(tb testing.TB, _ []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	file := parsed(tb, text)
	return func() {
		for _, name := range file.Remotes() {
			if _, ok := file.Remote(name); !ok {
				tb.Fatal(name)
			}
		}
	}
}

func readAllTheirs(tb testing.TB, _ []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	config := parsedTheirs(tb, text)
	return func() {
		for _, name := range config.GetSectionList() {
			var err error
			values := map[string]string{} // a Remote of ours
			for _, key := range config.GetKeyList(name) {
				if values[key], err = config.GetValue(name, key); err != nil {
					tb.Fatal(err)
				}
			}
		}
	}
}

// rewriteOurs parses, and makes the text again.
func rewriteOurs(tb testing.TB, _ []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	return func() { saved(tb, parsed(tb, text)) }
}

func rewriteTheirs(tb testing.TB, _ []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	return func() { savedTheirs(tb, parsedTheirs(tb, text)) }
}

// writeOurs makes the file from nothing.
func writeOurs(tb testing.TB, remotes []rclonecfg.Remote, _ []byte) func() {
	tb.Helper()
	return func() {
		var file rclonecfg.File
		for _, r := range remotes {
			if err := file.SetRemote(r); err != nil {
				tb.Fatal(err)
			}
		}
		saved(tb, &file)
	}
}

func writeTheirs(tb testing.TB, remotes []rclonecfg.Remote, _ []byte) func() {
	tb.Helper()
	return func() {
		config := parsedTheirs(tb, nil)
		for _, r := range remotes {
			config.SetValue(r.Name, "type", r.Type)
			for _, option := range r.Options {
				config.SetValue(r.Name, option.Key, option.Value.Reveal())
			}
		}
		savedTheirs(tb, config)
	}
}

// editOurs changes one option of a parsed file and makes its text.
func editOurs(tb testing.TB, remotes []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	file, next := parsed(tb, text), newTokens(remotes)
	return func() {
		name, token := next()
		require.NoError(tb, file.SetOption(name, "token", rclonecfg.NewSecret(token)))
		saved(tb, file)
	}
}

func editTheirs(tb testing.TB, remotes []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	config, next := parsedTheirs(tb, text), newTokens(remotes)
	return func() {
		name, token := next()
		config.SetValue(name, "token", token)
		savedTheirs(tb, config)
	}
}

// updateOurs parses, changes one option, and makes the text: what storing a
// renewed token takes.
func updateOurs(tb testing.TB, remotes []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	next := newTokens(remotes)
	return func() {
		file := parsed(tb, text)
		name, token := next()
		require.NoError(tb, file.SetOption(name, "token", rclonecfg.NewSecret(token)))
		saved(tb, file)
	}
}

func updateTheirs(tb testing.TB, remotes []rclonecfg.Remote, text []byte) func() {
	tb.Helper()
	next := newTokens(remotes)
	return func() {
		config := parsedTheirs(tb, text)
		name, token := next()
		config.SetValue(name, "token", token)
		savedTheirs(tb, config)
	}
}

// newTokens returns a remote and a new token for it, one after the other.
func newTokens(remotes []rclonecfg.Remote) func() (name, token string) {
	i := 0
	return func() (string, string) {
		i++
		return remotes[i%len(remotes)].Name, `{"access_token":"` + strconv.Itoa(i) +
			`","token_type":"Bearer","refresh_token":"1//06o","expiry":"2026-11-22T20:54:49Z"}`
	}
}
