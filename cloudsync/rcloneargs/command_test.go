package rcloneargs_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/rclonecfg"
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
	cmd, err := rcloneargs.Command(task, photos(), opts)
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
	const snapshots = "- .zfs\n- .zfs/**"
	const pool = snapshots + "\n- /ix-applications\n- /ix-apps\n- /ix-applications/**\n- /ix-apps/**"
	for _, test := range []struct {
		path             string
		exclude, include []string
		want             string
	}{
		{"/mnt/tank/data", nil, nil, snapshots},
		{"/mnt/tank", nil, nil, pool},
		{"/mnt/tank/data", []string{"*.mov", "+ x"}, nil, snapshots + "\n- *.mov\n- + x"},
		{"/mnt/tank/data", nil, []string{"/a/**", "*.jpg"}, snapshots + "\n+ /a/**\n+ *.jpg\n- *"},
		{"/mnt/tank", []string{"*.tmp"}, []string{"/a/**"}, pool + "\n- *.tmp\n+ /a/**\n- *"},
	} {
		task := pull()
		task.Path, task.Exclude, task.Include = test.path, test.exclude, test.include
		cmd, err := rcloneargs.Command(task, photos(), rcloneargs.Options{})
		require.NoError(t, err)
		require.Equal(t, test.want, cmd.Filter)
	}
}

func TestConfig(t *testing.T) {
	const old = "[remote]\nclient_id = 123.apps.googleusercontent.com\nclient_secret = GOCSPX-s\n" +
		"token = {\"access_token\":\"at\"}\ntype = googlephotos\nfolder = album/Trip\n"
	const current = "[remote]\ntype = googlephotos\nclient_id = 123.apps.googleusercontent.com\nclient_secret = GOCSPX-s\n" +
		"token = {\"access_token\":\"at\"}\nfolder = album/Trip\n"
	for _, release := range append(allReleases, "") {
		cmd, err := rcloneargs.Command(pull(), photos(), rcloneargs.Options{Release: release})
		require.NoError(t, err)
		want := current
		if release == rcloneargs.Release24_10 {
			want = old
		}
		require.Equal(t, want, cmd.Config.Reveal(), release)
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			require.NotContains(t, fmt.Sprintf(verb, cmd), "GOCSPX")
		}
	}
}

func TestConfigWithoutClient(t *testing.T) {
	provider := truenas.GooglePhotos{Token: truenas.NewSecret("x")}
	for release, want := range map[rcloneargs.Release]string{
		rcloneargs.Release24_10: "[remote]\ntoken = x\ntype = googlephotos\nfolder = album/Trip\n",
		rcloneargs.Release25_04: "[remote]\ntype = googlephotos\nclient_id = \nclient_secret = \ntoken = x\nfolder = album/Trip\n",
	} {
		cmd, err := rcloneargs.Command(pull(), &provider, rcloneargs.Options{Release: release})
		require.NoError(t, err)
		require.Equal(t, want, cmd.Config.Reveal())
	}
}

// Older releases write any token as it is, so the file may be broken; newer
// ones quote what rclone would read otherwise.
func TestConfigValues(t *testing.T) {
	for _, test := range []struct{ token, asIs, safe string }{
		{"{\r\n \"a\": 1\n}", "{\r\n \"a\": 1\n}", `{ "a": 1}`},
		{" x ", " x ", `""" x """`},
		{"x\n ", "x\n ", `"""x """`},
		{"x\n", "x\n", "x"},
		{"`x", "`x", "\"\"\"`x\"\"\""},
		{`"""x`, `"""x`, `""""""x"""`},
		{`"x"`, `"x"`, `"x"`},
		{"100%", "100%", "100%"},
		{"%(folder)s", "%(folder)s", "%(folder)s"},
	} {
		provider := truenas.GooglePhotos{Token: truenas.NewSecret(test.token)}
		for release, want := range map[rcloneargs.Release]string{
			rcloneargs.Release24_10: test.asIs, rcloneargs.Release25_04: test.asIs, rcloneargs.Release25_10: test.asIs,
			rcloneargs.Release26_0: test.asIs, rcloneargs.Release25_10_7: test.safe, rcloneargs.Release26_0RC1: test.safe,
			rcloneargs.Release27_0: test.safe,
		} {
			cmd, err := rcloneargs.Command(pull(), provider, rcloneargs.Options{Release: release})
			require.NoError(t, err)
			require.Contains(t, cmd.Config.Reveal(), "\ntoken = "+want+"\n", release)
		}
	}
}

