package rcloneargs_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

var allReleases = []rcloneargs.Release{
	rcloneargs.Release24_10, rcloneargs.Release25_04, rcloneargs.Release25_10, rcloneargs.Release25_10_7,
	rcloneargs.Release26_0, rcloneargs.Release26_0RC1, rcloneargs.Release27_0,
}

func photos() truenas.GooglePhotos {
	return truenas.GooglePhotos{
		ClientID:     "123.apps.googleusercontent.com",
		ClientSecret: truenas.NewSecret("GOCSPX-s"),
		Token:        truenas.NewSecret(`{"access_token":"at"}`),
	}
}

func account(provider truenas.Provider) truenas.Credential {
	return truenas.Credential{ID: 1, Name: "c", Provider: provider}
}

func pull() truenas.Task {
	return truenas.Task{
		ID: 7, Path: "/mnt/tank/data", Direction: truenas.Pull, TransferMode: truenas.Copy,
		Attributes: truenas.TaskAttributes{Folder: "album/Trip"},
	}
}

// args returns the command line behind what is the same for every task, with
// bars between the arguments.
func args(t *testing.T, task truenas.Task, opts rcloneargs.Options) string {
	t.Helper()
	cmd, err := rcloneargs.Command(task, account(photos()), opts)
	require.NoError(t, err)
	line := strings.Join(cmd.Args, "|")
	const usual = "rclone|--config|CONFIG|-v|--stats|1s|"
	require.True(t, strings.HasPrefix(line, usual), line)
	return strings.TrimPrefix(line, usual)
}

func TestArguments(t *testing.T) {
	number, speed := 4, int64(1048576)
	for name, test := range map[string]struct {
		change func(*truenas.Task)
		opts   rcloneargs.Options
		want   string
	}{
		"plain":     {func(*truenas.Task) {}, rcloneargs.Options{}, "--filter-from|FILTER|copy|remote:album/Trip|/mnt/tank/data"},
		"push":      {func(t *truenas.Task) { t.Direction = truenas.Push }, rcloneargs.Options{}, "--filter-from|FILTER|copy|/mnt/tank/data|remote:album/Trip"},
		"sync":      {func(t *truenas.Task) { t.TransferMode = truenas.Sync }, rcloneargs.Options{}, "--filter-from|FILTER|sync|remote:album/Trip|/mnt/tank/data"},
		"move":      {func(t *truenas.Task) { t.TransferMode = truenas.Move }, rcloneargs.Options{}, "--filter-from|FILTER|move|remote:album/Trip|/mnt/tank/data"},
		"dry run":   {func(*truenas.Task) {}, rcloneargs.Options{DryRun: true}, "--dry-run|--filter-from|FILTER|copy|remote:album/Trip|/mnt/tank/data"},
		"symlinks":  {func(t *truenas.Task) { t.FollowSymlinks = true }, rcloneargs.Options{}, "-L|--filter-from|FILTER|copy|remote:album/Trip|/mnt/tank/data"},
		"transfers": {func(t *truenas.Task) { t.Transfers = &number }, rcloneargs.Options{}, "--transfers|4|--filter-from|FILTER|copy|remote:album/Trip|/mnt/tank/data"},
		"empty directories": {
			func(t *truenas.Task) { t.CreateEmptySrcDirs = true },
			rcloneargs.Options{},
			"--filter-from|FILTER|copy|--create-empty-src-dirs|remote:album/Trip|/mnt/tank/data",
		},
		"all in order": {
			func(t *truenas.Task) {
				t.FollowSymlinks, t.Transfers, t.Args = true, &number, `--a "b c"`
				t.BWLimit = []truenas.BandwidthLimit{{Time: "08:00", Bandwidth: &speed}, {Time: "20:00"}}
				t.Attributes.FastList = truenas.Set(true)
			},
			rcloneargs.Options{DryRun: true},
			"--fast-list|-L|--transfers|4|--bwlimit|08:00,1048576b 20:00,off|--dry-run|--filter-from|FILTER|--a|b c|copy|remote:album/Trip|/mnt/tank/data",
		},
		"slashes":     {func(t *truenas.Task) { t.Attributes.Folder = "/album/Trip//" }, rcloneargs.Options{}, "--filter-from|FILTER|copy|remote:/album/Trip|/mnt/tank/data"},
		"no folder":   {func(t *truenas.Task) { t.Attributes.Folder = "" }, rcloneargs.Options{}, "--filter-from|FILTER|copy|remote:/|/mnt/tank/data"},
		"only slash":  {func(t *truenas.Task) { t.Attributes.Folder = "//" }, rcloneargs.Options{}, "--filter-from|FILTER|copy|remote:/|/mnt/tank/data"},
		"encrypted":   {func(t *truenas.Task) { t.Encryption = true }, rcloneargs.Options{}, "--filter-from|FILTER|copy|encrypted:/|/mnt/tank/data"},
		"pulled snap": {func(t *truenas.Task) { t.Snapshot = true }, rcloneargs.Options{SnapshotPath: "/s"}, "--filter-from|FILTER|copy|remote:album/Trip|/mnt/tank/data"},
		"snapshot": {
			func(t *truenas.Task) { t.Snapshot, t.Direction = true, truenas.Push },
			rcloneargs.Options{SnapshotPath: "/mnt/tank/.zfs/snapshot/cloud_sync-7-20260822010000/data"},
			"--filter-from|FILTER|copy|/mnt/tank/.zfs/snapshot/cloud_sync-7-20260822010000/data|remote:album/Trip",
		},
		"unused snap": {func(t *truenas.Task) { t.Direction = truenas.Push }, rcloneargs.Options{SnapshotPath: "/s"}, "--filter-from|FILTER|copy|/mnt/tank/data|remote:album/Trip"},
	} {
		t.Run(name, func(t *testing.T) {
			task := pull()
			test.change(&task)
			for _, release := range allReleases {
				test.opts.Release = release
				require.Equal(t, test.want, args(t, task, test.opts), release)
			}
		})
	}
}

