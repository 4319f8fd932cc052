//go:build vectors

package truenas_test

import (
	"encoding/json"
	"errors"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// known is the file of what exists before each recorded call.
type known struct {
	Credentials []json.RawMessage `json:"credentials"`
	Pools       []string          `json:"pools"`
	Datasets    []string          `json:"datasets"`
}

// with is what a client knows before the call of a line. It puts the id of the
// first object that the line's setup made in the place of "$0".
func (k known) with(t *testing.T, line verdict) truenas.Known {
	t.Helper()
	nas := truenas.Known{
		Tasks: []truenas.Task{}, Pools: k.Pools, Datasets: k.Datasets, NotFullAdmin: line.As != "root",
	}
	entries := k.Credentials
	for i, call := range line.Setup {
		object := replaceFirst(t, line, call.Params[0]).(map[string]any)
		object["id"] = line.SetupIDs[i]
		if call.Method == "cloudsync.create" {
			nas.Tasks = append(nas.Tasks, decode[truenas.Task](t, encode(t, object)))
		} else {
			entries = append(entries[:len(entries):len(entries)], encode(t, object))
		}
	}
	accounts := map[int]account{}
	for _, e := range entries {
		c := decode[truenas.Credential](t, e)
		nas.Credentials = append(nas.Credentials, c)
		accounts[c.ID] = decode[account](t, e)
	}
	for i, p := range line.Params {
		line.Params[i] = replaceFirst(t, line, p)
	}
	nas.List = func(id int, path string) ([]truenas.DirEntry, error) { return accounts[id].list(path) }
	return nas
}

func replaceFirst(t *testing.T, line verdict, v any) any {
	t.Helper()
	if len(line.SetupIDs) == 0 {
		return v
	}
	text := strings.ReplaceAll(string(encode(t, v)), `"$0"`, string(encode(t, line.SetupIDs[0])))
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var out any
	require.NoError(t, d.Decode(&out))
	return out
}

func encode(t *testing.T, v any) json.RawMessage {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	return data
}

func decode[T any](t *testing.T, data json.RawMessage) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal(data, &v))
	return v
}

// account has the fixed remote tree of the recording.
type account struct {
	Provider struct {
		Type  string `json:"type"`
		Token string `json:"token"`
	} `json:"provider"`
}

func (a account) list(folder string) ([]truenas.DirEntry, error) {
	if strings.Contains(a.Provider.Token, "invalid") {
		return nil, &truenas.CallError{Code: -32001, Errno: 14, Reason: "couldn't find token"}
	}
	tree := []string{"dir/sub/", "album/", "file.txt"}
	switch a.Provider.Type {
	case "GOOGLE_PHOTOS":
		tree = []string{
			"album/Trip/", "album/X/", "album/Été 2024/", "album/a b/", "album/Trip/IMG_1.jpg", "media/all/IMG_1.jpg",
			"media/by-day/2024/2024-01-01/", "media/by-month/2024/2024-01/", "media/by-year/2023/", "media/by-year/2024/",
			"shared-album/Family/", "feature/favorites/", "upload/",
		}
	case "AZUREBLOB", "B2", "GOOGLE_CLOUD_STORAGE", "HUBIC", "S3", "STORJ_IX", "OPENSTACK_SWIFT":
		tree = []string{"bkt/dir/sub/", "bkt/album/", "bkt/file.txt"}
	}
	folder = strings.Trim(path.Clean("/"+folder), "/")
	found := folder == ""
	var out []truenas.DirEntry
	for _, p := range tree {
		rest := p
		if folder != "" {
			var below bool
			if rest, below = strings.CutPrefix(p, folder+"/"); !below {
				continue
			}
		}
		found = true
		if name, _, dir := strings.Cut(rest, "/"); name != "" {
			out = append(out, truenas.DirEntry{Name: name, IsDir: dir})
		}
	}
	if !found {
		return nil, &truenas.CallError{Code: -32001, Errno: 14, Reason: errors.New("directory not found").Error()}
	}
	return out, nil
}
