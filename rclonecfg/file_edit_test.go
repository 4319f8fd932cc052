package rclonecfg_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func remote(name, kind string, pairs ...string) rclonecfg.Remote {
	r := rclonecfg.Remote{Name: name, Type: kind}
	for i := 0; i < len(pairs); i += 2 {
		r.Options = append(r.Options, rclonecfg.Option{Key: pairs[i], Value: rclonecfg.NewSecret(pairs[i+1])})
	}
	return r
}

func TestSetRemote(t *testing.T) {
	for name, test := range map[string]struct {
		before string
		set    rclonecfg.Remote
		after  string
	}{
		"new in empty":      {"", remote("p", "t", "k", "v"), "[p]\ntype = t\nk = v\n"},
		"new behind":        {"[q]\na=b", remote("p", "t"), "[q]\na=b\n\n[p]\ntype = t\n"},
		"new behind blank":  {"[q]\n\n", remote("p", "t"), "[q]\n\n[p]\ntype = t\n"},
		"new after comment": {"# c\n", remote("p", "t"), "# c\n\n[p]\ntype = t\n"},
		"same":              {"[p]\ntype:t\n\n#c\n k=v  \r\n", remote("p", "t", "k", "v"), "[p]\ntype:t\n\n#c\n k=v  \r\n"},
		"same, other order": {"[p]\nb=2\na=1\ntype=t", remote("p", "t", "a", "1", "b", "2"), "[p]\nb=2\na=1\ntype=t"},
		"change": {
			"# top\n[p]\ntype = t\n# token\n\ttoken :  old \r\nx=y\n; end\n\n[q]\n",
			remote("p", "t", "token", "new", "x", "y"),
			"# top\n[p]\ntype = t\n# token\n\ttoken :  new \r\nx=y\n; end\n\n[q]\n",
		},
		"add before comment": {
			"[p]\ntype = t\n\n# about q\n[q]\ntype = u\n", remote("p", "t", "k", "v"),
			"[p]\ntype = t\nk = v\n\n# about q\n[q]\ntype = u\n",
		},
		"add to last line":    {"[p]\ntype = t", remote("p", "t", "k", "v"), "[p]\ntype = t\nk = v\n"},
		"add with line ends":  {"[p]\r\ntype = t\r\n", remote("p", "t", "k", "v"), "[p]\r\ntype = t\r\nk = v\r\n"},
		"remove":              {"[p]\ntype = t\na = 1\nb = 2\na = 3\n", remote("p", "t", "b", "2"), "[p]\ntype = t\nb = 2\n"},
		"empty stays":         {"[p]\ntype = t\nclient_id = \n", remote("p", "t"), "[p]\ntype = t\nclient_id = \n"},
		"empty is filled":     {"[p]\ntype = t\nid =\n", remote("p", "t", "id", "1"), "[p]\ntype = t\nid = 1\n"},
		"empty is absent":     {"[p]\ntype = t\nid = 1\n", remote("p", "t", "id", ""), "[p]\ntype = t\n"},
		"last one counts":     {"[p]\ntype = t\na = 1\n[q]\n[p]\na = 2\n", remote("p", "t", "a", "3"), "[p]\ntype = t\na = 1\n[q]\n[p]\na = 3\n"},
		"type":                {"[p]\ntype = t\n", remote("p", "u"), "[p]\ntype = u\n"},
		"no type":             {"[p]\na = 1\n", remote("p", "u", "a", "1"), "[p]\na = 1\ntype = u\n"},
		"reference stays":     {"x = 1\n[p]\ntype = t\na = %(x)s\nb = 2\n", remote("p", "t", "a", "1", "b", "3"), "x = 1\n[p]\ntype = t\na = %(x)s\nb = 3\n"},
		"quotes of the key":   {"[p]\ntype = t\n`a` x = ` 1 ` y\n", remote("p", "t", "a", "2"), "[p]\ntype = t\n`a` x = 2\n"},
		"edge blanks":         {"", remote("p", "t", "a", " v", "b", "v\t"), "[p]\ntype = t\na = \"\"\" v\"\"\"\nb = \"\"\"v\t\"\"\"\n"},
		"leading quotes":      {"", remote("p", "t", "a", "`", "b", "`v`", "c", `"""v`, "d", `"v"`), "[p]\ntype = t\na = `\nb = \"\"\"`v`\"\"\"\nc = \"\"\"v\nd = \"v\"\n"},
		"literal long quotes": {"", remote("p", "t", "a", `"""vvv`), "[p]\ntype = t\na = \"\"\"\"\"\"vvv\"\"\"\n"},
		"inner mark":          {"", remote("p", "t", "a", "x=y:z # ; [w] 100%"), "[p]\ntype = t\na = x=y:z # ; [w] 100%\n"},
		"dotted takes same":   {"[a]\nx = 1\n[a.b]\ntype=t\n", remote("a.b", "u", "x", "1"), "[a]\nx = 1\n[a.b]\ntype=u\n"},
		"odd section same":    {"[a/b]\ntype = t\n- = 1\n", remote("a/b", "t", "#1", "1"), "[a/b]\ntype = t\n- = 1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, test.before)
			require.NoError(t, file.SetRemote(test.set))
			require.Equal(t, test.after, string(file.Bytes()))
			want := map[string]string{"type": test.set.Type}
			for _, option := range test.set.Options {
				if !option.Value.IsZero() {
					want[option.Key] = option.Value.Reveal()
				}
			}
			require.Equal(t, want, options(t, file, test.set.Name))
			require.Equal(t, want, options(t, parse(t, test.after), test.set.Name))
		})
	}
}

