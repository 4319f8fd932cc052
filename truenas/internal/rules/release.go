package rules

// Release is a TrueNAS release: the texts of truenas.Release.
type Release string

// The releases whose rules are known, oldest first.
const (
	V24_10 Release = "24.10" //nolint:revive // TrueNAS's own way to write it
	V25_04 Release = "25.04" //nolint:revive // as above
	V25_10 Release = "25.10" //nolint:revive // as above
	V26    Release = "26.0"
	V27    Release = "27.0"
)

// Releases lists the known releases, oldest first.
func Releases() []Release { return []Release{V24_10, V25_04, V25_10, V26, V27} }

// AtLeast reports whether r is other or later. Both have two digits before the
// dot, so their texts sort as they do.
func (r Release) AtLeast(other Release) bool { return r >= other }
