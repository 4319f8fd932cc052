//go:build rclone

package rcloneargs_test

import (
	"maps"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

// account of a server of rclone's that keeps its files in a folder.
type server struct {
	name     string
	start    func(t *testing.T, rclone *binary, folder string) (truenas.Provider, rcloneargs.Options)
	bucket   string
	releases []rcloneargs.Release
}

var servers = []server{
	{name: "WEBDAV", releases: allReleases, start: func(t *testing.T, rclone *binary, folder string) (truenas.Provider, rcloneargs.Options) {
		address := rclone.serve(t, folder, "webdav", "--user", "u", "--pass", "p w")
		return truenas.WebDAV{URL: "http://" + address, Vendor: "OTHER", User: "u", Pass: truenas.NewSecret("p w")}, rcloneargs.Options{}
	}},
	{name: "S3", releases: allReleases, bucket: "bkt", start: func(t *testing.T, rclone *binary, folder string) (truenas.Provider, rcloneargs.Options) {
		address := rclone.serve(t, folder, "s3", "--auth-key", "AKIA,secretkey")
		return truenas.S3{AccessKeyID: "AKIA", SecretAccessKey: truenas.NewSecret("secretkey"), Endpoint: "http://" + address}, rcloneargs.Options{}
	}},
	{name: "FTP", releases: allReleases, start: func(t *testing.T, rclone *binary, folder string) (truenas.Provider, rcloneargs.Options) {
		host, port := portOf(t, rclone.serve(t, folder, "ftp", "--user", "u", "--pass", "p"))
		return truenas.FTP{Host: host, Port: truenas.Set(port), User: "u", Pass: truenas.NewSecret("p")}, rcloneargs.Options{}
	}},
	{name: "SFTP", releases: allReleases, start: func(t *testing.T, rclone *binary, folder string) (truenas.Provider, rcloneargs.Options) {
		private, authorized := keyPair(t)
		host, port := portOf(t, rclone.serve(t, folder, "sftp", "--authorized-keys", authorized))
		return truenas.SFTP{Host: host, Port: truenas.Set(port), User: "u", PrivateKey: truenas.Set(3)},
			rcloneargs.Options{PrivateKey: truenas.NewSecret(private)}
	}},
}

// Files arrive as the task says: pushed and pulled, with filters, encrypted or
// not, on the oldest and on the newest release.
func TestRcloneTransfers(t *testing.T) {
	files := map[string]string{"a.txt": "A", "sub dir/é.txt": "E", "skip.tmp": "no", "other/x.bin": "no"}
	want := map[string]string{"a.txt": "A", "sub dir/é.txt": "E"}
	for _, server := range servers {
		t.Run(server.name, func(t *testing.T) {
			rclone, folder := newBinary(t), t.TempDir()
			provider, opts := server.start(t, rclone, folder)
			for _, release := range []rcloneargs.Release{server.releases[0], server.releases[len(server.releases)-1]} {
				for _, encrypted := range []bool{false, true} {
					opts.Release = release
					task := truenas.Task{
						Path: t.TempDir(), Direction: truenas.Push, TransferMode: truenas.Copy,
						Attributes: truenas.TaskAttributes{Folder: "/in " + string(release) + "/", Bucket: server.bucket},
						Include:    []string{"*.txt"}, Exclude: []string{"*.tmp"}, Transfers: new(2), Args: "--retries 1",
					}
					if encrypted {
						task.Attributes.Folder += "crypt"
						task.Encryption, task.FilenameEncryption = true, true
						task.EncryptionPassword, task.EncryptionSalt = truenas.NewSecret("pässword"), truenas.NewSecret("salt")
					}
					tree(t, task.Path, files)
					perform := func(opts rcloneargs.Options) {
						t.Helper()
						cmd, err := rcloneargs.Command(task, account(provider), opts)
						require.NoError(t, err)
						rclone.perform(t, cmd)
					}
					remote := filepath.Join(folder, server.bucket, task.Attributes.Folder)
					dry := opts
					dry.DryRun = true
					perform(dry)
					require.NoDirExists(t, remote, "a dry run sends nothing")
					perform(opts)
					if sent := read(t, remote); encrypted {
						require.Len(t, sent, len(want))
						require.NotContains(t, sent, "a.txt")
					} else {
						require.Equal(t, want, sent)
					}
					task.Path, task.Direction = t.TempDir(), truenas.Pull
					perform(opts)
					require.Equal(t, want, read(t, task.Path))

					tree(t, task.Path, map[string]string{"old.txt": "gone", "old.tmp": "filtered"})
					task.TransferMode = truenas.Sync
					perform(opts)
					kept := maps.Clone(want)
					kept["old.tmp"] = "filtered"
					require.Equal(t, kept, read(t, task.Path))
				}
			}
		})
	}
}

func TestRcloneHTTP(t *testing.T) {
	rclone, folder := newBinary(t), t.TempDir()
	tree(t, folder, map[string]string{"pub/a b.txt": "A", "pub/c/d.txt": "D", "x.txt": "no"})
	address := rclone.serve(t, folder, "http", "--user", "u", "--pass", "p")
	task := pull()
	task.Path, task.Attributes.Folder = t.TempDir(), "/pub"
	credential := account(truenas.HTTP{URL: truenas.NewSecret("http://u:p@" + address)})
	cmd, err := rcloneargs.Command(task, credential, rcloneargs.Options{})
	require.NoError(t, err)
	rclone.perform(t, cmd)
	require.Equal(t, map[string]string{"a b.txt": "A", "c/d.txt": "D"}, read(t, task.Path))
}

// rclone and Google, with a token that has to be refreshed first.
func TestRcloneGooglePhotos(t *testing.T) {
	rclone := newBinary(t)
	google := googletest.NewServer(t, googletest.Config{})
	proxy, err := google.Proxy()
	require.NoError(t, err)
	rclone.env = proxy.Env()
	photo := google.AddPhoto(googletest.Photo{Filename: "IMG_1.jpg", Bytes: googletest.JPEG(googletest.PhotoSpec{Seed: 1})})
	google.AddAlbum("Trip", photo.ID)
	credential := account(photosOf(t, google))
	for _, release := range allReleases {
		for _, dry := range []bool{true, false} {
			task := pull()
			task.Path = t.TempDir()
			task.Args = "--gphotos-include-archived --max-age 10000d"
			cmd, err := rcloneargs.Command(task, credential,
				rcloneargs.Options{Release: release, DryRun: dry})
			require.NoError(t, err)
			rclone.perform(t, cmd)
			want := map[string]string{"IMG_1.jpg": string(photo.Bytes)}
			if dry {
				want = map[string]string{}
			}
			require.Equal(t, want, read(t, task.Path), release)
		}
	}
	task := pull()
	task.Direction, task.Path, task.Attributes.Folder = truenas.Push, t.TempDir(), "album/Sent"
	tree(t, task.Path, map[string]string{"new.jpg": string(googletest.JPEG(googletest.PhotoSpec{Seed: 2})), "no.tmp": "x"})
	task.Exclude = []string{"*.tmp"}
	cmd, err := rcloneargs.Command(task, credential, rcloneargs.Options{})
	require.NoError(t, err)
	before := len(google.Library().Items)
	rclone.perform(t, cmd)
	require.Len(t, google.Library().Items, before+1)
}

// photosOf is the account, with a token that has to be refreshed.
func photosOf(t *testing.T, google *googletest.Server) truenas.GooglePhotos {
	t.Helper()
	issued := google.Issue()
	token, err := rclonecfg.FormatToken(rclonecfg.Token{
		AccessToken: issued.AccessToken, RefreshToken: issued.RefreshToken, Expiry: time.Now().Add(-time.Hour),
	})
	require.NoError(t, err)
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	require.NoError(t, err)
	return truenas.GooglePhotos{ClientID: client.ID, ClientSecret: client.Secret, Token: token}
}
