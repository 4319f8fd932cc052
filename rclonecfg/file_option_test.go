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
	const before = "x = 1\n[photos]\ntype = t\nodd key = 1\n- = dash\n/a: b\ntoken = old\nr = %(x)s\nempty =\n"
	for _, test := range []struct{ key, value, from, to string }{
		{"token", "new", "token = old", "token = new"},
		{"token", "", "token = old\n", ""},
		{"proxy", "p", "empty =\n", "empty =\nproxy = p\n"},
		{"empty", "e", "empty =\n", "empty = e\n"},
		{"empty", "", "", ""},
		{"odd key", "2", "odd key = 1", "odd key = 2"},
		{"odd key", "", "odd key = 1\n", ""},
		{"#1", "2", "- = dash", "- = 2"},
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
		{"DEFAULT", "d", "s3cr3t", "refer to"},
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
