package rclonecfg_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// What a file means is compared with rclone in package rcloneproof; here, that
// nothing is lost or panics.
func FuzzParseFile(f *testing.F) {
	for _, seed := range []string{
		"", "[p]\ntype = t\n", "\ufeff[p]\r\nk = v\r\n", "a = %(b)s\nb = c\n[p]\nx = %(a)s\n", "[p.q]\n[p]\nk=v\n",
		"[p]\n- = 1\n- = 2\n", "[p]\nk = ` v `\n", "[]\n[p]\n", "RCLONE_ENCRYPT_V0:\nAA\n", "a = %(a)s\n",
		"[p]\nk = \"\"\" v \"\"\" x\n\"a=b\" : 1\n`c`= 2\n", "\u00a0[p]\u0085\n\u2003k\r= v\r\n\x00 = \xff\n", "[.x]\n[DEFAULT]\nk = %( )s\n\"\" = 1\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := rclonecfg.ParseFile(text)
		if err != nil {
			return
		}
		require.Equal(t, string(text), string(file.Bytes()))
		for _, name := range file.Remotes() {
			same, ok := file.Remote(name)
			require.True(t, ok)
			require.NoError(t, file.SetRemote(same), "%q", text)
			require.Equal(t, string(text), string(file.Bytes()), "setting what is there changes nothing")
		}
	})
}
