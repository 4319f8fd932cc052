package rclonecfg_test

import (
	"fmt"
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
