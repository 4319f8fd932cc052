package truenas

import (
	"fmt"
	"regexp"
	"strconv"
)

// Release is a TrueNAS release series: what its versions have in common.
type Release string

// The releases this package knows.
const (
	V24_10 Release = "24.10" //nolint:revive // TrueNAS's own way to write it
	V25_04 Release = "25.04" //nolint:revive // as above
	V25_10 Release = "25.10" //nolint:revive // as above
	V26    Release = "26.0"
	V27    Release = "27.0"
)

// Releases are all releases this package knows, oldest first.
func Releases() []Release { return []Release{V24_10, V25_04, V25_10, V26, V27} }

// releaseNumber finds "25.10" in "TrueNAS-25.10.1", "v25.10.0" and "TrueNAS-SCALE-24.10.2.4".
var releaseNumber = regexp.MustCompile(`(?:^|[^0-9.])([0-9]{2})(?:\.([0-9]{1,2}))?(?:[.\-][0-9A-Za-z.\-]*)?$`)

// ParseRelease returns the release of a version as TrueNAS writes it:
// "TrueNAS-25.10.1" (system.version), "25.10.1" or "v25.10.0" (a version of the
// API). A version newer than all that are known is taken for the newest one, an
// older one is an error.
func ParseRelease(version string) (Release, error) {
	match := releaseNumber.FindStringSubmatch(version)
	if match == nil {
		return "", fmt.Errorf("truenas: %q is not a version of TrueNAS: want one as TrueNAS-25.10.1", version)
	}
	year, _ := strconv.Atoi(match[1])
	month, _ := strconv.Atoi(match[2])
	switch {
	case year < 24, year == 24 && month < 10:
		return "", fmt.Errorf("truenas: version %q is too old: want %s or newer", version, V24_10)
	case year == 24:
		return V24_10, nil
	case year == 25 && month < 10:
		return V25_04, nil
	case year == 25:
		return V25_10, nil
	case year == 26:
		return V26, nil
	}
	return V27, nil
}
