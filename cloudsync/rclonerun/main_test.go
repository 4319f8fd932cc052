package rclonerun_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/rclonerun"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// world is a fake Google with some photos, and a directory that stands for a NAS.
type world struct {
	google *googletest.Server
	root   string
	client truenas.GooglePhotos
}

const dataset = "/mnt/tank/photos"

func newWorld(t testing.TB, photos int) *world {
	t.Helper()
	google := googletest.NewServer(t, googletest.Config{})
	var ids []string
	for i := range photos {
		item := google.AddPhoto(googletest.Photo{
			Filename: fmt.Sprintf("IMG_%04d.jpg", i),
			Bytes:    googletest.JPEG(googletest.PhotoSpec{Seed: uint64(i), Taken: time.Date(2024, 5, 1+i%28, 10, 0, 0, 0, time.UTC)}),
		})
		ids = append(ids, item.ID)
	}
	google.AddAlbum("Trip", ids...)
	google.AddAlbum("Empty")
	w := &world{google: google, root: t.TempDir(), client: provider(t, google, time.Now().Add(time.Hour))}
	require.NoError(t, os.MkdirAll(filepath.Join(w.root, dataset), 0o755))
	t.Cleanup(func() { require.Empty(t, google.Unexpected()) })
	return w
}

// provider is what a NAS would have stored: a token that lasts until expiry, as
// far as rclone can tell.
func provider(t testing.TB, google *googletest.Server, expiry time.Time) truenas.GooglePhotos {
	t.Helper()
	tokens := google.Issue()
	text, err := rclonecfg.FormatToken(rclonecfg.Token{AccessToken: tokens.AccessToken, RefreshToken: tokens.RefreshToken, Expiry: expiry})
	require.NoError(t, err)
	var file struct {
		Installed struct {
			ClientID     string `json:"client_id"`
			ClientSecret string `json:"client_secret"`
		} `json:"installed"`
	}
	require.NoError(t, json.Unmarshal(google.ClientSecretJSON(), &file))
	return truenas.GooglePhotos{ClientID: file.Installed.ClientID, ClientSecret: truenas.NewSecret(file.Installed.ClientSecret), Token: text}
}

func (w *world) task(folder string, mode truenas.TransferMode) truenas.Task {
	return truenas.Task{
		ID: 1, Path: dataset, Direction: truenas.Pull, TransferMode: mode,
		Attributes: truenas.TaskAttributes{Folder: folder},
		Credential: truenas.Credential{ID: 1, Name: "photos", Provider: w.client},
	}
}

func (w *world) runner() *rclonerun.Runner {
	return &rclonerun.Runner{Root: w.root, Transport: w.google.Transport()}
}

func (w *world) path(name string) string { return filepath.Join(w.root, dataset, name) }

// files are the names and contents below the dataset.
func (w *world) files(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	base := filepath.Join(w.root, dataset)
	require.NoError(t, filepath.WalkDir(base, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(base, path)
		found[name] = string(data)
		return err
	}))
	return found
}

func (w *world) wanted() map[string]string {
	wanted := map[string]string{}
	for _, item := range w.google.Library().Items {
		wanted[item.Filename] = string(item.Bytes)
	}
	return wanted
}

func run(t *testing.T, runner cloudsync.Runner, task truenas.Task, opts cloudsync.RunOptions) (cloudsync.Result, error) {
	t.Helper()
	run, err := runner.Run(t.Context(), task, opts)
	if err != nil {
		return cloudsync.Result{}, err
	}
	return run.Wait(t.Context())
}

// gate is a transport that can hold downloads back.
type gate struct {
	inner   http.RoundTripper
	arrived chan struct{}
	open    chan struct{}
	once    sync.Once
}

func newGate(inner http.RoundTripper) *gate {
	return &gate{inner: inner, arrived: make(chan struct{}), open: make(chan struct{})}
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == "lh3.googleusercontent.com" {
		g.once.Do(func() { close(g.arrived) })
		select {
		case <-g.open:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	return g.inner.RoundTrip(r)
}
