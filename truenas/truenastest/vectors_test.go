//go:build vectors

package truenastest_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// vectors reads a file of recorded verdicts.
func vectors[T any](t *testing.T, name string) []T {
	t.Helper()
	folder := os.Getenv("NASPHOTOS_VECTORS")
	require.NotEmpty(t, folder, "set NASPHOTOS_VECTORS to the folder of the conformance vectors")
	data, err := os.ReadFile(filepath.Join(folder, name))
	require.NoError(t, err)
	var lines []T
	scanner := bufio.NewScanner(bytes.NewReader(data))
	scanner.Buffer(nil, 16<<20)
	for scanner.Scan() {
		var line T
		require.NoError(t, json.Unmarshal(scanner.Bytes(), &line))
		lines = append(lines, line)
	}
	require.NoError(t, scanner.Err())
	require.NotEmpty(t, lines)
	return lines
}

// rows reduces error.data.extra to what is compared strictly: attribute and
// errno. Anything but a list of rows is returned as it is.
func rows(t *testing.T, extra json.RawMessage) any {
	t.Helper()
	if len(extra) == 0 {
		return nil
	}
	var list [][]any
	if json.Unmarshal(extra, &list) != nil {
		var other any
		require.NoError(t, json.Unmarshal(extra, &other))
		return other
	}
	if list == nil {
		return nil
	}
	out := [][2]any{}
	for _, r := range list {
		require.Len(t, r, 3)
		require.NotEmpty(t, r[1], "a message")
		out = append(out, [2]any{r[0], r[2]})
	}
	return out
}
