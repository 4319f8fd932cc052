package rclonecfg_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// photosWith is a good remote with more options, given as key, value, key, value.
func photosWith(t *testing.T, pairs ...string) rclonecfg.Remote {
	t.Helper()
	remote, err := goodPhotos().Remote("p")
	require.NoError(t, err)
	for i := 0; i < len(pairs); i += 2 {
		remote.Options = append(remote.Options, rclonecfg.Option{Key: pairs[i], Value: rclonecfg.NewSecret(pairs[i+1])})
	}
	return remote
}

// Each form of a value that rclone reads, with the form that is written.
func TestParseGooglePhotosForms(t *testing.T) {
	for _, test := range []struct{ key, value, written string }{
		{"read_only", "true", "true"},
		{"read_only", "1", "true"},
		{"read_only", "T", "true"},
		{"read_only", "TRUE", "true"},
		{"read_size", "False", ""},
		{"include_archived", "0", ""},
		{"client_credentials", "f", ""},
		{"start_year", "2000", ""},
		{"start_year", "+1999", "1999"},
		{"start_year", "0x7cf", "1999"},
		{"start_year", "1_999", "1999"},
		{"start_year", " 1999 ", "1999"},
		{"encoding", "None", "None"},
		{"encoding", "Raw", "Raw"},
		{"encoding", "Dot, Slash,Dot", "Slash,Dot"},
		{"encoding", "None,Exclamation", "Exclamation"},
		{"encoding", "0x2,4", "Slash,LtGt"},
		{"encoding", "Slash,CrLf,InvalidUtf8,Dot", ""},
		{"batch_mode", "sync", ""},
		{"batch_mode", "off", "off"},
		{"batch_size", "0", ""},
		{"batch_size", "0x10", "16"},
		{"batch_size", "50", "50"},
		{"batch_timeout", "0", ""},
		{"batch_timeout", "1.5", "1.5s"},
		{"batch_timeout", "1e2", "1m40s"},
		{"batch_timeout", "500ms", "500ms"},
		{"batch_timeout", "1h30m", "1h30m0s"},
		{"batch_timeout", "1d", "24h0m0s"},
		{"batch_timeout", "1d12h", "36h0m0s"},
		{"batch_timeout", "+1w2d", "216h0m0s"},
		{"batch_timeout", "0.5M", "360h0m0s"},
		{"batch_timeout", "1y", "8760h0m0s"},
		{"auth_url", "https://login.example/auth", "https://login.example/auth"},
		{"token_url", "http://localhost:1/token?a=b", "http://localhost:1/token?a=b"},
		{"proxy", "http://[::1]:8282/", "http://[::1]:8282/"},
		{"description", "anything at all", "anything at all"},
		{"override.bwlimit", "10M", "10M"},
		{"global.checkers", "2", "2"},
		{"folder", "", ""},
	} {
		photos, err := rclonecfg.ParseGooglePhotos(photosWith(t, test.key, test.value))
		require.NoError(t, err, "%s = %s", test.key, test.value)
		remote, err := photos.Remote("p")
		require.NoError(t, err)
		written, _ := remote.Option(test.key)
		require.Equal(t, test.written, written.Reveal(), "%s = %s", test.key, test.value)
	}
}

