//go:build vectors

package rcloneargs_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
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
		Task             map[string]json.RawMessage `json:"task"`
		Credentials      json.RawMessage            `json:"credentials"`
		DryRun           bool                       `json:"dry_run"`
		StoredAttributes json.RawMessage            `json:"stored_attributes"`
		StoredPath       string                     `json:"stored_path"`
	} `json:"input"`
	// Direct: what is translated is the input as it is, and not what a release
	// stores for it.
	Direct  bool     `json:"direct"`
	Argv    []string `json:"argv"`
	Config  string   `json:"config"`
	Filter  string   `json:"filter"`
	KeyFile string   `json:"key_file"`
	Job     struct {
		Error string `json:"error"`
	} `json:"job"`
}

// task is the stored task, with the credential in the shape of the release.
func (v vector) task(t *testing.T, release rcloneargs.Release) truenas.Task {
	t.Helper()
	entry := v.Input.Task
	if len(v.Input.StoredAttributes) > 0 && string(v.Input.StoredAttributes) != "null" {
		entry["attributes"] = v.Input.StoredAttributes
	}
	if v.Input.StoredPath != "" {
		path, err := json.Marshal(v.Input.StoredPath)
		require.NoError(t, err)
		entry["path"] = path
	}
	credential := map[string]json.RawMessage{"name": json.RawMessage(`"c"`), "provider": v.Input.Credentials}
	if release == rcloneargs.Release24_10 {
		require.NoError(t, json.Unmarshal(v.Input.Credentials, &credential))
	}
	text, err := json.Marshal(credential)
	require.NoError(t, err)
	entry["credentials"] = text
	text, err = json.Marshal(entry)
	require.NoError(t, err)
	var task truenas.Task
	require.NoError(t, json.Unmarshal(text, &task))
	if v.Direct && release == rcloneargs.Release25_04 {
		task.Credential.Provider = truenas.Unknown{
			Type: task.Credential.Provider.ProviderType(), Raw: truenas.NewSecret(string(v.Input.Credentials)),
		}
	}
	return task
}

// snapshot is the path of a snapshot that a command line reads.
func (v vector) snapshot() string {
	for _, arg := range v.Argv {
		if strings.Contains(arg, "/.zfs/snapshot/") {
			return arg
		}
	}
	return "/mnt/tank/.zfs/snapshot/cloud_sync-ID-YYYYMMDDHHMMSS"
}

// recordedLines reads a file, and how many lines it has.
func recordedLines(t *testing.T, name string) (list []vector, count int) {
	t.Helper()
	folder := os.Getenv("NASPHOTOS_VECTORS")
	require.NotEmpty(t, folder, "set NASPHOTOS_VECTORS to the folder with the recorded vectors")
	data, err := os.ReadFile(filepath.Join(folder, "translate", name+".jsonl"))
	require.NoError(t, err)
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var v vector
		require.NoError(t, json.Unmarshal(lines.Bytes(), &v))
		list = append(list, v)
	}
	require.NoError(t, lines.Err())
	return list, bytes.Count(data, []byte("\n"))
}

var recorded = []struct {
	file     string
	releases []rcloneargs.Release
}{
	{"24.10", []rcloneargs.Release{rcloneargs.Release24_10}},
	{"25.04", []rcloneargs.Release{rcloneargs.Release25_04}},
	{"25.10", []rcloneargs.Release{rcloneargs.Release25_10}},
	{"26", []rcloneargs.Release{rcloneargs.Release26_0}},
	{"27", []rcloneargs.Release{rcloneargs.Release27_0, ""}},
}

// ofTheNAS are failures that no task tells: those of scripts and of folders.
var ofTheNAS = regexp.MustCompile(`Pre-script|Directory '|is not a directory|Dataset is locked`)

// Every line of every file: the command line, the configuration, the filter and
// the key file are the recorded ones, and what was never started is refused.
func TestVectors(t *testing.T) {
	providers := map[string]bool{}
	for _, record := range recorded {
		list, lines := recordedLines(t, record.file)
		compared, refused := 0, 0
		for _, v := range list {
			for _, release := range record.releases {
				t.Run(record.file+"/"+v.ID, func(t *testing.T) {
					task := v.task(t, release)
					providers[task.Credential.Provider.ProviderType()] = true
					cmd, err := rcloneargs.Command(task, task.Credential, rcloneargs.Options{
						Release: release, DryRun: v.Input.DryRun, SnapshotPath: v.snapshot(), PrivateKey: truenas.NewSecret("PRIVATE"),
					})
					if v.Argv == nil {
						refused++
						if ofTheNAS.MatchString(v.Job.Error) {
							require.NoError(t, err)
							return
						}
						requireReason(t, err, v.Job.Error)
						return
					}
					compared++
					require.NoError(t, err)
					require.Equal(t, v.Argv, cmd.Args)
					require.Equal(t, v.Config, revealed(t, cmd.Config.Reveal()))
					require.Equal(t, v.Filter, cmd.Filter)
					require.Equal(t, v.KeyFile, cmd.KeyFile.Reveal())
				})
			}
		}
		require.Equal(t, lines*len(record.releases), compared+refused, "%s: no line is left out", record.file)
		require.Positive(t, compared)
		t.Logf("%s: %d lines, %d commands and %d refusals", record.file, lines, compared, refused)
	}
	require.GreaterOrEqual(t, len(providers), 18, "all but MEGA, which no line has")
}

// requireReason: the error says what TrueNAS said, without the values and places
// in it.
func requireReason(t *testing.T, err error, said string) {
	t.Helper()
	var credential *rcloneargs.CredentialError
	var unsupported *rcloneargs.UnsupportedProviderError
	var task *rcloneargs.TaskError
	switch {
	case errors.As(err, &credential):
		require.True(t, strings.HasPrefix(said, credential.Reason), "%s: %s", said, err)
	case errors.As(err, &unsupported):
		require.True(t, strings.HasPrefix(said, unsupported.Reason), "%s: %s", said, err)
	default:
		require.ErrorAs(t, err, &task, said)
		require.True(t, strings.HasPrefix(said, task.Reason), "%s: %s", said, err)
	}
}

// unquoted takes away what the updates change in a configuration.
var unquoted = strings.NewReplacer("\r", "", "\n", "", `"""`, "")

// The updates that write values with line breaks safely differ from the releases
// before them in nothing else.
func TestVectorsOfUpdates(t *testing.T) {
	for file, updates := range map[string][2]rcloneargs.Release{
		"25.10": {rcloneargs.Release25_10, rcloneargs.Release25_10_7},
		"26":    {rcloneargs.Release26_0, rcloneargs.Release26_0RC1},
	} {
		list, lines := recordedLines(t, file)
		require.Len(t, list, lines)
		for _, v := range list {
			var commands [2]rcloneargs.Cmd
			var errs [2]error
			for i, release := range updates {
				task := v.task(t, release)
				commands[i], errs[i] = rcloneargs.Command(task, task.Credential, rcloneargs.Options{
					Release: release, SnapshotPath: v.snapshot(), PrivateKey: truenas.NewSecret("PRIVATE"),
				})
			}
			before, after := commands[0], commands[1]
			require.Equal(t, errs[0], errs[1], v.ID)
			require.Equal(t, before.Args, after.Args, v.ID)
			require.Equal(t, before.Filter, after.Filter, v.ID)
			require.Equal(t, unquoted.Replace(revealed(t, before.Config.Reveal())), unquoted.Replace(revealed(t, after.Config.Reveal())), v.ID)
		}
		t.Logf("%s: %d lines", file, lines)
	}
}