func TestFilter(t *testing.T) {
	for _, test := range []struct {
		path             string
		exclude, include []string
		want             string
	}{
		{"/mnt/tank/data", nil, nil, snapshots},
		{"/mnt/tank", nil, nil, poolRoot},
		{"/mnt/tank//", nil, nil, poolRoot},
		{"/mnt//tank", nil, nil, poolRoot},
		{"/mnt/tank/.", nil, nil, snapshots},
		{"/mnt/data/../tank", nil, nil, snapshots},
		{"/mnt/tank/data", []string{"*.mov", "+ x"}, nil, snapshots + "\n- *.mov\n- + x"},
		{"/mnt/tank/data", nil, []string{"/a/**", "*.jpg"}, snapshots + "\n+ /a/**\n+ *.jpg\n- *"},
		{"/mnt/tank", []string{"*.tmp"}, []string{"/a/**"}, poolRoot + "\n- *.tmp\n+ /a/**\n- *"},
	} {
		task := pull()
		task.Path, task.Exclude, task.Include = test.path, test.exclude, test.include
		cmd, err := rcloneargs.Command(task, account(photos()), rcloneargs.Options{})
		require.NoError(t, err)
		require.Equal(t, test.want, cmd.Filter)
	}
}

func TestCommandErrors(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*truenas.Task)
		field  string
	}{
		"mode":      {func(t *truenas.Task) { t.TransferMode = "COPY_ALL" }, "transfer_mode"},
		"direction": {func(t *truenas.Task) { t.Direction = "" }, "direction"},
		"snapshot":  {func(t *truenas.Task) { t.Direction, t.Snapshot = truenas.Push, true }, "snapshot"},
		"args":      {func(t *truenas.Task) { t.Args = `--header "Authorization: s3cr3t` }, "args"},
	} {
		t.Run(name, func(t *testing.T) {
			task := pull()
			test.change(&task)
			_, err := rcloneargs.Command(task, account(photos()), rcloneargs.Options{})
			var taskErr *rcloneargs.TaskError
			require.ErrorAs(t, err, &taskErr)
			require.Equal(t, test.field, taskErr.Field)
			require.NotContains(t, err.Error(), "s3cr3t")
		})
	}
}

