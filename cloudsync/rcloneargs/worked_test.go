package rcloneargs_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

const (
	token     = `{"access_token":"ya29","token_type":"Bearer","refresh_token":"1//0","expiry":"2026-08-22T10:00:00Z"}`
	snapshots = "- .zfs\n- .zfs/**"
	poolRoot  = snapshots + "\n- /ix-applications\n- /ix-apps\n- /ix-applications/**\n- /ix-apps/**"
)

// worked are tasks of every kind, as 25.04 to 26 run them.
var worked = map[string]struct {
	task     truenas.Task
	provider truenas.Provider
	dryRun   bool
	args     string // behind --stats 1s
	config   string
	filter   string
}{
	"Google Photos, pull": {
		task: truenas.Task{
			Path: "/mnt/tank/photos", Direction: truenas.Pull, TransferMode: truenas.Copy, Transfers: new(4),
			Attributes: truenas.TaskAttributes{Folder: "media/by-month"},
		},
		provider: truenas.GooglePhotos{ClientID: "123", ClientSecret: truenas.NewSecret("s3cr3t"), Token: truenas.NewSecret(token)},
		args:     "--transfers 4 --filter-from FILTER copy remote:media/by-month /mnt/tank/photos",
		config: "[remote]\ntype = googlephotos\nclient_id = 123\nclient_secret = s3cr3t\ntoken = " + token +
			"\nfolder = media/by-month\n",
		filter: snapshots,
	},
	"Google Photos, an album to the root of a pool": {
		task: truenas.Task{
			Path: "/mnt/tank", Direction: truenas.Pull, TransferMode: truenas.Sync,
			Attributes: truenas.TaskAttributes{Folder: "/album/Trip/"},
			Args:       "--gphotos-include-archived --max-age 30d", Exclude: []string{"*.mov"},
		},
		provider: truenas.GooglePhotos{Token: truenas.NewSecret(token)},
		dryRun:   true,
		args:     "--dry-run --filter-from FILTER --gphotos-include-archived --max-age 30d sync remote:/album/Trip /mnt/tank",
		config:   "[remote]\ntype = googlephotos\nclient_id = \nclient_secret = \ntoken = " + token + "\nfolder = /album/Trip/\n",
		filter:   poolRoot + "\n- *.mov",
	},
	"S3, push of a snapshot, encrypted": {
		task: truenas.Task{
			ID: 7, Path: "/mnt/tank/data/sub", Direction: truenas.Push, TransferMode: truenas.Sync, Snapshot: true,
			Attributes: truenas.TaskAttributes{
				Bucket: "bk", Folder: "x/", FastList: truenas.Set(true), Region: truenas.Set(""),
				Encryption: truenas.Set("AES256"), StorageClass: truenas.Set("STANDARD_IA"),
			},
			Encryption: true, FilenameEncryption: true,
			EncryptionPassword: truenas.NewSecret("pw"), EncryptionSalt: truenas.NewSecret("na"),
			BWLimit: truenas.BandwidthSchedule{{Time: "08:00", Bandwidth: new(int64(1048576))}, {Time: "20:00"}},
		},
		provider: truenas.S3{AccessKeyID: "AKIA", SecretAccessKey: truenas.NewSecret("sk"), Region: "eu-west-1"},
		args: "--fast-list --bwlimit 08:00,1048576b 20:00,off --filter-from FILTER " +
			"sync /mnt/tank/data/.zfs/snapshot/cloud_sync-7-20260822010000/sub encrypted:/",
		config: "[encrypted]\ntype = crypt\nremote = remote:bk/x\nfilename_encryption = standard\n" +
			"password = OBSCURED(pw)\npassword2 = OBSCURED(na)\n[remote]\ntype = s3\naccess_key_id = AKIA\n" +
			"secret_access_key = sk\nendpoint = \nregion = eu-west-1\nmax_upload_parts = 10000\nprovider = Other\n" +
			"bucket = bk\nfolder = x/\nfast_list = true\nstorage_class = STANDARD_IA\nserver_side_encryption = AES256\n",
		filter: snapshots,
	},
	"B2, push with large parts": {
		task: truenas.Task{
			Path: "/mnt/tank/a", Direction: truenas.Push, TransferMode: truenas.Copy, CreateEmptySrcDirs: true,
			Attributes: truenas.TaskAttributes{Bucket: "b", ChunkSize: truenas.Set(256), FastList: truenas.Set(false)},
		},
		provider: truenas.B2{Account: "a", Key: truenas.NewSecret("k")},
		args:     "--multi-thread-cutoff=513M --filter-from FILTER copy --create-empty-src-dirs /mnt/tank/a remote:b/",
		config: "[remote]\ntype = b2\naccount = a\nkey = k\nbucket = b\nfolder = \nfast_list = false\nchunk_size = 256M\n" +
			"upload_cutoff = 256M\n",
		filter: snapshots,
	},
	"FTP, pull with filters and links": {
		task: truenas.Task{
			Path: "/mnt/tank/in", Direction: truenas.Pull, TransferMode: truenas.Move, FollowSymlinks: true,
			Attributes: truenas.TaskAttributes{Folder: "data/child"}, Include: []string{"/office/**", "/work/**"},
		},
		provider: truenas.FTP{Host: "h", User: "u", Pass: truenas.NewSecret("p")},
		args:     "-L --filter-from FILTER move remote:data/child /mnt/tank/in",
		config:   "[remote]\ntype = ftp\nhost = h\nport = 21\nuser = u\npass = OBSCURED(p)\nfolder = data/child\n",
		filter:   snapshots + "\n+ /office/**\n+ /work/**\n- *",
	},
	"Google Drive, push to the root": {
		task: truenas.Task{
			Path: "/mnt/tank/docs", Direction: truenas.Push, TransferMode: truenas.Sync,
			Attributes: truenas.TaskAttributes{FastList: truenas.Set(true), AcknowledgeAbuse: truenas.Set(true)},
		},
		provider: truenas.GoogleDrive{Token: truenas.NewSecret(token)},
		args:     "--fast-list --filter-from FILTER sync /mnt/tank/docs remote:/",
		config: "[remote]\ntype = drive\nclient_id = \nclient_secret = \ntoken = " + token + "\nteam_drive = \n" +
			"root_folder_id = root\nfolder = \nfast_list = true\nacknowledge_abuse = true\n",
		filter: snapshots,
	},
	"HTTP, pull": {
		task: truenas.Task{
			Path: "/mnt/tank/mirror", Direction: truenas.Pull, TransferMode: truenas.Copy,
			Attributes: truenas.TaskAttributes{Folder: "/pub"},
		},
		provider: truenas.HTTP{URL: truenas.NewSecret("https://h")},
		args:     "--filter-from FILTER copy remote:/pub /mnt/tank/mirror",
		config:   "[remote]\ntype = http\nurl = https://h/\nfolder = /pub\n",
		filter:   snapshots,
	},
}

