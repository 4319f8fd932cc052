package nasphotos_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	buildTag = regexp.MustCompile(`(?m)^//go:build (\w+)$`)
	testName = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark|Example)\w*)\(`)
)

// .ci/run picks the tests that need more than Go by their names. One of another
// name would never run, and nobody would see that.
func TestNamesOfTaggedTests(t *testing.T) {
	picked := map[string]*regexp.Regexp{
		"rclone":  regexp.MustCompile(`^Test.*Rclone`),
		"vectors": regexp.MustCompile(`^Test.*(Vectors|Recorded)`),
		"browser": regexp.MustCompile(`^Test.*InBrowser$`),
		"keyring": regexp.MustCompile(`^TestKeyring`),
	}
	found := map[string]int{}
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if ours, _ := filepath.Match("*_test.go", filepath.Base(path)); err != nil || !ours {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		tag := buildTag.FindSubmatch(text)
		if tag == nil || picked[string(tag[1])] == nil {
			return nil
		}
		for _, name := range testName.FindAllSubmatch(text, -1) {
			found[string(tag[1])]++
			if string(name[1]) != "TestMain" {
				require.Regexp(t, picked[string(tag[1])], string(name[1]), path)
			}
		}
		return nil
	}))
	for tag := range picked {
		require.Positive(t, found[tag], tag)
	}
}
