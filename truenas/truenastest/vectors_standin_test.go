//go:build vectors

package truenastest_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// standIn is the rclone of the service vectors: fixed remote trees, and every
// transfer succeeds at once unless its arguments say otherwise.
type standIn struct{}

var photosTree = []string{
	"album/Trip/", "album/X/", "album/Été 2024/", "album/a b/", "album/Trip/IMG_1.jpg", "media/all/IMG_1.jpg",
	"media/by-day/2024/2024-01-01/", "media/by-month/2024/2024-01/", "media/by-year/2023/", "media/by-year/2024/",
	"shared-album/Family/", "feature/favorites/", "upload/",
}

var otherTree = []string{"dir/sub/", "album/", "file.txt"}

func (standIn) List(_ context.Context, provider map[string]any, folder string) ([]truenastest.RemoteEntry, error) {
	if token, _ := provider["token"].(string); strings.Contains(token, "invalid") {
		return nil, errors.New(`couldn't find token - please run "rclone config reconnect remote:"`)
	}
	tree := otherTree
	switch provider["type"] {
	case "GOOGLE_PHOTOS":
		tree = photosTree
	case "AZUREBLOB", "B2", "GOOGLE_CLOUD_STORAGE", "HUBIC", "S3", "STORJ_IX", "OPENSTACK_SWIFT":
		tree = nil
		for _, p := range otherTree {
			tree = append(tree, "bkt/"+p)
		}
	}
	found, seen := folder == "", map[string]bool{}
	var out []truenastest.RemoteEntry
	for _, p := range tree {
		rest := p
		if folder != "" {
			var ok bool
			if rest, ok = strings.CutPrefix(p, folder+"/"); !ok {
				continue
			}
		}
		found = true
		name, _, dir := strings.Cut(rest, "/")
		if name != "" && !seen[name] {
			seen[name] = true
			out = append(out, truenastest.RemoteEntry{Name: path.Base(name), Dir: dir, Size: 7})
		}
	}
	if !found {
		return nil, truenastest.ErrNoDirectory
	}
	return out, nil
}

var exitCode = regexp.MustCompile(`exit (\d+)`)

func (standIn) Run(_ context.Context, run truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
	var task struct {
		Path       string `json:"path"`
		Args       string `json:"args"`
		PreScript  string `json:"pre_script"`
		PostScript string `json:"post_script"`
	}
	if err := json.Unmarshal(run.Task, &task); err != nil {
		return truenastest.EngineResult{}, err
	}
	if m := exitCode.FindStringSubmatch(task.PreScript); m != nil {
		return truenastest.EngineResult{}, fmt.Errorf("Pre-script failed with exit code %s", m[1])
	}
	log := "Transferred:   \t    7 B / 7 B, 100%, 7 B/s, ETA 0s\nTransferred:            1 / 1, 100%\nElapsed time:         0.1s\n"
	report(100, "1 / 1, 7 B / 7 B, 7 B/s, ETA 0s")
	if strings.Contains(task.Args, "failme") {
		return truenastest.EngineResult{Log: log}, errors.New("rclone failed with exit code 3")
	}
	if m := exitCode.FindStringSubmatch(task.PostScript); m != nil {
		return truenastest.EngineResult{Log: log + "[Post-script] hi\n"}, fmt.Errorf("Post-script failed with exit code %s", m[1])
	}
	return truenastest.EngineResult{Log: cmp.Or(log, "\n")}, nil
}
