package nasphotos_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// The programs in the README are ones that compile.
func TestReadmePrograms(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for _, path := range []string{"examples/minimal/main.go", "examples/fakes/setup_test.go"} {
		program, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Contains(t, string(readme), "```go\n"+string(program)+"```\n", "copy %s into the README", path)
	}
}
