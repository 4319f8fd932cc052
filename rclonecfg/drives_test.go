package rclonecfg_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// settings is what all types of settings have.
type settings interface {
	Remote(name string) (rclonecfg.Remote, error)
}

// drive is one storage system with its settings, and how they are read.
type drive struct {
	// all has no field with rclone's default.
	all   settings
	parse func(rclonecfg.Remote) (settings, error)
	// wrote are the options of all after token.
	wrote []string
}

func parser[S settings](parse func(rclonecfg.Remote) (S, error)) func(rclonecfg.Remote) (settings, error) {
	return func(r rclonecfg.Remote) (settings, error) {
		s, err := parse(r)
		return s, err
	}
}

// lastingToken is what pCloud gives, and Dropbox gave.
func lastingToken() rclonecfg.Token {
	return rclonecfg.Token{AccessToken: rclonecfg.NewSecret("a%b"), TokenType: "bearer"}
}

const lastingLine = `{"access_token":"a\u0025b","token_type":"bearer","expiry":"0001-01-01T00:00:00Z"}`

func drives() map[string]drive {
	secret, token := rclonecfg.NewSecret("s"), goodToken()
	other := option("description", "mine")
	yandexToken := token
	yandexToken.TokenType = "OAuth"
	return map[string]drive{
		"box": {
			rclonecfg.Box{ClientID: "c", ClientSecret: secret, Token: token, Other: other},
			parser(rclonecfg.ParseBox), nil,
		},
		"dropbox": {
			rclonecfg.Dropbox{ClientID: "c", ClientSecret: secret, Token: token, Other: other},
			parser(rclonecfg.ParseDropbox), nil,
		},
		"drive": {
			rclonecfg.GoogleDrive{ClientID: "c", ClientSecret: secret, Token: token, TeamDrive: "0A", Other: other},
			parser(rclonecfg.ParseGoogleDrive),
			[]string{"team_drive=0A"},
		},
		"hubic": {
			rclonecfg.Hubic{Token: token, Other: option("chunk_size", "5G")},
			parser(rclonecfg.ParseHubic), nil,
		},
		"onedrive": {
			rclonecfg.OneDrive{
				ClientID: "c", ClientSecret: secret, Token: token, DriveID: "b!1", DriveType: "documentLibrary", Other: other,
			},
			parser(rclonecfg.ParseOneDrive),
			[]string{"drive_id=b!1", "drive_type=documentLibrary"},
		},
		"pcloud": {
			rclonecfg.PCloud{ClientID: "c", ClientSecret: secret, Token: lastingToken(), Hostname: "eapi.pcloud.com:8443", Other: other},
			parser(rclonecfg.ParsePCloud),
			[]string{"hostname=eapi.pcloud.com:8443"},
		},
		"yandex": {
			rclonecfg.Yandex{ClientID: "c", ClientSecret: secret, Token: yandexToken, Other: other},
			parser(rclonecfg.ParseYandex), nil,
		},
	}
}

func TestDrivesRoundTrip(t *testing.T) {
	for kind, drive := range drives() {
		t.Run(kind, func(t *testing.T) {
			remote, err := drive.all.Remote("p")
			require.NoError(t, err)
			require.Equal(t, kind, remote.Type)
			got, err := drive.parse(remote)
			require.NoError(t, err)
			require.Equal(t, drive.all, got)

			var wrote []string
			after := false
			for _, option := range remote.Options[:len(remote.Options)-1] {
				if after {
					wrote = append(wrote, option.Key+"="+option.Value.Reveal())
				}
				after = after || option.Key == "token"
			}
			require.Equal(t, drive.wrote, wrote)
			for _, verb := range []string{"%v", "%+v", "%#v"} {
				require.NotContains(t, fmt.Sprintf(verb, drive.all), "ya29")
			}
		})
	}
}