func TestCommandProviders(t *testing.T) {
	for _, test := range []struct {
		provider truenas.Provider
		release  rcloneargs.Release
		kind     string
		reason   string
	}{
		{nil, "", "", "the credential has no provider"},
		{(*truenas.GooglePhotos)(nil), "", "", "the credential has no provider"},
		{truenas.Unknown{Type: "NEW", Raw: truenas.NewSecret(`{"type":"NEW","secret":"s3cr3t"}`)}, "", "NEW", "'NEW'"},
		{truenas.Mega{}, rcloneargs.Release25_04, "MEGA", "Input tag 'MEGA' found using 'type' does not match any of the expected tags"},
		{truenas.Mega{}, rcloneargs.Release25_10, "MEGA", "'MEGA'"},
		{truenas.Mega{}, rcloneargs.Release26_0RC1, "MEGA", "'MEGA'"},
		{&truenas.Mega{}, "", "MEGA", "'MEGA'"},
		{truenas.OneDrive{}, rcloneargs.Release24_10, "ONEDRIVE", "Invalid provider"},
	} {
		_, err := rcloneargs.Command(pull(), account(test.provider), rcloneargs.Options{Release: test.release})
		var unsupported *rcloneargs.UnsupportedProviderError
		require.ErrorAs(t, err, &unsupported)
		require.Equal(t, test.kind, unsupported.Type)
		require.Equal(t, test.reason, unsupported.Reason)
		require.NotContains(t, err.Error(), "s3cr3t")
	}
}

func TestCommandOfRedactedCredentials(t *testing.T) {
	hidden := truenas.NewSecret("********")
	photos := photos()
	photos.Token = hidden
	for _, provider := range []truenas.Provider{
		photos,
		truenas.B2{Account: "a", Key: hidden},
		truenas.Unknown{Type: "S3", Raw: truenas.NewSecret(`"********"`)},
		truenas.Unknown{Raw: truenas.NewSecret(`"********"`)},
	} {
		_, err := rcloneargs.Command(pull(), account(provider), rcloneargs.Options{})
		require.ErrorIs(t, err, truenas.ErrRedacted)
	}
}

// Eight asterisks are no password: files must not be encrypted with them.
func TestCommandOfRedactedTasks(t *testing.T) {
	for secrets, refused := range map[string]bool{
		`"encryption":true,"encryption_password":"********"`:                           true,
		`"encryption":true,"encryption_password":"p","encryption_salt":"********"`:     true,
		`"encryption":false,"encryption_password":"********","encryption_salt":"****"`: false,
		`"encryption":false,"attributes":"********"`:                                   true,
	} {
		var task truenas.Task
		require.NoError(t, json.Unmarshal([]byte(`{"path":"/mnt/tank/data","direction":"PULL","transfer_mode":"COPY",`+
			`"attributes":{"folder":"album"},`+secrets+`}`), &task))
		_, err := rcloneargs.Command(task, account(photos()), rcloneargs.Options{})
		if refused {
			require.ErrorIs(t, err, truenas.ErrRedacted, secrets)
		} else {
			require.NoError(t, err, secrets)
		}
	}
}

// Without a credential, the task's own is used.
func TestCommandOfTheTasksCredential(t *testing.T) {
	task := pull()
	task.Credential = account(photos())
	want, err := rcloneargs.Command(task, task.Credential, rcloneargs.Options{})
	require.NoError(t, err)
	cmd, err := rcloneargs.Command(task, truenas.Credential{}, rcloneargs.Options{})
	require.NoError(t, err)
	require.Equal(t, want, cmd)
	_, err = rcloneargs.Command(task, truenas.Credential{ID: 3}, rcloneargs.Options{})
	require.ErrorContains(t, err, "has no provider")
}
