package nasphotos_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The program in the README is one that compiles.
func TestReadmeProgram(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	program, err := os.ReadFile("examples/minimal/main.go")
	require.NoError(t, err)
	require.Contains(t, string(readme), "```go\n"+string(program)+"```\n")
}
