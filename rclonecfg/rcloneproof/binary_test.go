//go:build rclone

package rcloneproof_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

// command is the rclone binary named by NASPHOTOS_RCLONE with arguments.
func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	binary := os.Getenv("NASPHOTOS_RCLONE")
	require.NotEmpty(t, binary, "set NASPHOTOS_RCLONE to the path of an rclone binary")
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	return cmd
}

// rclone runs a command that has to succeed.
func rclone(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := command(t, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	return out
}

// dump is what rclone finds in a configuration file.
func dump(t *testing.T, path string) map[string]map[string]string {
	t.Helper()
	var found map[string]map[string]string
	require.NoError(t, json.Unmarshal(rclone(t, "--config", path, "config", "dump"), &found))
	return found
}
