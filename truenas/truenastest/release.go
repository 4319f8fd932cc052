package truenastest

import "github.com/nasphotos/nasphotos/truenas"

// releaseFacts are what tells the releases apart at the door. Everything else
// that differs stands where it is used, as a comparison of releases.
type releaseFacts struct {
	version string // system.version
	// apis are the versions of the API that /api/versions lists.
	apis []string
}

// The releases are the ones that the recorded sessions come from.
var releases = map[truenas.Release]releaseFacts{
	truenas.V24_10: {version: "TrueNAS-SCALE-24.10.2.4"},
	truenas.V25_04: {version: "TrueNAS-25.04.2.6", apis: []string{"v25.04.0", "v25.04.1", "v25.04.2"}},
	truenas.V25_10: {version: "TrueNAS-25.10.6", apis: []string{
		"v25.04.0", "v25.04.1", "v25.04.2",
		"v25.10.0", "v25.10.1", "v25.10.2", "v25.10.3", "v25.10.4", "v25.10.5",
	}},
	truenas.V26: {version: "TrueNAS-26.0.0-BETA.3", apis: []string{
		"v25.04.0", "v25.04.1", "v25.04.2",
		"v25.10.0", "v25.10.1", "v25.10.2", "v25.10.3", "v25.10.4", "v26.0.0",
	}},
	truenas.V27: {version: "TrueNAS-27.0.0-MASTER", apis: []string{
		"v25.04.0", "v25.04.1", "v25.04.2",
		"v25.10.0", "v25.10.1", "v25.10.2", "v25.10.3", "v25.10.4", "v25.10.5", "v26.0.0", "v27.0.0",
	}},
}
