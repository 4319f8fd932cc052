package rclonecfg_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func TestSetOption(t *testing.T) {
	const before = "# mine\n[photos]\ntype = google photos\nbatch_mode = off # no comment\ntoken = {\"access_token\":\"old\"}\nproxy = http://x\n\n[b]\ntype = local\n"
	file, err := rclonecfg.ParseFile([]byte(before))
	require.NoError(t, err)

	require.NoError(t, file.SetOption("photos", "token", rclonecfg.NewSecret(`{"access_token":"new"}`)))
	require.Equal(t, "# mine\n[photos]\ntype = google photos\nbatch_mode = off # no comment\ntoken = {\"access_token\":\"new\"}\nproxy = http://x\n\n[b]\ntype = local\n", string(file.Bytes()))

	require.NoError(t, file.SetOption("photos", "start_year", rclonecfg.NewSecret("2010")))
	require.NoError(t, file.SetOption("photos", "proxy", rclonecfg.Secret{}))
	require.Equal(t, "# mine\n[photos]\ntype = google photos\nbatch_mode = off # no comment\ntoken = {\"access_token\":\"new\"}\nstart_year = 2010\n\n[b]\ntype = local\n", string(file.Bytes()))

	same := string(file.Bytes())
	for _, bad := range []struct{ remote, key, value, want string }{
		{"nope", "token", "x", "the file has: photos, b"},
		{"photos", "type", "local", "use SetRemote"},
		{"photos", "token", "a\nhunter2", "token"},
	} {
		err := file.SetOption(bad.remote, bad.key, rclonecfg.NewSecret(bad.value))
		var remote *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remote)
		require.ErrorContains(t, err, bad.want)
		require.NotContains(t, err.Error(), "hunter2")
		require.Equal(t, same, string(file.Bytes()), "a refused change changes nothing")
	}
}

func TestSetOptionWithOddNeighbours(t *testing.T) {
	const before = "x = 1\n[photos]\ntype = t\nodd key = 1\n- = dash\n/a: b\n[a = 1\ntoken = old\nr = %(x)s\nempty =\n"
	for _, test := range []struct{ key, value, from, to string }{
		{"token", "new", "token = old", "token = new"},
		{"token", "", "token = old\n", ""},
		{"proxy", "p", "empty =\n", "empty =\nproxy = p\n"},
		{"empty", "e", "empty =\n", "empty = e\n"},
		{"empty", "", "", ""},
		{"odd key", "2", "odd key = 1", "odd key = 2"},
		{"odd key", "", "odd key = 1\n", ""},
		{"#1", "2", "- = dash", "- = 2"},
		{"[a", "x]", "[a = 1", "[a = \"\"\"x]\"\"\""}, // or the line would be a section
		{"r", "1", "", ""},
		{"r", "2", "r = %(x)s", "r = 2"},
	} {
		file := parse(t, before)
		require.NoError(t, file.SetOption("photos", test.key, rclonecfg.NewSecret(test.value)), test.key)
		require.Equal(t, strings.Replace(before, test.from, test.to, 1), string(file.Bytes()), test.key)
		want := options(t, parse(t, before), "photos")
		if want[test.key] = test.value; test.value == "" {
			delete(want, test.key)
		}
		require.Equal(t, want, options(t, file, "photos"), test.key)
	}
}

func TestSetOptionRefuses(t *testing.T) {
	const before = "d = 1\n[p]\ntype = t\ny = %(z)s\nz = 5\n[p.q]\ntype = t\n[a/b]\ntype = t\n[none]\nk = v\n"
	for _, test := range []struct{ remote, key, value, says string }{
		{"p", "new key", "s3cr3t", "option name"},
		{"p", "", "s3cr3t", "option name"},
		{"p", " ", "s3cr3t", "option name"},
		{"p", "-", "s3cr3t", "option name"},
		{"p", "a\nb", "s3cr3t", "option name"},
		{"p", "k", "s3cr3t%(d)s", "another option"},
		{"p", "k", "s3cr3t\r", "line break"},
		{"p", "z", "s3cr3t", "other options"},
		{"p.q", "z", "", "other options"},
		{"a/b", "k", "s3cr3t", "name"},
		{"none", "k", "s3cr3t", "no type"},
	} {
		file := parse(t, before)
		err := file.SetOption(test.remote, test.key, rclonecfg.NewSecret(test.value))
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remoteErr, test.key)
		require.Equal(t, test.remote, remoteErr.Remote)
		require.ErrorContains(t, err, test.says)
		require.NotContains(t, err.Error(), "s3cr3t")
		require.Equal(t, before, string(file.Bytes()))
	}
}

