package rcloneproof_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/unknwon/goconfig" //nolint:misspell // the name of its author

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// requireSameAsGoconfig reads text with this package and with the library that
// rclone uses, and compares everything rclone can ask for. It returns nil for a
// file that cannot be loaded.
func requireSameAsGoconfig(tb testing.TB, text []byte) *rclonecfg.File {
	tb.Helper()
	file, err := rclonecfg.ParseFile(text)
	if errors.Is(err, rclonecfg.ErrEncrypted) {
		return nil // rclone does not give such a file to the library
	}
	var parseErr *rclonecfg.ParseError
	if errors.As(err, &parseErr) && strings.Contains(parseErr.Reason, "%(…)s") {
		return nil // the library would crash the test
	}
	want, wantErr := goconfig.LoadFromReader(bytes.NewReader(text))
	if wantErr != nil {
		require.Error(tb, err, "%q: %v", text, wantErr)
		return nil
	}
	require.NoError(tb, err, "%q", text)
	require.Equal(tb, string(text), string(file.Bytes()))
	require.ElementsMatch(tb, want.GetSectionList(), file.Remotes(), "%q", text)
	for i, section := range want.GetSectionList() {
		require.Equal(tb, section, file.Remotes()[i], "%q", text)
		expected := map[string]string{}
		for _, key := range keysSeenFrom(want, section) {
			value, err := want.GetValue(section, key)
			require.NoError(tb, err)
			if value != "" {
				expected[key] = value
			}
		}
		require.Equal(tb, expected, options(tb, file, section), "%q", text)
	}
	return file
}

// keysSeenFrom lists the keys for which GetValue finds something.
func keysSeenFrom(config *goconfig.ConfigFile, section string) []string {
	keys := config.GetKeyList(section)
	for {
		dot := strings.LastIndex(section, ".")
		if dot < 0 {
			return keys
		}
		section = section[:dot]
		if config.GetKeyList(section) == nil {
			return keys
		}
		keys = append(keys, config.GetKeyList(section)...)
	}
}

// pieces are what matters to the format; short ones meet often.
var pieces = []string{
	"[p]", "[q]", "[p.q]", "[DEFAULT]", "[ p ]", "[]", "[", "]", "[.x]", "key", "token", "type", "a", "-", "#", ";",
	" ", "  ", "\t", "=", " = ", ":", ": ", "=", "\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "v", "1", "é", "\u00a0", "\u0085", "\ufeff",
	`"`, `"""`, "`", "'", "%", "%(a)s", "%(key)s", "%(", ")s", "%()s", "%( )s", "\\", "\x00", "\xff", ".",
}

func generated(random *rand.Rand) []byte {
	var text strings.Builder
	if random.IntN(10) == 0 {
		text.WriteString("\ufeff")
	}
	for range random.IntN(12) {
		// Mostly lines that can be loaded, so that the values are reached.
		switch random.IntN(8) {
		case 0:
			text.WriteString([]string{"[p]", "[q]", "[p.q]", "[DEFAULT]", "[ p ]", "[.x]"}[random.IntN(6)])
		case 1:
			text.WriteString([]string{"# c", "; c", "", "  "}[random.IntN(4)])
		case 2:
			for range random.IntN(6) {
				text.WriteString(pieces[random.IntN(len(pieces))])
			}
		default:
			text.WriteString([]string{"a", "key", "token", "type", "-", "`a`", `"a=b"`}[random.IntN(7)])
			text.WriteString([]string{"=", " = ", ":", " : "}[random.IntN(4)])
			for range random.IntN(5) {
				piece := pieces[random.IntN(len(pieces))]
				if !strings.Contains(piece, "\n") {
					text.WriteString(piece)
				}
			}
		}
		text.WriteString([]string{"\n", "\n", "\n", "\r\n"}[random.IntN(4)])
	}
	return []byte(text.String())
}

func TestReadsWhatGoconfigReads(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	loaded := 0
	for range 20_000 {
		if requireSameAsGoconfig(t, generated(random)) != nil {
			loaded++
		}
	}
	require.Greater(t, loaded, 5_000, "too few of the generated files can be loaded")
}

func TestGoconfigReadsWhatIsWritten(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	written := 0
	for range 10_000 {
		file, err := rclonecfg.ParseFile(generated(random))
		if err != nil {
			continue
		}
		r := remote([]string{"p", "q", "p.q", "new one", "é@x"}[random.IntN(5)], "t")
		for _, key := range []string{"a", "key", "token"} {
			var value strings.Builder
			for range random.IntN(5) {
				value.WriteString(pieces[random.IntN(len(pieces))])
			}
			r.Options = append(r.Options, rclonecfg.Option{Key: key, Value: rclonecfg.NewSecret(value.String())})
		}
		if writeAndCompare(t, file, r) {
			written++
		}
	}
	require.Greater(t, written, 1_000, "too few of the generated remotes can be written")
}

// writeAndCompare sets r, and reads everything back with goconfig.
func writeAndCompare(tb testing.TB, file *rclonecfg.File, r rclonecfg.Remote) bool {
	tb.Helper()
	before := string(file.Bytes())
	if err := file.SetRemote(r); err != nil {
		require.Equal(tb, before, string(file.Bytes()), "%v", err)
		return false
	}
	after := requireSameAsGoconfig(tb, file.Bytes())
	require.NotNil(tb, after, "%q", file.Bytes())
	want := map[string]string{"type": r.Type}
	for _, option := range r.Options {
		if !option.Value.IsZero() {
			want[option.Key] = option.Value.Reveal()
		}
	}
	require.Equal(tb, want, options(tb, after, r.Name), "%q -> %q", before, after.Bytes())
	return true
}

func FuzzFileAgainstGoconfig(f *testing.F) {
	for _, seed := range []string{
		"", "[p]\ntype = t\n", "\ufeff[p]\r\nk = v\r\n", "a = %(b)s\nb = c\n[p]\nx = %(a)s\n", "[p.q]\n[p]\nk=v\n",
		"[p]\n- = 1\n- = 2\n", "[p]\nk = ` v `\n\"\"\"a=\"\"\" = \"\"\" w \"\"\"\n", "[]\n[p]\n", "RCLONE_ENCRYPT_V0:\nAA\n",
		"[p]\n\"\" = x\n\" \" = y\nz = %( )s\n",
	} {
		f.Add([]byte(seed), "token", "v")
	}
	f.Fuzz(func(t *testing.T, text []byte, key, value string) {
		file := requireSameAsGoconfig(t, text)
		if file == nil {
			return
		}
		for _, name := range file.Remotes() {
			same, _ := file.Remote(name)
			require.NoError(t, file.SetRemote(same), "%q", text)
			require.Equal(t, string(text), string(file.Bytes()), "setting what is there changes nothing")
		}
		writeAndCompare(t, file, remote("p", "t", key, value))
		had := map[string]map[string]string{}
		for _, name := range file.Remotes() {
			had[name] = options(t, file, name)
		}
		if file.DeleteRemote("p") {
			delete(had, "p")
			require.NotNil(t, requireSameAsGoconfig(t, file.Bytes()))
			require.Len(t, file.Remotes(), len(had))
			for name := range had {
				if !strings.HasPrefix(name, "p.") {
					require.Equal(t, had[name], options(t, file, name))
				}
			}
		}
	})
}