// Options that are not there, or empty as TrueNAS writes them, are the same.
func TestDrivesEmptyOptions(t *testing.T) {
	for kind, drive := range drives() {
		remote, err := drive.all.Remote("p")
		require.NoError(t, err)
		token, _ := remote.Option("token")
		remote.Options = []rclonecfg.Option{
			{Key: "client_id"},
			{Key: "client_secret"},
			{Key: "token", Value: token},
			{Key: "team_drive"},
			{Key: "hostname"},
			{Key: "folder"},
		}
		if kind == "onedrive" {
			remote.Options = append(remote.Options, option("drive_id", "1")[0], option("drive_type", "personal")[0])
		}
		got, err := drive.parse(remote)
		require.NoError(t, err, kind)
		back, err := got.Remote("p")
		require.NoError(t, err, kind)
		require.Equal(t, token.Reveal(), back.Options[0].Value.Reveal(), kind)
	}
}

func TestDrivesRefusals(t *testing.T) {
	const renewed = `{"access_token":"a","token_type":"Bearer","refresh_token":"r","expiry":"2026-11-22T19:54:49Z"}`
	for _, test := range []struct{ kind, key, value, says string }{
		{"*", "type", "memory", "choose a remote of type"},
		{"*", "token", "", "empty"},
		{"*", "token", "GOCSPX-x", "client secret"},
		{"*", "token", `{"refresh_token":"r","expiry":"2026-11-22T19:54:49Z"}`, "no access_token"},
		{"*", "token", `{"access_token":"a","refresh_token":"r"}`, "no expiry"},
		{"*", "token", `{"access_token":"a","expiry":"2026-11-22T19:54:49Z"}`, "no refresh_token"},
		{"*", "token", `{"access_token":"a","expiry":""}`, "RFC 3339"},
		{"*", "token", `{"access_token":"","refresh_token":""}`, "no refresh_token"},
		{"*", "folder", "x", "TrueNAS task"},
		{"*", "fast_list", "true", `"override.fast_list"`},
		{"*", "override.checker", "1", `"override.checkers"`},
		{"*", "read_only", "true", "ignores it"},
		{"*", "batch_commit_timeout", "1s", "ignores it"},
		{"box", "token", lastingLine, "no refresh_token"},
		{"drive", "token", lastingLine, "no refresh_token"},
		{"onedrive", "token", lastingLine, "no refresh_token"},
		{"yandex", "token", lastingLine, "no refresh_token"},
		{"hubic", "token", lastingLine, "no refresh_token"},
		{"dropbox", "token", "sl.bare", "JSON"},
		{"box", "client_id", "", "belongs to no client id"},
		{"box", "client_credentials", "true", "delete the refresh token"},
		{"box", "client_credentials", "perhaps", "delete the refresh token"},
		{"drive", "teamdrive", "x", `"team_drive"`},
		{"drive", "drive-root-folder-id", "x", `"root_folder_id"`},
		{"onedrive", "drive_id", "", "is missing"},
		{"onedrive", "drive_type", "", "is missing"},
		{"onedrive", "drive_type", "DOCUMENT_LIBRARY", "is none of personal, business, documentLibrary"},
		{"onedrive", "checkers", "1", `"override.checkers"`},
		{"pcloud", "hostname", "https://eapi.pcloud.com", "without https://"},
		{"pcloud", "hostname", "eapi.pcloud.com/", "without https://"},
		{"pcloud", "token", renewed[:40], "cut off"},
		{"pcloud", "token", `{"access_token":"a","expires_in":"1"}`, "expires_in"},
		{"pcloud", "token", `{"access_token":"a b"}`, "character"},
		{"pcloud", "token", `{"access_token":"a","access_token":"b"}`, "several"},
		{"pcloud", "token", `{"AccessToken":"a"}`, "no refresh_token"},
	} {
		for kind, drive := range drives() {
			if test.kind != kind && test.kind != "*" {
				continue
			}
			remote, err := drive.all.Remote("p")
			require.NoError(t, err)
			if test.key == "type" {
				remote.Type = test.value
			}
			remote.Options = append(remote.Options, option(test.key, test.value)...)
			_, err = drive.parse(remote)
			var remoteErr *rclonecfg.RemoteError
			require.ErrorAs(t, err, &remoteErr, "%s %v", kind, test)
			if test.key != "client_id" {
				require.Equal(t, test.key, remoteErr.Key)
			}
			require.ErrorContains(t, err, test.says, kind)
		}
	}
}