func TestWorkedExamples(t *testing.T) {
	for name, test := range worked {
		for _, release := range allReleases[1:] {
			t.Run(name+"/"+string(release), func(t *testing.T) {
				opts := rcloneargs.Options{Release: release, DryRun: test.dryRun}
				if test.task.Snapshot {
					var err error
					opts.SnapshotPath, err = rcloneargs.SnapshotPath(test.task, "/mnt/tank/data", time.Date(2026, 8, 22, 1, 0, 0, 0, time.UTC))
					require.NoError(t, err)
				}
				cmd, err := rcloneargs.Command(test.task, account(test.provider), opts)
				require.NoError(t, err)
				require.Equal(t, "rclone --config CONFIG -v --stats 1s "+test.args, strings.Join(cmd.Args, " "))
				want := test.config
				if _, isS3 := test.provider.(truenas.S3); isS3 && release >= rcloneargs.Release26_0 {
					want = strings.Replace(want, "provider = Other\n", "provider = Other\nforce_path_style = true\nsign_accept_encoding = true\n", 1)
				}
				require.Equal(t, want, revealed(t, cmd.Config.Reveal()))
				require.Equal(t, test.filter, cmd.Filter)
				require.True(t, cmd.KeyFile.IsZero())
			})
		}
	}
}
