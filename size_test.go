package nasphotos_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A program that talks to a NAS and does nothing else stays small.
func TestProgramsStaySmall(t *testing.T) {
	const (
		maxSize     = 9_000_000 // bytes, stripped
		maxPackages = 230
	)
	folder := t.TempDir()
	source := filepath.Join(folder, "main.go")
	require.NoError(t, os.WriteFile(source, []byte(`package main

import (
	"context"
	"os"

	"github.com/nasphotos/nasphotos/truenas"
)

func main() {
	ctx := context.Background()
	client, err := truenas.Dial(ctx, os.Args[1], truenas.APIKey(os.Args[2], truenas.NewSecret(os.Args[3])))
	if err != nil {
		panic(err)
	}
	defer client.Close()
	_, err = client.Tasks().List(ctx)
	println(err == nil)
}
`), 0o600))
	program := filepath.Join(folder, "program")
	build := exec.CommandContext(t.Context(), "go", "build", "-ldflags", "-s -w", "-o", program, source)
	output, err := build.CombinedOutput()
	require.NoError(t, err, "%s", output)
	info, err := os.Stat(program)
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(maxSize))

	output, err = exec.CommandContext(t.Context(), "go", "list", "-deps", "./truenas").Output()
	require.NoError(t, err)
	packages := strings.Count(string(output), "\n")
	require.Less(t, packages, maxPackages)
	t.Logf("%d bytes, %d packages", info.Size(), packages)
}