// Where tokens do not end, a full one is accepted as well; elsewhere a token of
// another storage system is not.
func TestDrivesTokens(t *testing.T) {
	short := goodToken()
	short.RefreshToken = rclonecfg.Secret{}
	endless := goodToken()
	endless.Expiry = time.Time{}
	for _, test := range []struct {
		settings settings
		ok       bool
	}{
		{rclonecfg.Dropbox{Token: lastingToken()}, true},
		{rclonecfg.PCloud{Token: lastingToken()}, true},
		{rclonecfg.PCloud{Token: goodToken()}, true},
		{rclonecfg.PCloud{Token: short}, false},
		{rclonecfg.PCloud{Token: endless}, false},
		{rclonecfg.PCloud{}, false},
		{rclonecfg.Box{Token: goodToken()}, true},
		{rclonecfg.Box{Token: lastingToken()}, false},
		{rclonecfg.Box{Token: short}, false},
		{rclonecfg.Box{}, false},
		{rclonecfg.Yandex{Token: goodToken()}, true},
		{rclonecfg.Yandex{}, false},
	} {
		remote, err := test.settings.Remote("p")
		if !test.ok {
			var tokenErr *rclonecfg.TokenError
			require.ErrorAs(t, err, &tokenErr, "%T", test.settings)
			continue
		}
		require.NoError(t, err, "%T", test.settings)
		require.Len(t, remote.Options, 1)
	}
	remote, err := rclonecfg.PCloud{Token: lastingToken()}.Remote("p")
	require.NoError(t, err)
	require.Equal(t, option("token", lastingLine), remote.Options)
	remote, err = rclonecfg.Yandex{Token: goodToken()}.Remote("p")
	require.NoError(t, err)
	require.Equal(t, option("token", strings.Replace(goodLine, "Bearer", "OAuth", 1)), remote.Options)
}

// What is read of a remote of any kind can be written, and is the same then.
func FuzzParseDrives(f *testing.F) {
	f.Add("token="+goodLine, "hostname=EAPI.pcloud.com:8\nteam_drive= 0A \ndrive_id=1\ndrive_type=business")
	f.Add("token="+lastingLine, "client_id=c\nclient_credentials=0\noverride.links=1\ndescription=d")
	f.Add(`token={"AccessToken":"a","access_token":"","expiry":"0001-01-01T00:00:00+01:00"}`, "folder=x\nclient_secret=s")
	f.Add(`token={"access_token":"a","Expiry":null,"expires_in":1,"token_type":"OAuth"}`, "encoding=None\nchunk-size=1")
	f.Fuzz(func(t *testing.T, token, lines string) {
		var options []rclonecfg.Option
		for line := range strings.SplitSeq(token+"\n"+lines, "\n") {
			key, value, _ := strings.Cut(line, "=")
			options = append(options, option(key, value)...)
		}
		for kind, drive := range drives() {
			got, err := drive.parse(rclonecfg.Remote{Name: "p", Type: kind, Options: options})
			if err != nil {
				var remoteErr *rclonecfg.RemoteError
				require.ErrorAs(t, err, &remoteErr)
				continue
			}
			written, err := got.Remote("p")
			require.NoError(t, err, kind)
			again, err := drive.parse(written)
			require.NoError(t, err, kind)
			require.Equal(t, got, again)
		}
	})
}
