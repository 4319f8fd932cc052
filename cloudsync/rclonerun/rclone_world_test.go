//go:build rclone

package rclonerun_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// outside is a fake Google as a program sees it that knows nothing of fakes: a
// proxy, and an authority to trust.
type outside struct {
	google       *googletest.Server
	proxy        *googletest.Proxy
	clientID     string
	clientSecret string
}

func newOutside(t *testing.T) *outside {
	t.Helper()
	google := googletest.NewServer(t, googletest.Config{})
	proxy, err := google.Proxy()
	require.NoError(t, err)
	t.Cleanup(func() { require.Empty(t, google.Unexpected()) })
	var client struct {
		Installed struct {
			ClientID     string `json:"client_id"`
			ClientSecret string `json:"client_secret"`
		} `json:"installed"`
	}
	require.NoError(t, json.Unmarshal(google.ClientSecretJSON(), &client))
	return &outside{google, proxy, client.Installed.ClientID, client.Installed.ClientSecret}
}

// fill puts photos of the client into the library and returns their bytes.
func (o *outside) fill(t *testing.T) map[string]string {
	t.Helper()
	var ids []string
	files := map[string]string{}
	for i, name := range []string{"IMG_1.jpg", "Straße 東京 😀.jpg", "with space & more.jpg"} {
		item := o.google.AddPhoto(googletest.Photo{Filename: name, Bytes: googletest.JPEG(googletest.PhotoSpec{Seed: uint64(100 + i)})})
		ids = append(ids, item.ID)
		files[name] = string(item.Bytes)
	}
	o.google.AddAlbum("Ausflug ☂", ids[1], ids[2])
	return files
}

// pushed writes files to send, and returns their directory and bytes.
func pushed(t *testing.T) (string, map[string]string) {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{}
	for i, name := range []string{"a.jpg", "ünï.jpg"} {
		data := googletest.JPEG(googletest.PhotoSpec{Seed: uint64(200 + i), Width: 640, Height: 480})
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
		files[name] = string(data)
	}
	return dir, files
}

// inAlbum are the names and bytes of an album at Google.
func (o *outside) inAlbum(title string) map[string]string {
	library := o.google.Library()
	found := map[string]string{}
	for _, album := range library.Albums {
		if album.Title != title {
			continue
		}
		for _, item := range library.Items {
			for _, id := range album.ItemIDs {
				if id == item.ID {
					found[item.Filename] = string(item.Bytes)
				}
			}
		}
	}
	return found
}

// readFolder are the names and bytes of the files in a folder.
func readFolder(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	found := map[string]string{}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		require.NoError(t, err)
		found[entry.Name()] = string(data)
	}
	return found
}