func TestSetRemoteRefuses(t *testing.T) {
	const before = "d = 1\n[a]\nx = 1\n[p]\ntype = t\ny = %(z)s\nz = 5\n"
	for name, test := range map[string]struct {
		set  rclonecfg.Remote
		key  string
		says string
	}{
		"no name":          {remote("", "t"), "", "name"},
		"colon":            {remote("p:", "t"), "", "name"},
		"bracket":          {remote("p]", "t"), "", "name"},
		"line in name":     {remote("p\nq", "t"), "", "name"},
		"edge blank":       {remote("p ", "t"), "", "name"},
		"default":          {remote("DEFAULT", "t"), "", "refer to"},
		"no type":          {remote("p", ""), "", "no type"},
		"line in type":     {remote("p", "s3cr3t\n"), "type", "line break"},
		"no key":           {remote("p", "t", "", "v"), "", "option name"},
		"key":              {remote("p", "t", "a b", "v"), "a b", "option name"},
		"dash":             {remote("p", "t", "-", "v"), "[redacted]", "option name"},
		"line in key":      {remote("p", "t", "a\nb", "v"), "[redacted]", "option name"},
		"type as option":   {remote("p", "t", "type", "t"), "type", "twice"},
		"twice":            {remote("p", "t", "a", "1", "a", "1"), "a", "twice"},
		"line feed":        {remote("p", "t", "token", "s3cr3t\nx = y"), "token", "line break"},
		"carriage return":  {remote("p", "t", "token", "s3cr3t\r"), "token", "line break"},
		"reference":        {remote("p", "t", "token", "s3cr3t%(d)s"), "token", "another option"},
		"not inherited":    {remote("a.b", "t"), "", "without a dot"},
		"reference breaks": {remote("p", "t", "y", "5"), "", "other options"},
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, before)
			err := file.SetRemote(test.set)
			var remoteErr *rclonecfg.RemoteError
			require.ErrorAs(t, err, &remoteErr)
			require.Equal(t, test.set.Name, remoteErr.Remote)
			require.Equal(t, test.key, remoteErr.Key)
			require.ErrorContains(t, err, test.says)
			require.NotContains(t, err.Error(), "s3cr3t")
			require.Equal(t, before, string(file.Bytes()), "unchanged")
		})
	}
}

func TestDeleteRemote(t *testing.T) {
	for name, test := range map[string]struct {
		before, after string
		found         bool
	}{
		"only":    {"[p]\ntype = t\n", "", true},
		"absent":  {"[q]\n", "[q]\n", false},
		"middle":  {"# top\n\n# about p\n; more\n[p]\n# k\nk = v\n\n# about q\n[q]\n", "# top\n\n# about q\n[q]\n", true},
		"twice":   {"[p]\na=1\n[q]\nb=2\n[p]\nc=3\n", "[q]\nb=2\n", true},
		"no keys": {"[o]\n[p]\n# about q\n[q]\n", "[o]\n# about q\n[q]\n", true},
		"mark":    {"\ufeff# c\n[p]\nk=v\n[q]\n", "\ufeff[q]\n", true},
		"last":    {"[q]\r\n\r\n[p]\r\nk=v", "[q]\r\n\r\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, test.before)
			require.Equal(t, test.found, file.DeleteRemote("p"))
			require.Equal(t, test.after, string(file.Bytes()))
			require.NotContains(t, file.Remotes(), "p")
		})
	}
	file := parse(t, "a = 1\n[DEFAULT]\nb = 2\n")
	require.False(t, file.DeleteRemote("DEFAULT"))
	require.Equal(t, []string{"DEFAULT"}, file.Remotes())
}

func TestEditsLeaveTheRest(t *testing.T) {
	const text = "# mine\r\n\r\n[one]\r\ntype=drive\r\n\r\n; two\r\n[two]\r\ntype : s3\r\nsecret = \"x\" \r\n# end"
	file := parse(t, text)
	photos, err := goodPhotos().Remote("photos")
	require.NoError(t, err)
	require.NoError(t, file.SetRemote(photos))
	require.True(t, strings.HasPrefix(string(file.Bytes()), text))
	require.Equal(t, []string{"one", "two", "photos"}, file.Remotes())
	require.True(t, file.DeleteRemote("photos"))
	require.Equal(t, text+"\r\n\r\n", string(file.Bytes()))
}
