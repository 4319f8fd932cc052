package rcloneproof_test

import (
	"math/rand/v2"
	"testing"

	"github.com/rclone/rclone/fs/fspath"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// A remote can be written when rclone finds it by its name. DEFAULT it would
// find, and give its options to all others.
func TestNamesAreThoseRcloneFinds(t *testing.T) {
	pieces := []string{
		"a", "Z", "0", "_", "-", ".", "+", "@", " ", "é", "日本", "٣", "²", "—", "/", "\\", ":", ",", "{", "}", "#", "'", "\"", "[",
		"]", "\t", "=", "%", "\u00a0", "DEFAULT", "\xff", "\u0301",
	}
	random := rand.New(rand.NewPCG(13, 17))
	good := 0
	for range 20_000 {
		name := ""
		for range 1 + random.IntN(4) {
			name += pieces[random.IntN(len(pieces))]
		}
		parsed, err := fspath.Parse(name + ":path")
		// A colon in front makes a type of a name.
		finds := err == nil && parsed.Name == name && name[0] != ':' && parsed.Config == nil && parsed.Path == "path"
		err = new(rclonecfg.File).SetRemote(remote(name, "local"))
		require.Equal(t, finds && name != "DEFAULT", err == nil, "%q: %v", name, err)
		if finds {
			good++
		}
	}
	require.Greater(t, good, 1000)
}
