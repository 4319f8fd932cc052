package leakcheck_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/leakcheck"
)

// onPurpose are examples whose output holds a made-up secret: why stands beside
// them.
var onPurpose = map[string]string{
	"rcloneargs.ExampleCommand":            "the file that a run gives to rclone, with made-up values",
	"rclonecfg.ExampleFormatToken":         "the line that goes to the NAS, with made-up values",
	"rclonecfg.ExampleGooglePhotos_Remote": "the remote of rclone.conf, with made-up values",
	"rclonecfg.ExampleGooglePhotos":        "the remote of rclone.conf, with made-up values",
}

// What the examples print is in their comments, and is what readers copy.
func TestExamplesPrintNoSecret(t *testing.T) {
	seen, used := 0, map[string]bool{}
	require.NoError(t, filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		for name, output := range outputs(file) {
			seen++
			if leaks := leakcheck.Find(output); len(leaks) > 0 {
				used[name] = true
				require.Contains(t, onPurpose, name, "%s: %v", path, leaks)
			}
		}
		return nil
	}))
	require.Greater(t, seen, 100, "the walk found the examples")
	for name := range onPurpose {
		require.True(t, used[name], "%s is explained but prints no secret", name)
	}
}

// outputs are what the examples of a file print, by the name of the package and
// of the function.
func outputs(file *ast.File) map[string]string {
	found := map[string]string{}
	for _, example := range doc.Examples(file) {
		if example.Output != "" {
			found[strings.TrimSuffix(file.Name.Name, "_test")+".Example"+example.Name] = example.Output
		}
	}
	return found
}

func TestOutputs(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "x_test.go", `package x_test

func ExampleSecret() {
	println()
	// Output: `+secrets["client secret"]+`
}
`, parser.ParseComments)
	require.NoError(t, err)
	require.NotEmpty(t, leakcheck.Find(outputs(file)["x.ExampleSecret"]))
}
