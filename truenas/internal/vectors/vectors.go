package vectors

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// File reads a file.
func File(t testing.TB, name string) []byte {
	t.Helper()
	folder := os.Getenv("NASPHOTOS_VECTORS")
	if folder == "" {
		t.Fatal("set NASPHOTOS_VECTORS to the folder of the recorded verdicts")
	}
	data, err := os.ReadFile(filepath.Join(folder, filepath.FromSlash(name))) //nolint:gosec // whoever runs the tests names the folder
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Lines reads a file of JSON lines, of which there must be some.
func Lines[T any](t testing.TB, name string) []T {
	t.Helper()
	var lines []T
	for line := range bytes.Lines(File(t, name)) {
		var value T
		if err := json.Unmarshal(line, &value); err != nil {
			t.Fatalf("%s, line %d: %v", name, len(lines)+1, err)
		}
		lines = append(lines, value)
	}
	if len(lines) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return lines
}
