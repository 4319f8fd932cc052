package nasphotos_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Importing one package must not link what only another needs. The table is the
// promise; the linter checks the direct imports.
func TestWhatProgramsLink(t *testing.T) {
	const (
		rclone    = "github.com/rclone/rclone"
		oauth2    = "golang.org/x/oauth2"
		testify   = "github.com/stretchr/testify"
		googleAPI = "google.golang.org/api"
		websocket = "github.com/coder/websocket"
		age       = "filippo.io/age"
		keyring   = "github.com/zalando/go-keyring"
		qrCode    = "github.com/boombuler/barcode"
	)
	for pkg, forbidden := range map[string][]string{
		"./truenas":                  {rclone, oauth2, testify, googleAPI},
		"./truenas/truenastest":      {rclone, oauth2, testify, googleAPI},
		"./photoslibrary":            {rclone, oauth2, testify, websocket},
		"./photoslibrary/picker":     {rclone, oauth2, testify, websocket},
		"./rclonecfg":                {rclone, testify, websocket, googleAPI},
		"./credentials":              {rclone, testify, websocket, age, keyring, qrCode},
		"./credentials/agestore":     {rclone, testify, websocket, keyring},
		"./credentials/keyringstore": {rclone, testify, websocket, age},
		"./credentials/qropener":     {rclone, testify, websocket, age, keyring},
		"./credentials/storetest":    {rclone, websocket, age, keyring},
		"./credentials/googletest":   {rclone, testify, websocket},
		"./cloudsync":                {rclone, testify},
		"./cloudsync/rcloneargs":     {rclone, testify},
		"./cloudsync/rclonerun":      {testify},
		"./cloudsync/cloudsynctest":  {rclone},
	} {
		requireLinksNone(t, pkg, forbidden)
	}
}

// The tests of rclonecfg, too, do without rclone and the library it reads with:
// what compares with them is in rclonecfg/rcloneproof.
func TestWhatTestsLink(t *testing.T) {
	requireLinksNone(t, "./rclonecfg", []string{"github.com/rclone/rclone", "github.com/unknwon/goconfig"}, "-test") //nolint:misspell // the name of its author
}

// requireLinksNone also takes flags for go list.
func requireLinksNone(t *testing.T, pkg string, forbidden []string, flags ...string) {
	t.Helper()
	args := append(append([]string{"list", "-deps"}, flags...), pkg)
	output, err := exec.CommandContext(t.Context(), "go", args...).Output()
	require.NoError(t, err, pkg)
	for dep := range strings.Lines(string(output)) {
		dep = strings.TrimSpace(dep)
		for _, bad := range forbidden {
			require.False(t, dep == bad || strings.HasPrefix(dep, bad+"/"), "%s links %s", pkg, dep)
		}
	}
}
