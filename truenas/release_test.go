package truenas_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestParseRelease(t *testing.T) {
	for version, want := range map[string]truenas.Release{
		"TrueNAS-SCALE-24.10.2.4": truenas.V24_10, "TrueNAS-24.10.2": truenas.V24_10, "24.10": truenas.V24_10,
		"TrueNAS-25.04.2.6": truenas.V25_04, "v25.04.0": truenas.V25_04,
		"TrueNAS-25.10.1": truenas.V25_10, "25.10": truenas.V25_10, "25.10-BETA.1": truenas.V25_10,
		"TrueNAS-26.0.0-BETA.3": truenas.V26, "26": truenas.V26, "26.0": truenas.V26, "v26.0.0": truenas.V26,
		"27.0.0-MASTER-20260822-010101": truenas.V27, "27.0": truenas.V27, "28.04.1": truenas.V27,
	} {
		got, err := truenas.ParseRelease(version)
		require.NoError(t, err, version)
		require.Equal(t, want, got, version)
	}
	for _, version := range []string{"", "TrueNAS", "TrueNAS-13.0-U6.1", "24.04.2", "2.5", "v", "x25x"} {
		_, err := truenas.ParseRelease(version)
		require.Error(t, err, version)
	}
}

func ExampleParseRelease() {
	release, err := truenas.ParseRelease("TrueNAS-25.10.1")
	fmt.Println(release, err)
	// Output: 25.10 <nil>
}

// A release is read back as itself, and a version never as one that there is
// not.
func FuzzParseRelease(f *testing.F) {
	for _, s := range []string{"TrueNAS-25.10.1", "v25.04.0", "TrueNAS-SCALE-24.10.2.4", "26", "27.0.0-MASTER", "x25x", "99.99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, version string) {
		release, err := truenas.ParseRelease(version)
		if err != nil {
			require.Empty(t, release)
			return
		}
		require.Contains(t, truenas.Releases(), release)
		again, err := truenas.ParseRelease(string(release))
		require.NoError(t, err)
		require.Equal(t, release, again)
	})
}

func ExampleReleases() {
	fmt.Println(truenas.Releases())
	// Output: [24.10 25.04 25.10 26.0 27.0]
}
