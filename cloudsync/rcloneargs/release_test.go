package rcloneargs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

func TestParseRelease(t *testing.T) {
	for version, want := range map[string]rcloneargs.Release{
		"TrueNAS-SCALE-24.10.2.4":       rcloneargs.Release24_10,
		"TrueNAS-25.04.2.6":             rcloneargs.Release25_04,
		"25.04":                         rcloneargs.Release25_04,
		"TrueNAS-25.10.0":               rcloneargs.Release25_10,
		"TrueNAS-25.10-RC.1":            rcloneargs.Release25_10,
		"TrueNAS-25.10.6":               rcloneargs.Release25_10,
		"TrueNAS-25.10.6.1":             rcloneargs.Release25_10,
		"TrueNAS-25.10.7":               rcloneargs.Release25_10_7,
		"TrueNAS-25.10.10":              rcloneargs.Release25_10_7,
		"TrueNAS-26.0.0-BETA.3":         rcloneargs.Release26_0,
		"TrueNAS-26.0.0-RC.1":           rcloneargs.Release26_0RC1,
		"TrueNAS-26.0.0":                rcloneargs.Release26_0RC1,
		"TrueNAS-26.0.0-beta.3":         rcloneargs.Release26_0,
		"TrueNAS-27.0.0-MASTER-2026081": rcloneargs.Release27_0,
		"26":                            rcloneargs.Release26_0,
		"27":                            rcloneargs.Release27_0,
	} {
		got, err := rcloneargs.ParseRelease(version)
		require.NoError(t, err, version)
		require.Equal(t, want, got, version)
	}
	for _, version := range []string{"", "TrueNAS", "TrueNAS-13.0-U6", "TrueNAS-28.0.0", "25.10.x", "v25.10", "25", "28"} {
		_, err := rcloneargs.ParseRelease(version)
		require.ErrorIs(t, err, rcloneargs.ErrUnknownRelease, version)
	}
	_, err := rcloneargs.Command(pull(), account(photos()), rcloneargs.Options{Release: "23.10"})
	require.ErrorIs(t, err, rcloneargs.ErrUnknownRelease)
}

// The name of a release is a version, too: of the release that has the name.
func TestParseReleaseNames(t *testing.T) {
	for _, release := range allReleases {
		got, err := rcloneargs.ParseRelease(string(release))
		require.NoError(t, err)
		require.Equal(t, release, got)
	}
}

// Every release that the client knows has a translation, the newest one by default.
func TestReleasesOfTheClient(t *testing.T) {
	commandOf := func(release rcloneargs.Release) rcloneargs.Cmd {
		command, err := rcloneargs.Command(pull(), account(photos()), rcloneargs.Options{Release: release})
		require.NoError(t, err, release)
		return command
	}
	for _, release := range truenas.Releases() {
		parsed, err := rcloneargs.ParseRelease("TrueNAS-" + string(release) + ".0")
		require.NoError(t, err)
		client, err := truenas.ParseRelease("TrueNAS-" + string(release) + ".0")
		require.NoError(t, err)
		require.Equal(t, release, client)
		require.Contains(t, string(parsed), string(release))
		commandOf(rcloneargs.Release(release))
	}
	newest := truenas.Releases()[len(truenas.Releases())-1]
	require.Equal(t, commandOf(rcloneargs.Release(newest)), commandOf(""))
}

func FuzzParseRelease(f *testing.F) {
	for _, seed := range []string{"", "TrueNAS-25.10.1", "26.0.0-BETA.3", "TrueNAS-SCALE-24.10", "25.10.99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, version string) {
		release, err := rcloneargs.ParseRelease(version)
		if err != nil {
			require.ErrorIs(t, err, rcloneargs.ErrUnknownRelease)
			return
		}
		_, err = rcloneargs.Command(pull(), account(photos()), rcloneargs.Options{Release: release})
		require.NoError(t, err)
	})
}