// The values to which all remotes can refer.
func TestSetOptionDefault(t *testing.T) {
	for name, test := range map[string]struct{ before, key, value, after string }{
		"empty file":         {"", "id", "1", "id = 1\n"},
		"mark":               {"\ufeff", "id", "1", "\ufeffid = 1\n"},
		"no section":         {"# c\n", "id", "1", "id = 1\n\n# c\n"},
		"in front":           {"\ufeff# c\r\n[p]\r\n", "id", "1", "\ufeffid = 1\r\n\r\n# c\r\n[p]\r\n"},
		"behind others":      {"a = 1\n\n# p\n[p]\n", "id", "1", "a = 1\nid = 1\n\n# p\n[p]\n"},
		"change":             {"id : 2\n[p]\nx = %(id)s\n", "id", "1", "id : 1\n[p]\nx = %(id)s\n"},
		"remove":             {"id = 2\n[p]\nx = %(id)s\n", "id", "", "[p]\nx = %(id)s\n"},
		"remove what is not": {"[p]\n", "id", "", "[p]\n"},
		"section":            {"[p]\n[DEFAULT]\n[q]\n", "id", "1", "[p]\n[DEFAULT]\nid = 1\n[q]\n"},
		"section, no name":   {"a = 1\n[p]\n[]\n", "id", "1", "a = 1\nid = 1\n[p]\n[]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			file := parse(t, test.before)
			require.NoError(t, file.SetOption("DEFAULT", test.key, rclonecfg.NewSecret(test.value)))
			require.Equal(t, test.after, string(file.Bytes()))
			again := parse(t, test.after)
			require.Equal(t, again.Remotes(), file.Remotes())
			for _, name := range file.Remotes() {
				require.Equal(t, options(t, again, name), options(t, file, name))
			}
			if test.value != "" {
				require.Equal(t, test.value, options(t, file, "DEFAULT")[test.key])
			}
		})
	}
}

func TestSetOptionDefaultRefuses(t *testing.T) {
	for _, test := range []struct{ before, key, value, says string }{
		{"", "type", "s3cr3t", "use SetRemote"},
		{"", "a b", "s3cr3t", "option name"},
		{"", "RCLONE_ENCRYPT_V0", "s3cr3t", "encrypted"},
		{"a = 1\nRCLONE_ENCRYPT_V0 = 2\n", "a", "", "encrypted"},
		{"a = 1\n\ufeffb = 2\n", "a", "", "refers to"}, // b would lose the mark
		{"a = 1\nb = %(a)s(b)s\n", "a", "%", "line 2, which refers to it: the value refers to itself"},
		{"a = 1\nb = %(a)s\n", "a", "s3cr3t", "another value of the section"},
		{"a = 1\n[p]\nb = %(a)s%(a)s\n", "a", "s3cr3t" + strings.Repeat("x", 200<<10), "line 3, which refers to it: the value grows"},
	} {
		file := parse(t, test.before)
		err := file.SetOption("DEFAULT", test.key, rclonecfg.NewSecret(test.value))
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remoteErr, "%q", test.before)
		require.Equal(t, "DEFAULT", remoteErr.Remote)
		require.ErrorContains(t, err, test.says)
		require.NotContains(t, err.Error(), "s3cr3t")
		require.Equal(t, test.before, string(file.Bytes()))
		again := parse(t, test.before)
		require.Equal(t, again.Remotes(), file.Remotes())
	}
}

// What the documentation of SetOption and DeleteRemote says about "a.b".
func TestEditsReachDottedRemotes(t *testing.T) {
	file := parse(t, "[a]\ntype = t\nk = 1\n[a.b]\nx = y\n")
	require.NoError(t, file.SetOption("a", "k", rclonecfg.NewSecret("2")))
	require.Equal(t, map[string]string{"type": "t", "k": "2", "x": "y"}, options(t, file, "a.b"))
	require.NoError(t, file.SetOption("a.b", "k", rclonecfg.NewSecret("3")))
	require.Equal(t, map[string]string{"type": "t", "k": "2"}, options(t, file, "a"))
	require.True(t, file.DeleteRemote("a"))
	require.Equal(t, map[string]string{"x": "y", "k": "3"}, options(t, file, "a.b"))
}

// All remotes can refer to the options of DEFAULT.
func ExampleFile_SetOption_default() {
	file, err := rclonecfg.ParseFile([]byte("[photos]\ntype = googlephotos\nclient_id = %(project)s.apps.googleusercontent.com\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = file.SetOption("DEFAULT", "project", rclonecfg.NewSecret("123"))
	photos, _ := file.Remote("photos")
	id, _ := photos.Option("client_id")
	fmt.Printf("%s%v %v\n", file.Bytes(), id.Reveal(), err)
	// Output:
	// project = 123
	//
	// [photos]
	// type = googlephotos
	// client_id = %(project)s.apps.googleusercontent.com
	// 123.apps.googleusercontent.com <nil>
}

func ExampleFile_SetOption() {
	file, err := rclonecfg.ParseFile([]byte("[photos]\ntype = googlephotos\nproxy = http://proxy # kept as it is\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = file.SetOption("photos", "token", rclonecfg.NewSecret("{}"))
	fmt.Printf("%s%v\n", file.Bytes(), err)
	// Output:
	// [photos]
	// type = googlephotos
	// proxy = http://proxy # kept as it is
	// token = {}
	// <nil>
}
