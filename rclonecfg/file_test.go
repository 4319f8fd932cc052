package rclonecfg_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// options reads one section with the type under its key.
func options(tb testing.TB, file *rclonecfg.File, name string) map[string]string {
	tb.Helper()
	remote, ok := file.Remote(name)
	require.True(tb, ok, "no section %q", name)
	got := map[string]string{}
	if remote.Type != "" {
		got["type"] = remote.Type
	}
	for _, option := range remote.Options {
		require.NotContains(tb, got, option.Key, "listed twice")
		require.False(tb, option.Value.IsZero(), "an empty value is no value")
		got[option.Key] = option.Value.Reveal()
	}
	return got
}

func parse(tb testing.TB, text string) *rclonecfg.File {
	tb.Helper()
	file, err := rclonecfg.ParseFile([]byte(text))
	require.NoError(tb, err)
	require.Equal(tb, text, string(file.Bytes()), "untouched")
	return file
}

func TestParseFile(t *testing.T) {
	type section = map[string]string
	long := strings.Repeat("long", 20_000) // longer than the buffer of a reader
	for name, test := range map[string]struct {
		text string
		want map[string]section
	}{
		"empty":           {"", map[string]section{}},
		"plain":           {"[p]\ntype = drive\nk=v\n", map[string]section{"p": {"type": "drive", "k": "v"}}},
		"no last break":   {"[p]\nk=v", map[string]section{"p": {"k": "v"}}},
		"windows":         {"\ufeff[p]\r\nk = v \r\n", map[string]section{"p": {"k": "v"}}},
		"first separator": {"[p]\na = b=c:d\ne : f=g\n", map[string]section{"p": {"a": "b=c:d", "e": "f=g"}}},
		"comments":        {"# a\n; b\n[p]\n# x = y\nk = v # x ; y\n", map[string]section{"p": {"k": "v # x ; y"}}},
		"quotes stay":     {"[p]\na = \"v\"\nb = 'v'\n", map[string]section{"p": {"a": `"v"`, "b": "'v'"}}},
		"quotes go":       {"[p]\na = ` v `\nb = \"\"\" w \"\"\" rest\n", map[string]section{"p": {"a": " v ", "b": " w "}}},
		"short quotes":    {"[p]\na = `\nb = \"\"\"x\n", map[string]section{"p": {"a": "`", "b": `"""x`}}},
		"quoted keys":     {"[p]\n\"a=b\" = 1\n`c` rest = 2\n\"\"\"d:\"\"\": 3\n", map[string]section{"p": {"a=b": "1", "c": "2", "d:": "3"}}},
		"merged":          {"[p]\na = 1\nb = 2\n[q]\n[p]\na = 3\n", map[string]section{"p": {"a": "3", "b": "2"}, "q": {}}},
		"letter case":     {"[P]\na=1\n[p]\nA=2\n", map[string]section{"P": {"a": "1"}, "p": {"A": "2"}}},
		"names trimmed":   {"[ p q ]\n", map[string]section{"p q": {}}},
		"default":         {"d = 1\n[p]\n", map[string]section{"DEFAULT": {"d": "1"}, "p": {}}},
		"no name":         {"[]\n[p]\n", map[string]section{"DEFAULT": {}, "p": {}}},
		"empty value":     {"[p]\na =\nb = ``\n", map[string]section{"p": {}}},
		"numbered":        {"[p]\n- = a\n- = b\n[p]\n- = c\n", map[string]section{"p": {"#1": "c", "#2": "b"}}},
		"bracket":         {"[p]\n[a = b\n", map[string]section{"p": {"[a": "b"}}},
		"reference": {
			"x = %(y)s!\ny = d\n[p]\ny = own\nz = own\na = %(x)s %(y)s %(z)s %(nope)s.\n",
			map[string]section{"DEFAULT": {"x": "d!", "y": "d"}, "p": {"y": "own", "z": "own", "a": "d! d own ."}},
		},
		"reference trims":   {"[p]\npa = 1\npass = 2\na = %(pass)s\n", map[string]section{"p": {"pa": "1", "pass": "2", "a": "1"}}},
		"no reference":      {"[p]\na = 100% %(x) %()s %(x)d\n", map[string]section{"p": {"a": "100% %(x) %()s %(x)d"}}},
		"own loop is text":  {"[p]\na = %(a)s\n", map[string]section{"p": {"a": "%(a)s"}}},
		"from before a dot": {"[a]\nx = 1\ny = 2\n[a.b]\ny =\nz = 3\n[a.b.c]\n[q.r]\nz=1\n", map[string]section{"a": {"x": "1", "y": "2"}, "a.b": {"x": "1", "z": "3"}, "a.b.c": {"x": "1", "z": "3"}, "q.r": {"z": "1"}}},
		"inner mark":        {"[p]\na = \ufeff\n", map[string]section{"p": {"a": "\ufeff"}}},
		"no next line":      {"[p]\na = x\u0085\u00a0\n", map[string]section{"p": {"a": "x"}}},
		"unicode blanks":    {"\u2003[p]\u2028\n\u3000k\u00a0=\u2029v\u00a0w\u0085\n", map[string]section{"p": {"k": "v\u00a0w"}}},
		"lone return":       {"[p]\na = x\ry = z\n[q]\r[r]\n", map[string]section{"p": {"a": "x\ry = z"}, "q]\r[r": {}}},
		"odd bytes":         {"[p]\n\x00 = \x00\n\xff = \xff\xfe\n", map[string]section{"p": {"\x00": "\x00", "\xff": "\xff\xfe"}}},
		"long":              {"[p]\n# " + long + "\nk = " + long + "\n" + long + " = v\n", map[string]section{"p": {"k": long, long: "v"}}},
		"unnamed key":       {"\"\" = x\n[p]\n\"\" = x\n", map[string]section{"p": {}}},
		"blank key":         {"[p]\n\" \" = x\na = %( )s\n[q]\na = <%( )s>\n", map[string]section{"p": {"a": "x"}, "q": {"a": "< >"}}},
		"from default":      {"x = 1\n[.y]\nz = 2\n[DEFAULT.w]\n", map[string]section{"DEFAULT": {"x": "1"}, ".y": {"x": "1", "z": "2"}, "DEFAULT.w": {"x": "1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, test.text)
			got := map[string]section{}
			for _, name := range file.Remotes() {
				got[name] = options(t, file, name)
			}
			require.Equal(t, test.want, got)
		})
	}
}

func TestParseFileOrder(t *testing.T) {
	file := parse(t, "[b]\nz=1\ny=2\n[a]\n[b]\nz=3\nx=4\n")
	require.Equal(t, []string{"b", "a"}, file.Remotes())
	remote, _ := file.Remote("b")
	var keys []string
	for _, option := range remote.Options {
		keys = append(keys, option.Key)
	}
	require.Equal(t, []string{"z", "y", "x"}, keys)
	_, ok := file.Remote("nope")
	require.False(t, ok)
	_, ok = file.Remote("")
	require.False(t, ok)
}

func TestParseFileErrors(t *testing.T) {
	const hidden = "s3cr3t"
	for _, test := range []struct {
		text         string
		line, column int
		says         string
	}{
		{"[p]\n  " + hidden + "\n", 2, 3, "neither a [section]"},
		{"[p]\n= " + hidden + "\n", 2, 1, "neither a [section]"},
		{"[" + hidden + "\n", 1, 1, "neither a [section]"},
		{"\ufeff" + hidden, 1, 1, "neither a [section]"},
		{"[p]\n\"a" + hidden + " = 1\n", 2, 1, "begins the key is not closed"},
		{"[p]\n\"a\" " + hidden + "\n", 2, 1, "neither a [section]"},
		{"[p]\n\u00a0é = `" + hidden + "\n", 2, 6, "not closed on this line"},
		{"[p]\ntoken = \"\"\"{\"" + hidden + "\",\n}\"\"\"\n", 2, 9, "several lines"},
		{"[p]\ntoken = {\n\t\"access_token\": \"" + hidden + "\"\n}\n", 4, 1, "several lines"},
		{"[]\n\nk = " + hidden + "\n", 3, 1, "has no name"},
		{"a = %(a)s\n", 1, 5, "refers to itself"},
		{"[p]\nx = 1\n[DEFAULT]\na = %(b)s\nb = %(a)s\n", 4, 5, "refers to itself"},
		{"[p]\na = x%(a)s%(a)s\n", 2, 5, "grows without end"},
	} {
		t.Run(test.text, func(t *testing.T) {
			_, err := rclonecfg.ParseFile([]byte(test.text))
			var parseErr *rclonecfg.ParseError
			require.ErrorAs(t, err, &parseErr)
			require.Equal(t, [2]int{test.line, test.column}, [2]int{parseErr.Line, parseErr.Column})
			require.ErrorContains(t, err, test.says)
			require.NotContains(t, err.Error(), hidden)
		})
	}
}

func TestParseFileEncrypted(t *testing.T) {
	for _, text := range []string{
		"# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n",
		"RCLONE_ENCRYPT_V1:\nAAAA\n",
	} {
		_, err := rclonecfg.ParseFile([]byte(text))
		require.ErrorIs(t, err, rclonecfg.ErrEncrypted)
	}
	_ = parse(t, "[p]\nRCLONE_ENCRYPT_V0: x\n")
}

func TestZeroFile(t *testing.T) {
	var file rclonecfg.File
	require.Empty(t, file.Bytes())
	require.Empty(t, file.Remotes())
	require.False(t, file.DeleteRemote("p"))
	remote, err := goodPhotos().Remote("photos")
	require.NoError(t, err)
	require.NoError(t, file.SetRemote(remote))
	require.Equal(t, "[photos]\ntype = googlephotos\nclient_id = 123.apps.googleusercontent.com\n"+
		"client_secret = GOCSPX-s\ntoken = "+goodLine+"\n", string(file.Bytes()))
	got, ok := file.Remote("photos")
	require.True(t, ok)
	require.Equal(t, remote, got)
}

// Every key refers to two others, which refer to two others, and so on: 2^40
// references when each is followed on its own.
func TestParseFileManyReferences(t *testing.T) {
	var text strings.Builder
	for i := range 40 {
		for j := range 2 {
			fmt.Fprintf(&text, "k%d%d = %%(k%d0)s%%(k%d1)s\n", i, j, i+1, i+1)
		}
	}
	file := parse(t, text.String())
	require.Empty(t, options(t, file, "DEFAULT"))
}
