//go:build rclone

package rcloneproof_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// A wrong password opens a file neither there nor here, whoever encrypted it.
func TestRcloneRefusesTheSamePasswords(t *testing.T) {
	ours, err := rclonecfg.Encrypt([]byte(localConf), rclonecfg.NewSecret("right"))
	require.NoError(t, err)
	theirs := newConf(t, localConf, "")
	rcloneOn(t, theirs, "config", "encryption", "set", "--password-command", "echo right")
	text, err := os.ReadFile(theirs.Path)
	require.NoError(t, err)

	for _, encrypted := range [][]byte{ours, text} {
		for password, want := range map[string]error{
			"right": nil, "wrong": rclonecfg.ErrPassword, "Right": rclonecfg.ErrPassword, "": rclonecfg.ErrEncrypted,
		} {
			conf := newConf(t, string(encrypted), password)
			_, err := conf.Read()
			require.ErrorIs(t, err, want)

			cmd := command(t, "--config", conf.Path, "--ask-password=false", "config", "dump")
			cmd.Env = append(cmd.Env, "RCLONE_CONFIG_PASS="+password)
			require.Equal(t, want == nil, cmd.Run() == nil, password)
		}
	}
}
