package safefile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

func entries(t *testing.T, folder string) []string {
	t.Helper()
	list, err := os.ReadDir(folder)
	require.NoError(t, err)
	var names []string
	for _, entry := range list {
		names = append(names, entry.Name())
	}
	return names
}

// Whatever step fails, the file is the old one and nothing lies beside it; after
// the last it is the new one.
func TestWriteFailsAtEachStep(t *testing.T) {
	broken := errors.New("broken")
	for _, failing := range []safefile.Step{
		safefile.StepCreate, safefile.StepWrite, safefile.StepMode, safefile.StepSync,
		safefile.StepClose, safefile.StepRename, safefile.StepSyncFolder,
	} {
		for _, before := range []string{"old", ""} {
			folder := t.TempDir()
			path := filepath.Join(folder, "x.json")
			if before != "" {
				require.NoError(t, os.WriteFile(path, []byte(before), 0o600))
			}
			writer := safefile.Writer{Before: func(step safefile.Step) error {
				if step == failing {
					return broken
				}
				return nil
			}}
			err := writer.Write(path, []byte("new"))
			require.ErrorIs(t, err, broken, failing)
			_, unsynced := errors.AsType[*safefile.SyncError](err)
			require.Equal(t, failing == safefile.StepSyncFolder, unsynced, failing)

			want := before
			if unsynced {
				want = "new"
			}
			if want == "" {
				require.Empty(t, entries(t, folder), failing)
				continue
			}
			require.Equal(t, []string{"x.json"}, entries(t, folder), failing)
			got, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, want, string(got), failing)
		}
	}
}

// Unchanged is asked when all but the rename is done, and can stop it.
func TestWriteUnlessChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	require.NoError(t, os.WriteFile(path, []byte("old"), 0o600))
	changed := errors.New("changed")
	var answer error
	var last safefile.Step
	writer := safefile.Writer{
		Before: func(step safefile.Step) error {
			last = step
			return nil
		},
		Unchanged: func() error {
			require.Equal(t, safefile.StepClose, last)
			return answer
		},
	}
	for _, test := range []struct {
		answer error
		want   string
	}{{changed, "old"}, {nil, "new"}} {
		answer = test.answer
		require.ErrorIs(t, writer.Write(path, []byte("new")), answer)
		got, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, test.want, string(got))
		require.Equal(t, []string{"x.json"}, entries(t, filepath.Dir(path)))
	}
}

// A program that died leaves its temporary file; the next one clears it away, and
// nothing else.
// A single file that is mounted into a container can be written, but not replaced.
func TestWriteOnAMount(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	err := safefile.Writer{Before: func(step safefile.Step) error {
		if step == safefile.StepRename {
			return syscall.EBUSY
		}
		return nil
	}}.Write(path, []byte("new"))
	require.ErrorIs(t, err, syscall.EBUSY)
	require.ErrorContains(t, err, "mount its folder")
}

func TestRemoveLeftovers(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "x.json")
	keep := []string{".x.json.12a.tmp", ".x.json.tmp", ".x.json..tmp", ".xx.json.1.tmp", ".y.json.1.tmp", "x.json", "x.json.1.tmp"}
	for _, name := range append(keep, ".x.json.123.tmp") {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), nil, 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(folder, ".x.json.4.tmp"), 0o700))
	safefile.RemoveLeftovers(path)
	require.ElementsMatch(t, append(keep, ".x.json.4.tmp"), entries(t, folder))

	// What Write leaves when it cannot tidy up is such a file.
	broken := errors.New("broken")
	_ = safefile.Writer{Before: func(step safefile.Step) error {
		if step == safefile.StepRename || step == safefile.StepRemove {
			return broken
		}
		return nil
	}}.Write(path, []byte("new"))
	require.Len(t, entries(t, folder), len(keep)+2)
	safefile.RemoveLeftovers(path)
	require.ElementsMatch(t, append(keep, ".x.json.4.tmp"), entries(t, folder))
	safefile.RemoveLeftovers(filepath.Join(folder, "missing", "x.json"))

	starred := filepath.Join(t.TempDir(), "a*b.json")
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(starred), ".a*b.json.1.tmp"), nil, 0o600))
	safefile.RemoveLeftovers(starred)
	require.Empty(t, entries(t, filepath.Dir(starred)))
}

func TestMakeFolder(t *testing.T) {
	base := t.TempDir()
	deep := filepath.Join(base, "a", "b", "c")
	for range 2 {
		require.NoError(t, safefile.MakeFolder(deep))
		for _, folder := range []string{"a", "a/b", "a/b/c"} {
			info, err := os.Stat(filepath.Join(base, folder))
			require.NoError(t, err)
			require.Equal(t, fs.ModeDir|0o700, info.Mode())
		}
	}
	require.NoError(t, os.Chmod(deep, 0o750))
	require.NoError(t, safefile.MakeFolder(deep))
	info, err := os.Stat(deep)
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o750), info.Mode().Perm())

	file := filepath.Join(base, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.ErrorIs(t, safefile.MakeFolder(file), fs.ErrExist)
	require.Error(t, safefile.MakeFolder(filepath.Join(file, "x")))
}