// What rclone would ignore, refuse, crash on, or take for something else.
func TestParseGooglePhotosRefusals(t *testing.T) {
	for _, test := range []struct {
		pairs []string
		key   string
		says  string
	}{
		{[]string{"batch_mode", "async"}, "batch_mode", "crashes at the first upload: write sync"},
		{[]string{"batch_mode", "Sync"}, "batch_mode", "is none of sync, off"},
		{[]string{"batch_commit_timeout", "5s"}, "batch_commit_timeout", "ignores it: remove it"},
		{[]string{"batch_mode", "off", "batch_size", "3"}, "batch_size", "while batch_mode is off"},
		{[]string{"batch_mode", "off", "batch_timeout", "3s"}, "batch_timeout", "while batch_mode is off"},
		{[]string{"batch_size", "51"}, "batch_size", "from 0 to 50"},
		{[]string{"batch_size", "-1"}, "batch_size", "from 0 to 50"},
		{[]string{"batch_size", "many"}, "batch_size", "from 0 to 50"},
		{[]string{"batch_timeout", "soon"}, "batch_timeout", "write it like 500ms"},
		{[]string{"batch_timeout", "5 s"}, "batch_timeout", "is not a duration"},
		{[]string{"batch_timeout", " 5s"}, "batch_timeout", "is not a duration"},
		{[]string{"batch_timeout", "+"}, "batch_timeout", "is not a duration"},
		{[]string{"batch_timeout", "1dd"}, "batch_timeout", "is not a duration"},
		{[]string{"batch_timeout", "1d2"}, "batch_timeout", "is not a duration"},
		{[]string{"batch_timeout", "1.1.1d2h"}, "batch_timeout", "is not a duration"},
		{[]string{"batch_timeout", "NaN"}, "batch_timeout", "is not a duration"},
		{[]string{"batch_timeout", "300y"}, "batch_timeout", "is not a duration"},
		{[]string{"batch_timeout", "292y52w"}, "batch_timeout", "is not a duration"},
		{[]string{"batch_timeout", "-1ns"}, "batch_timeout", "negative"},
		{[]string{"batch_timeout", "-1d2h"}, "batch_timeout", "negative"},
		{[]string{"batch_timeout", "off"}, "batch_timeout", "for ever"},
		{[]string{"batch_timeout", "2026-01-31"}, "batch_timeout", "grows with each day"},
		{[]string{"batch_timeout", "2026-01-31T01:02:03Z"}, "batch_timeout", "grows with each day"},
		{[]string{"read_only", "yes"}, "read_only", "neither true nor false"},
		{[]string{"read_only", "tRue"}, "read_only", "neither true nor false"},
		{[]string{"client_credentials", "on"}, "client_credentials", "neither true nor false"},
		{[]string{"start_year", "0"}, "start_year", "from 1000 to 9999"},
		{[]string{"start_year", "99"}, "start_year", "from 1000 to 9999"},
		{[]string{"start_year", "10000"}, "start_year", "from 1000 to 9999"},
		{[]string{"start_year", "02010"}, "start_year", "from 1000 to 9999"},
		{[]string{"start_year", "2010.0"}, "start_year", "from 1000 to 9999"},
		{[]string{"start_year", "2010 2011"}, "start_year", "from 1000 to 9999"},
		{[]string{"encoding", "slash"}, "encoding", "nearly Slash"},
		{[]string{"encoding", "Slash,"}, "encoding", "none of rclone's names: write some of Raw, Slash"},
		{[]string{"encoding", "Dto"}, "encoding", "none of rclone's names"}, // every short name is near
		{[]string{"encoding", "Win"}, "encoding", "none of rclone's names"},
		{[]string{"encoding", "0x20000000"}, "encoding", "none of rclone's names"},
		{[]string{"auth_url", "login.example/auth"}, "auth_url", "write it like https://"},
		{[]string{"token_url", "::"}, "token_url", "write it like https://"},
		{[]string{"token_url", "https:///token"}, "token_url", "write it like https://"},
		{[]string{"proxy", "localhost:8282"}, "proxy", "write it like https://"},
		{[]string{"proxy", "http://u:p@localhost:8282"}, "proxy", "leave it out"},
		{[]string{"proxy", "http://localhost:8282/?a"}, "proxy", "after ?"},
		{[]string{"proxy", "http://localhost:8282/#a"}, "proxy", "after #"},
		{[]string{"token_url", "http://localhost:8282/#"}, "token_url", "after #"},
		{[]string{"client_id", "", "client_secret", "s"}, "client_secret", "belongs to no client id"},
		{[]string{"client_secret", ""}, "client_secret", "set the secret of client_id"},
		{[]string{"token", ""}, "token", "the token is empty"},
		{[]string{"folder", "album/X"}, "folder", "TrueNAS task"},
		{[]string{"readonly", "true"}, "readonly", `write "read_only" if that is meant`},
		{[]string{"Read_Only", "true"}, "Read_Only", `write "read_only" if that is meant`},
		{[]string{"gphotos-read-only", "true"}, "gphotos-read-only", `write "read_only" if that is meant`},
		{[]string{"star_year", "1999"}, "star_year", `write "start_year" if that is meant`},
		{[]string{"strt_yar", "1999"}, "strt_yar", `write "start_year" if that is meant`},
		{[]string{"bucket", "x"}, "bucket", "TrueNAS task"},
		{[]string{"scopes", "x"}, "scopes", "no option of rclone for the type googlephotos, and rclone ignores it: remove it"},
		{[]string{"team_drive", "x"}, "team_drive", "no option of rclone for the type googlephotos"},
		{[]string{"fast_list", "false"}, "fast_list", `write "override.fast_list"`},
		{[]string{"override.tps_limit", "1"}, "override.tps_limit", `write "override.tpslimit"`},
		{[]string{"global.nothing", "1"}, "global.nothing", "general options"},
		{[]string{"override.", "1"}, "override.", "general options"},
		{[]string{"description", "two\nlines"}, "description", "line break"},
		{[]string{"description", "%(token)s"}, "description", "another option's value"},
	} {
		_, err := rclonecfg.ParseGooglePhotos(photosWith(t, test.pairs...))
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remoteErr, test.pairs)
		require.Equal(t, "p", remoteErr.Remote)
		require.Equal(t, test.key, remoteErr.Key, test.pairs)
		require.ErrorContains(t, err, test.says)
	}
}

