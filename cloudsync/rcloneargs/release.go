package rcloneargs

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Release is a TrueNAS release with a translation of its own. It is finer than
// truenas.Release: every one of those is a Release too, of its first version.
// [ParseRelease] tells it from what truenas.Client.Version returns.
type Release string

// The known releases. Where a release got another translation with an update,
// the update has a name of its own.
const (
	Release24_10 Release = "24.10"
	Release25_04 Release = "25.04"
	Release25_10 Release = "25.10" // up to 25.10.6
	// Release25_10_7 and later updates write values with line breaks safely.
	Release25_10_7 Release = "25.10.7"
	Release26_0    Release = "26.0" // up to 26.0.0-BETA.3
	// Release26_0RC1 and later updates write values with line breaks safely.
	Release26_0RC1 Release = "26.0.0-RC.1"
	Release27_0    Release = "27.0"
)

// ErrUnknownRelease is wrapped by errors about a release that is not one of the
// constants.
var ErrUnknownRelease = errors.New("unknown TrueNAS release")

// generation is a release without its updates; they increase.
type generation int

const (
	gen24_10 generation = iota
	gen25_04
	gen25_10
	gen26
	gen27
)

// traits is what differs between the releases.
type traits struct {
	generation
	// oneLine: line breaks are removed from values, and values with blanks at
	// their ends or a leading quote are put between triple quotes.
	oneLine bool
}

var releases = map[Release]traits{
	Release24_10:   {generation: gen24_10},
	Release25_04:   {generation: gen25_04},
	Release25_10:   {generation: gen25_10},
	Release25_10_7: {generation: gen25_10, oneLine: true},
	Release26_0:    {generation: gen26},
	Release26_0RC1: {generation: gen26, oneLine: true},
	Release27_0:    {generation: gen27, oneLine: true},
}

func (r Release) traits() (traits, error) {
	if r == "" {
		r = Release27_0
	}
	known, ok := releases[r]
	if !ok {
		return traits{}, fmt.Errorf("rcloneargs: release %q: %w: use a Release constant or ParseRelease", string(r), ErrUnknownRelease)
	}
	return known, nil
}

// 25.10.1, TrueNAS-25.10.1, TrueNAS-SCALE-24.10.2.4, TrueNAS-26.0.0-BETA.3.
var versionForm = regexp.MustCompile(`^(?:TrueNAS-)?(?:SCALE-)?(\d+)(?:\.(\d+)(?:\.(\d+))?(?:\.\d+)*(?:-([A-Za-z]+).*)?)?$`)

// ParseRelease returns the release of a version as the TrueNAS method
// system.version tells it, for example "TrueNAS-25.10.1". A text without an
// update, as "26.0" or just "26", is the [Release] of that name. The error wraps
// [ErrUnknownRelease].
func ParseRelease(version string) (Release, error) {
	match := versionForm.FindStringSubmatch(version)
	if match == nil {
		return "", fmt.Errorf("rcloneargs: version %q: %w: want a text like TrueNAS-25.10.1", version, ErrUnknownRelease)
	}
	release := Release(match[1] + "." + cmp.Or(match[2], "0"))
	update, _ := strconv.Atoi(match[3]) // absent: 0
	switch stage := strings.ToUpper(match[4]); {
	case release == Release25_10 && update >= 7:
		return Release25_10_7, nil
	case release == Release26_0 && match[3]+stage != "" && stage != "ALPHA" && stage != "BETA":
		return Release26_0RC1, nil
	}
	if _, ok := releases[release]; !ok {
		return "", fmt.Errorf("rcloneargs: version %q: %w: known are 24.10 to 27.0", version, ErrUnknownRelease)
	}
	return release, nil
}
