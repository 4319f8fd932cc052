package nasphotos_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each row of the README's table of dependencies begins like this.
var moduleRow = regexp.MustCompile("(?m)^\\| `([a-z0-9.-]+\\.[a-z]+/[^`]+)` \\|")

// The README's table names the modules that go.mod requires directly, and no others.
func TestReadmeNamesEachModule(t *testing.T) {
	output, err := exec.CommandContext(t.Context(), "go", "mod", "edit", "-json").Output()
	require.NoError(t, err)
	var file struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	require.NoError(t, json.Unmarshal(output, &file))
	var required []string
	for _, module := range file.Require {
		if !module.Indirect {
			required = append(required, module.Path)
		}
	}
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var named []string
	for _, row := range moduleRow.FindAllStringSubmatch(string(readme), -1) {
		path := row[1] // of the module, or of the only package of it that is used
		if i := slices.IndexFunc(required, func(module string) bool { return strings.HasPrefix(path, module+"/") }); i >= 0 {
			path = required[i]
		}
		named = append(named, path)
	}
	require.ElementsMatch(t, required, named)
}