// The same rules hold for fields.
func TestGooglePhotosRefusals(t *testing.T) {
	for key, change := range map[string]func(*rclonecfg.GooglePhotos){
		"batch_mode":        func(g *rclonecfg.GooglePhotos) { g.BatchMode = "async" },
		"batch_size":        func(g *rclonecfg.GooglePhotos) { g.BatchSize = 51 },
		"batch_timeout":     func(g *rclonecfg.GooglePhotos) { g.BatchTimeout = -time.Second },
		"start_year":        func(g *rclonecfg.GooglePhotos) { g.StartYear = 20 },
		"encoding":          func(g *rclonecfg.GooglePhotos) { g.Encoding = "Win" },
		"auth_url":          func(g *rclonecfg.GooglePhotos) { g.AuthURL = "x" },
		"token_url":         func(g *rclonecfg.GooglePhotos) { g.TokenURL = "x" },
		"proxy":             func(g *rclonecfg.GooglePhotos) { g.Proxy = "x" },
		"description":       func(g *rclonecfg.GooglePhotos) { g.Description = "a\nb" },
		"read_only":         func(g *rclonecfg.GooglePhotos) { g.Other = option("read_only", "true") },
		"folder":            func(g *rclonecfg.GooglePhotos) { g.Other = option("folder", "album") },
		"override.checkers": func(g *rclonecfg.GooglePhotos) { g.Other = option("override.checkers", "") },
		"override.links": func(g *rclonecfg.GooglePhotos) {
			g.Other = append(option("override.links", "1"), option("override.links", "1")...)
		},
		"token": func(g *rclonecfg.GooglePhotos) { g.Token.Expiry = g.Token.Expiry.AddDate(9999, 0, 0) },
	} {
		photos := goodPhotos()
		change(&photos)
		_, err := photos.Remote("p")
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remoteErr, key)
		require.Equal(t, key, remoteErr.Key)
	}
}

func option(key, value string) []rclonecfg.Option {
	return []rclonecfg.Option{{Key: key, Value: rclonecfg.NewSecret(value)}}
}

// rclone honours client_credentials for Google Photos: it asks the token server
// without a person, and stores the answer over a refresh token.
func TestGooglePhotosClientCredentials(t *testing.T) {
	for _, test := range []struct {
		change func(*rclonecfg.GooglePhotos)
		key    string
	}{
		{func(*rclonecfg.GooglePhotos) {}, "token"},
		{func(g *rclonecfg.GooglePhotos) { g.TokenURL = "" }, "client_credentials"},
		{func(g *rclonecfg.GooglePhotos) { g.TokenURL = "https://oauth2.googleapis.com/token" }, "client_credentials"},
		{func(g *rclonecfg.GooglePhotos) { g.TokenURL = "https://accounts.google.com/o/oauth2/token" }, "client_credentials"},
		{func(g *rclonecfg.GooglePhotos) { g.AuthURL = "https://login.example/auth" }, "auth_url"},
		{func(g *rclonecfg.GooglePhotos) {
			g.Token.RefreshToken, g.Token.Expiry = rclonecfg.Secret{}, time.Time{}
		}, "token"},
	} {
		photos := goodPhotos()
		photos.ClientCredentials, photos.TokenURL = true, "https://login.example/token"
		test.change(&photos)
		_, err := photos.Remote("p")
		var remoteErr *rclonecfg.RemoteError
		require.ErrorAs(t, err, &remoteErr)
		require.Equal(t, test.key, remoteErr.Key)
	}
	_, err := rclonecfg.ParseGooglePhotos(rclonecfg.Remote{Name: "p", Type: "gphotos", Options: append(
		option("client_credentials", "true"), option("token_url", "https://login.example/token")...,
	)})
	require.ErrorContains(t, err, `option "client_id"`)
}

// Without a client id, rclone uses its own: that can be read, and not made.
func TestGooglePhotosSharedClient(t *testing.T) {
	photos, err := rclonecfg.ParseGooglePhotos(photosWith(t, "client_id", "", "client_secret", ""))
	require.NoError(t, err)
	require.Empty(t, photos.ClientID)
	_, err = photos.Remote("p")
	require.ErrorContains(t, err, "shared client")
}

// The last of two options with the same key counts, as in Remote.Option.
func TestParseGooglePhotosRepeatedOption(t *testing.T) {
	photos, err := rclonecfg.ParseGooglePhotos(photosWith(t, "start_year", "1", "start_year", "1999",
		"override.links", "x", "override.links", "y"))
	require.NoError(t, err)
	require.Equal(t, 1999, photos.StartYear)
	require.Equal(t, option("override.links", "y"), photos.Other)
}
