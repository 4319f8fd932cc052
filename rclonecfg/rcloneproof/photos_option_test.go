//go:build rclone

package rcloneproof_test

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// opens reports whether rclone makes a file system of a remote. Its network leads
// nowhere.
func opens(t *testing.T, r rclonecfg.Remote) bool {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rclone.conf")
	var file rclonecfg.File
	require.NoError(t, file.SetRemote(r))
	save(t, path, &file)
	cmd := command(t, "--config", path, "--low-level-retries", "1", "backend", "features", r.Name+":")
	cmd.Env = append(cmd.Env, "HTTPS_PROXY=http://127.0.0.1:1")
	_, err := cmd.Output()
	return err == nil
}

func lastingPhotos() rclonecfg.GooglePhotos {
	photos := goodPhotos()
	photos.Token.Expiry = photos.Token.Expiry.AddDate(50, 0, 0)
	return photos
}

// What we accept, rclone opens. What we refuse, it does not open either, or does
// nothing with, or something that nobody means.
func TestRcloneOpensWhatIsAccepted(t *testing.T) {
	const (
		accepted = iota
		refused  // by rclone, too
		ignored  // by rclone without a word, or one in its log
		harmful  // later: a crash, a hang, or an address that leads nowhere
		mistaken // for something else
	)
	for _, test := range []struct {
		key, value string
		verdict    int
	}{
		{"read_only", "true", accepted},
		{"read_only", "T", accepted},
		{"read_only", "yes", refused},
		{"client_credentials", "false", accepted},
		{"client_credentials", "on", ignored},
		{"read_size", "0", accepted},
		{"include_archived", "tRue", refused},
		{"start_year", "1999", accepted},
		{"start_year", "0x7cf", accepted},
		{"start_year", "1999.0", refused},
		{"start_year", "02010", mistaken},
		{"start_year", "-1", mistaken},
		{"proxy", "http://localhost:8282", accepted},
		{"proxy", "localhost:8282", harmful},
		{"auth_url", "https://login.example/auth", accepted},
		{"auth_url", "::", harmful},
		{"token_url", "https://login.example/token", accepted},
		{"token_url", "::", harmful},
		{"encoding", "Slash, Dot", accepted},
		{"encoding", "None", accepted},
		{"encoding", "0x3", accepted},
		{"encoding", "slash", refused},
		{"encoding", "Slash,", refused},
		{"encoding", "0x40000000", ignored},
		{"batch_mode", "sync", accepted},
		{"batch_mode", "off", accepted},
		{"batch_mode", "Off", refused},
		{"batch_mode", "async", harmful},
		{"batch_size", "50", accepted},
		{"batch_size", "51", refused},
		{"batch_size", "-1", refused},
		{"batch_timeout", "1d12h", accepted},
		{"batch_timeout", "5 s", refused},
		{"batch_timeout", "-5s", ignored},
		{"batch_timeout", "off", harmful},
		{"batch_timeout", "2026-01-02", mistaken},
		{"batch_commit_timeout", "5s", ignored},
		{"batch_commit_timeout", "nonsense", ignored},
		{"description", "mine", accepted},
		{"override.checkers", "3", accepted},
		{"override.chekers", "3", ignored},
		{"global.checkers", "3", accepted},
		{"checkers", "3", ignored},
		{"folder", "album/X", ignored},
		{"readonly", "true", ignored},
		{"team_drive", "x", ignored},
	} {
		r, err := lastingPhotos().Remote("p")
		require.NoError(t, err)
		r.Options = append(r.Options, rclonecfg.Option{Key: test.key, Value: rclonecfg.NewSecret(test.value)})
		_, err = rclonecfg.ParseGooglePhotos(r)
		require.Equal(t, test.verdict == accepted, err == nil, "%s = %s: %v", test.key, test.value, err)
		require.Equal(t, test.verdict != refused, opens(t, r), "rclone on %s = %s", test.key, test.value)
	}
}

