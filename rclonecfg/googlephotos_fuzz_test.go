package rclonecfg_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// Whatever the options of a remote are, reading it does not fail in another way
// than with a *RemoteError, and what is read can be written, and is the same then.
func FuzzParseGooglePhotos(f *testing.F) {
	f.Add("read_only=true\nstart_year=0x7cf\nencoding=Dot, Slash\nbatch_size=7\nbatch_timeout=1d12h")
	f.Add("batch_mode=off\nproxy=http://[::1]:8282/a\nauth_url=HTTPS://x/?a\ndescription= %(x) ")
	f.Add("batch_mode=async\nfolder=x\nread-only=1\noverride.tpslimit=1\nglobal.tps_limit=1")
	f.Add("client_credentials=T\ntoken_url=http://x/token\ntoken=")
	f.Add(`token={"access_token":"a","expiry":"2026-11-22T19:54:49+01:00"}` + "\nclient_credentials=1\ntoken_url=http://x")
	f.Add("client_id=\nclient_secret=\nbatch_timeout=-1w0.5d\nencoding=0x3,None")
	f.Add("start_year=02010\nbatch_timeout=2026-01-02\nencoding=Raw,")
	f.Fuzz(func(t *testing.T, lines string) {
		remote, err := goodPhotos().Remote("p")
		require.NoError(t, err)
		for line := range strings.SplitSeq(lines, "\n") {
			key, value, _ := strings.Cut(line, "=")
			remote.Options = append(remote.Options, rclonecfg.Option{Key: key, Value: rclonecfg.NewSecret(value)})
		}
		photos, err := rclonecfg.ParseGooglePhotos(remote)
		if err != nil {
			var remoteErr *rclonecfg.RemoteError
			require.ErrorAs(t, err, &remoteErr)
			require.Zero(t, photos)
			return
		}
		requireSameAfterWriting(t, photos)
	})
}

// requireSameAfterWriting lets one thing pass that can be read and not made: a
// remote without a client.
func requireSameAfterWriting(tb testing.TB, photos rclonecfg.GooglePhotos) {
	tb.Helper()
	written, err := photos.Remote("p")
	if photos.ClientID == "" {
		require.ErrorContains(tb, err, "shared client")
		return
	}
	require.NoError(tb, err)
	again, err := rclonecfg.ParseGooglePhotos(written)
	require.NoError(tb, err)
	require.Equal(tb, photos, again)
	twice, err := again.Remote("p")
	require.NoError(tb, err)
	require.Equal(tb, written, twice)
}

// Settings come back from a remote as they were, in every combination.
func TestGooglePhotosSettingsSurvive(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	accepted := 0
	for range 5000 {
		photos := goodPhotos()
		photos.Token.Expiry = photos.Token.Expiry.Add(time.Duration(random.Int64N(1e18)))
		photos.AuthURL = pick("", "", "https://login.example/auth", "http://[fe80::1]:80/?q=%25", "mailto:x")
		photos.TokenURL = pick("", "", "https://login.example/token", "https://oauth2.googleapis.com/token")
		photos.ClientCredentials = random.IntN(8) == 0
		photos.ReadOnly = random.IntN(2) == 0
		photos.ReadSize = random.IntN(2) == 0
		photos.StartYear = []int{0, 1000, 1999, 2001, 9999, -1}[random.IntN(6)]
		photos.IncludeArchived = random.IntN(2) == 0
		photos.Proxy = pick("", "http://localhost:8282/", "x")
		photos.Encoding = pick("", "None", "Raw", "Slash,LtGt,Exclamation", "Wrong")
		photos.BatchMode = pick("", "", "off", "async")
		photos.BatchSize = []int{0, 1, 50, 51}[random.IntN(4)]
		photos.BatchTimeout = []time.Duration{0, 1, time.Millisecond, 36*time.Hour + 1, 1<<63 - 1, -1}[random.IntN(6)]
		photos.Description = pick("", `"quoted" = ; #`, "ü `x`", " edge ")
		if random.IntN(3) == 0 {
			photos.Token.RefreshToken = rclonecfg.Secret{}
		}
		if random.IntN(3) == 0 {
			photos.Other = append(option("override.links", "1"), option(pick("global.links", "no.thing"), "x")...)
		}
		remote, err := photos.Remote("p")
		if err != nil {
			var remoteErr *rclonecfg.RemoteError
			require.ErrorAs(t, err, &remoteErr)
			continue
		}
		accepted++
		got, err := rclonecfg.ParseGooglePhotos(remote)
		require.NoError(t, err)
		require.Equal(t, photos, got)
	}
	require.Greater(t, accepted, 100)
}
