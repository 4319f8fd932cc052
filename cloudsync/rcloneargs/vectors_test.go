//go:build vectors

package rcloneargs_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

// vector is a task, and what a TrueNAS release was observed to run for it.
type vector struct {
	ID    string `json:"id"`
	Input struct {
		Task             truenas.Task            `json:"task"`
		Credentials      json.RawMessage         `json:"credentials"`
		DryRun           bool                    `json:"dry_run"`
		StoredAttributes *truenas.TaskAttributes `json:"stored_attributes"`
	} `json:"input"`
	Argv   []string `json:"argv"`
	Config string   `json:"config"`
	Filter string   `json:"filter"`
}

// provider decodes the credentials the way a stored credential is.
func (v vector) provider(t *testing.T) truenas.Provider {
	t.Helper()
	object := v.Input.Credentials
	var old struct {
		Provider   string                     `json:"provider"`
		Attributes map[string]json.RawMessage `json:"attributes"`
	}
	// 24.10 has the type next to the fields. S3 has a field "provider" too.
	if json.Unmarshal(object, &old) == nil && old.Attributes != nil {
		name, err := json.Marshal(old.Provider)
		require.NoError(t, err)
		old.Attributes["type"] = name
		object, err = json.Marshal(old.Attributes)
		require.NoError(t, err)
	}
	entry, err := json.Marshal(map[string]any{"id": 1, "name": "c", "provider": object})
	require.NoError(t, err)
	var credential truenas.Credential
	require.NoError(t, json.Unmarshal(entry, &credential))
	return credential.Provider
}

func (v vector) task() truenas.Task {
	task := v.Input.Task
	if v.Input.StoredAttributes != nil {
		task.Attributes = *v.Input.StoredAttributes
	}
	return task
}

func vectors(t *testing.T, name string) []vector {
	t.Helper()
	folder := os.Getenv("NASPHOTOS_VECTORS")
	require.NotEmpty(t, folder, "set NASPHOTOS_VECTORS to the folder with the recorded vectors")
	file, err := os.Open(filepath.Join(folder, "translate", name+".jsonl"))
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	var list []vector
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var v vector
		require.NoError(t, json.Unmarshal(lines.Bytes(), &v))
		list = append(list, v)
	}
	require.NoError(t, lines.Err())
	return list
}

// recorded names the files and how many of their lines have Google Photos
// credentials and a command line.
var recorded = []struct {
	file    string
	release rcloneargs.Release
	lines   int
	// notStarted are lines where rclone was not started, so that there is
	// nothing to compare with.
	notStarted []string
}{
	{"24.10", rcloneargs.Release24_10, 15, []string{"token.crlf.GOOGLE_PHOTOS"}},
	{"25.04", rcloneargs.Release25_04, 17, nil},
	{"25.10", rcloneargs.Release25_10, 17, nil},
	{"26", rcloneargs.Release26_0, 17, nil},
	{"27", rcloneargs.Release27_0, 17, nil},
}

func TestVectorsGooglePhotos(t *testing.T) {
	for _, record := range recorded {
		lines := 0
		var notStarted []string
		for _, v := range vectors(t, record.file) {
			provider := v.provider(t)
			if provider.ProviderType() != "GOOGLE_PHOTOS" {
				continue
			}
			if v.Argv == nil {
				notStarted = append(notStarted, v.ID)
				continue
			}
			lines++
			t.Run(record.file+"/"+v.ID, func(t *testing.T) {
				cmd, err := rcloneargs.Command(v.task(), provider, rcloneargs.Options{Release: record.release, DryRun: v.Input.DryRun})
				require.NoError(t, err)
				require.Equal(t, v.Argv, cmd.Args)
				require.Equal(t, v.Config, revealed(t, cmd.Config.Reveal()))
				require.Equal(t, v.Filter, cmd.Filter)
			})
		}
		require.Equal(t, record.lines, lines, record.file)
		require.Equal(t, record.notStarted, notStarted, record.file)
	}
}

// For other providers Command refuses, but what does not depend on the provider
// must be the same with Google Photos: the command line and the filter, and the
// encrypted remote. Providers with buckets have other paths.
func TestVectorsOtherProviders(t *testing.T) {
	for _, record := range recorded {
		lines := 0
		for _, v := range vectors(t, record.file) {
			provider, task := v.provider(t), v.task()
			if provider.ProviderType() == "GOOGLE_PHOTOS" || v.Argv == nil {
				continue
			}
			opts := rcloneargs.Options{Release: record.release, DryRun: v.Input.DryRun}
			_, err := rcloneargs.Command(task, provider, opts)
			var unsupported *rcloneargs.UnsupportedProviderError
			require.ErrorAs(t, err, &unsupported, v.ID)
			if task.Attributes.Bucket != "" {
				continue
			}
			lines++
			t.Run(record.file+"/"+v.ID, func(t *testing.T) {
				for _, arg := range v.Argv {
					if task.Snapshot && strings.Contains(arg, "/.zfs/snapshot/") {
						opts.SnapshotPath = arg
					}
				}
				cmd, err := rcloneargs.Command(task, photos(), opts)
				require.NoError(t, err)
				require.Equal(t, v.Argv, cmd.Args)
				require.Equal(t, v.Filter, cmd.Filter)
				encrypted := func(config string) string {
					head, _, _ := strings.Cut(config, "[remote]\n")
					return head
				}
				require.Equal(t, encrypted(v.Config), encrypted(revealed(t, cmd.Config.Reveal())))
			})
		}
		require.Greater(t, lines, 25, record.file)
		t.Logf("%s: %d lines", record.file, lines)
	}
}