// rclone opens the remotes of the other storage systems with the tokens that we
// accept for them.
func TestRcloneOpensDrives(t *testing.T) {
	token := lastingPhotos().Token
	endless := rclonecfg.Token{AccessToken: rclonecfg.NewSecret("a")}
	root := []rclonecfg.Option{{Key: "root_folder_id", Value: rclonecfg.NewSecret("r")}}
	for _, settings := range []interface {
		Remote(name string) (rclonecfg.Remote, error)
	}{
		rclonecfg.Box{Token: token},
		rclonecfg.Dropbox{Token: token},
		rclonecfg.Dropbox{Token: endless},
		rclonecfg.GoogleDrive{Token: token, TeamDrive: "0A"},
		rclonecfg.GoogleDrive{Token: token, Other: root},
		rclonecfg.OneDrive{Token: token, DriveID: "b!1", DriveType: "personal", Other: root},
		rclonecfg.PCloud{Token: endless, Hostname: "eapi.pcloud.com"},
		rclonecfg.Yandex{Token: token},
	} {
		r, err := settings.Remote("p")
		require.NoError(t, err)
		require.True(t, opens(t, r), "%T", settings)
	}

	for _, settings := range []interface {
		Remote(name string) (rclonecfg.Remote, error)
	}{
		rclonecfg.Box{Token: token},
		rclonecfg.Dropbox{Token: token},
		rclonecfg.PCloud{Token: endless},
		rclonecfg.Yandex{Token: token},
	} {
		r, err := settings.Remote("p")
		require.NoError(t, err)
		r.Options[0].Value = rclonecfg.NewSecret("bare")
		// rclone takes the bare text for a token of Dropbox's first years.
		require.Equal(t, r.Type == "dropbox", opens(t, r), "%T", settings)
	}
	hubic, err := rclonecfg.Hubic{Token: token}.Remote("p")
	require.NoError(t, err)
	require.False(t, opens(t, hubic), "rclone has no hubiC any more")
}

// Of all options of all storage systems, each takes its own.
func TestRcloneHasTheSameOptions(t *testing.T) {
	var providers []struct {
		Name    string
		Options []struct{ Name string }
	}
	require.NoError(t, json.Unmarshal(rclone(t, "config", "providers"), &providers))
	own := map[string]map[string]bool{}
	all := map[string]bool{}
	for _, provider := range providers {
		own[provider.Name] = map[string]bool{}
		for _, option := range provider.Options {
			own[provider.Name][option.Name] = true
			all[option.Name] = true
		}
	}
	require.Greater(t, len(all), 400)
	for kind, parse := range map[string]func(rclonecfg.Remote) error{
		"google photos": func(r rclonecfg.Remote) error { _, err := rclonecfg.ParseGooglePhotos(r); return err },
		"box":           func(r rclonecfg.Remote) error { _, err := rclonecfg.ParseBox(r); return err },
		"dropbox":       func(r rclonecfg.Remote) error { _, err := rclonecfg.ParseDropbox(r); return err },
		"drive":         func(r rclonecfg.Remote) error { _, err := rclonecfg.ParseGoogleDrive(r); return err },
		"onedrive":      func(r rclonecfg.Remote) error { _, err := rclonecfg.ParseOneDrive(r); return err },
		"pcloud":        func(r rclonecfg.Remote) error { _, err := rclonecfg.ParsePCloud(r); return err },
		"yandex":        func(r rclonecfg.Remote) error { _, err := rclonecfg.ParseYandex(r); return err },
	} {
		token, err := rclonecfg.FormatToken(lastingPhotos().Token)
		require.NoError(t, err)
		for name := range all {
			r := remote("p", kind, "client_id", "c", "client_secret", "s", "token", token.Reveal())
			if kind == "onedrive" {
				r.Options = append(r.Options, remote("p", kind, "drive_id", "1", "drive_type", "personal").Options...)
			}
			if _, there := r.Option(name); there {
				continue
			}
			r.Options = append(r.Options, rclonecfg.Option{Key: name, Value: rclonecfg.NewSecret(sample(name))})
			want := own[kind][name] && name != "batch_commit_timeout"
			err := parse(r)
			require.Equal(t, want, err == nil, "%s: %v", kind, err)
		}
	}
}

// sample is a value that the option can have, for those that are looked at.
func sample(name string) string {
	switch name {
	case "start_year":
		return "2001"
	case "batch_size", "read_only", "read_size", "include_archived":
		return "1"
	case "batch_mode":
		return "sync"
	case "batch_timeout":
		return time.Second.String()
	case "encoding":
		return "Dot"
	case "auth_url", "token_url", "proxy":
		return "https://x.example"
	case "client_credentials":
		return "false"
	}
	return "x"
}
