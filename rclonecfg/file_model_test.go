package rclonecfg_test

import (
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// edits plays random edits on a file. After each, the file means what the edit
// asked for and nothing else, and its text, read from scratch, means the same.
type edits struct {
	tb     testing.TB
	file   *rclonecfg.File
	pick   func(n int) int // a number below n
	done   int
	before map[string]map[string]string
	text   string
}

var (
	editNames  = []string{"p", "q", "p.q", "p.q.r", "DEFAULT", "new one", "a/b", ""}
	editKeys   = []string{"a", "key", "token", "type", "#1", "[x", "odd key", " ", "b"}
	editValues = []string{
		"", "v", "v", " edge ", "`", "`v`", `"""v`, `"""v"""`, `"v"`, "x]", "%", "%(a)s", "a = b : c # d ; e", "é\u00a0", "\u0085",
		"\x00", "\xff", "a\nb", "a\r", "\ufeff", "[s]", strings.Repeat("long", 2000),
	}
)

func (e *edits) option() rclonecfg.Option {
	return rclonecfg.Option{Key: editKeys[e.pick(len(editKeys))], Value: rclonecfg.NewSecret(editValues[e.pick(len(editValues))])}
}

func (e *edits) step() {
	e.before, e.text = meaning(e.tb, e.file), string(e.file.Bytes())
	name := editNames[e.pick(len(editNames))]
	switch e.pick(4) {
	case 0:
		e.setRemote(name)
	case 1:
		e.deleteRemote(name)
	default:
		e.setOption(name, e.option())
	}
	again, err := rclonecfg.ParseFile(e.file.Bytes())
	require.NoError(e.tb, err, "%q -> %q", e.text, e.file.Bytes())
	require.Equal(e.tb, again.Remotes(), e.file.Remotes(), "%q -> %q", e.text, e.file.Bytes())
	require.Equal(e.tb, meaning(e.tb, again), meaning(e.tb, e.file), "%q -> %q", e.text, e.file.Bytes())
}

func (e *edits) setRemote(name string) {
	r := rclonecfg.Remote{Name: name, Type: "t"}
	want := map[string]string{"type": "t"}
	for range e.pick(4) {
		option := e.option()
		r.Options = append(r.Options, option)
		if !option.Value.IsZero() {
			want[option.Key] = option.Value.Reveal()
		}
	}
	e.changed(name, want, e.file.SetRemote(r))
}

func (e *edits) setOption(name string, option rclonecfg.Option) {
	want := maps.Clone(e.before[name])
	if want == nil {
		want = map[string]string{}
	}
	want[option.Key] = option.Value.Reveal()
	if option.Value.IsZero() {
		delete(want, option.Key)
	}
	e.changed(name, want, e.file.SetOption(name, option.Key, option.Value))
}

func (e *edits) changed(name string, want map[string]string, err error) {
	after := meaning(e.tb, e.file)
	if err != nil {
		require.ErrorAs(e.tb, err, new(*rclonecfg.RemoteError))
		require.Equal(e.tb, e.text, string(e.file.Bytes()), "a refused edit changes nothing: %v", err)
		require.Equal(e.tb, e.before, after)
		return
	}
	e.done++
	if len(want) > 0 || name != "DEFAULT" { // which is there only as long as it has keys
		require.Equal(e.tb, want, after[name], "%q -> %q", e.text, e.file.Bytes())
	}
	require.Equal(e.tb, othersText(e.text, name), othersText(string(e.file.Bytes()), name))
	e.sameOthers(name, after)
}

func (e *edits) deleteRemote(name string) {
	_, there := e.before[name]
	require.Equal(e.tb, there && name != "DEFAULT", e.file.DeleteRemote(name))
	after := meaning(e.tb, e.file)
	if there && name != "DEFAULT" {
		e.done++
		require.NotContains(e.tb, after, name)
	}
	e.sameOthers(name, after)
}

// sameOthers: an edit reaches only what takes options from the section, and,
// for DEFAULT, what refers to it.
func (e *edits) sameOthers(name string, after map[string]map[string]string) {
	if name == "DEFAULT" {
		return
	}
	for other, options := range e.before {
		if other != name && !strings.HasPrefix(other, name+".") {
			require.Equal(e.tb, options, after[other], "%q changed %q: %q -> %q", name, other, e.text, e.file.Bytes())
		}
	}
}

func meaning(tb testing.TB, file *rclonecfg.File) map[string]map[string]string {
	tb.Helper()
	all := map[string]map[string]string{}
	for _, name := range file.Remotes() {
		all[name] = options(tb, file, name)
	}
	return all
}

// othersText is the text of all sections but one, without the blank lines that
// a new section puts at the end.
func othersText(text, name string) string {
	var kept strings.Builder
	section := "DEFAULT"
	text = strings.TrimPrefix(text, "\ufeff")
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if strings.HasPrefix(trimmed, "[") && strings.HasSuffix(trimmed, "]") {
			section = strings.TrimSpace(trimmed[1 : len(trimmed)-1])
		}
		if section != name && (section != "" || name != "DEFAULT") {
			kept.WriteString(line)
		}
	}
	return strings.TrimRight(kept.String(), "\r\n")
}

var editSeeds = []string{
	"",
	"# mine\n[p]\ntype = t\na = 1\n\n# q\n[q]\ntype=u\r\ntoken : `x`\n",
	"\ufeffa = 1\r\n[p]\r\ntype = t\r\nkey = %(a)s %(b)s\r\nb = 2\r\n[p.q]\r\ntype = t\r\n[q]\r\n",
	"[p]\ntype = t\n- = 1\n- = 2\nodd key = 3\n[x = y\n[q]\n[p]\na = 4\n- = 5",
	"[p.q]\ntype = t\n[]\n[p]\ntype = t\n[DEFAULT]\na = %(b)s\nb = %\n",
	"[a/b]\ntype = t\n\"\" = x\n[DEFAULT]\n[p.q.r]\ntype = t\n",
	"a = 1\n\ufeffb = 2\nRCLONE_ENCRYPT_V0 = 3\n# end",
}

func TestEditsKeepTheModel(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	done := 0
	for range 40 {
		for _, seed := range editSeeds {
			e := edits{tb: t, file: parse(t, seed), pick: random.IntN}
			for range 12 {
				e.step()
			}
			done += e.done
		}
	}
	require.Greater(t, done, 400, "too few of the edits are possible")
}

func FuzzEdit(f *testing.F) {
	for i, seed := range editSeeds {
		f.Add([]byte(seed), []byte{byte(i), 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
	}
	f.Fuzz(func(t *testing.T, text, choices []byte) {
		file, err := rclonecfg.ParseFile(text)
		if err != nil || len(text) > 4096 || len(choices) > 200 {
			return
		}
		e := edits{tb: t, file: file, pick: func(n int) int {
			if len(choices) == 0 {
				return 0
			}
			choice := choices[0]
			choices = choices[1:]
			return int(choice) % n
		}}
		for len(choices) > 0 {
			e.step()
		}
	})
}