func TestConfigAttributes(t *testing.T) {
	task := pull()
	task.Attributes.Extra = map[string]json.RawMessage{
		"b": json.RawMessage(`"x"`), "a": json.RawMessage("null"), "d": json.RawMessage("5"), "c": json.RawMessage("false"),
	}
	cmd, err := rcloneargs.Command(task, photos(), rcloneargs.Options{})
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(cmd.Config.Reveal(), "folder = album/Trip\na = None\nb = x\nc = false\nd = 5\n"))
}

var obscuredLine = regexp.MustCompile(`(?m)^(password2?) = (.*)$`)

// revealed replaces obscured passwords, which differ each time.
func revealed(tb testing.TB, config string) string {
	tb.Helper()
	return obscuredLine.ReplaceAllStringFunc(config, func(line string) string {
		match := obscuredLine.FindStringSubmatch(line)
		plain, err := rclonecfg.Reveal(match[2])
		require.NoError(tb, err)
		return match[1] + " = OBSCURED(" + plain.Reveal() + ")"
	})
}

func TestConfigEncrypted(t *testing.T) {
	task := pull()
	task.Attributes.Folder = "/album/Trip/"
	task.Encryption = true
	task.EncryptionPassword = truenas.NewSecret("pass wörd")
	for _, test := range []struct {
		names bool
		salt  string
		want  string
	}{
		{false, "", "filename_encryption = off\npassword = OBSCURED(pass wörd)\n"},
		{true, "sält", "filename_encryption = standard\npassword = OBSCURED(pass wörd)\npassword2 = OBSCURED(sält)\n"},
	} {
		task.FilenameEncryption, task.EncryptionSalt = test.names, truenas.NewSecret(test.salt)
		cmd, err := rcloneargs.Command(task, photos(), rcloneargs.Options{})
		require.NoError(t, err)
		head, tail, found := strings.Cut(revealed(t, cmd.Config.Reveal()), "[remote]\n")
		require.True(t, found)
		require.Equal(t, "[encrypted]\ntype = crypt\nremote = remote:/album/Trip\n"+test.want, head)
		require.Contains(t, tail, "folder = /album/Trip/\n")
	}
}

// What a current release writes, rclone reads.
func TestConfigIsReadable(t *testing.T) {
	task := pull()
	task.Encryption, task.EncryptionPassword = true, truenas.NewSecret("p")
	task.Attributes.Folder = " `album/é # ; = "
	cmd, err := rcloneargs.Command(task, photos(), rcloneargs.Options{})
	require.NoError(t, err)
	file, err := rclonecfg.ParseFile([]byte(cmd.Config.Reveal()))
	require.NoError(t, err)
	require.Equal(t, []string{"encrypted", "remote"}, file.Remotes())
	remote, _ := file.Remote("remote")
	folder, _ := remote.Option("folder")
	require.Equal(t, task.Attributes.Folder, folder.Reveal())
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
			_, err := rcloneargs.Command(task, photos(), rcloneargs.Options{})
			var taskErr *rcloneargs.TaskError
			require.ErrorAs(t, err, &taskErr)
			require.Equal(t, test.field, taskErr.Field)
			require.NotContains(t, err.Error(), "s3cr3t")
		})
	}
}

func TestCommandProviders(t *testing.T) {
	for want, provider := range map[string]truenas.Provider{
		"S3": truenas.Unknown{Type: "S3", Raw: truenas.NewSecret(`{"type":"S3","secret":"s3cr3t"}`)},
		"":   (*truenas.GooglePhotos)(nil),
	} {
		_, err := rcloneargs.Command(pull(), provider, rcloneargs.Options{})
		var unsupported *rcloneargs.UnsupportedProviderError
		require.ErrorAs(t, err, &unsupported)
		require.Equal(t, want, unsupported.Type)
		require.NotContains(t, err.Error(), "s3cr3t")
	}
	_, err := rcloneargs.Command(pull(), nil, rcloneargs.Options{})
	var unsupported *rcloneargs.UnsupportedProviderError
	require.ErrorAs(t, err, &unsupported)

	redacted := photos()
	redacted.Token = truenas.NewSecret("********")
	_, err = rcloneargs.Command(pull(), redacted, rcloneargs.Options{})
	require.ErrorIs(t, err, truenas.ErrRedacted)
}
