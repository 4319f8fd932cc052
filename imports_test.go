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

// rclonecfg links these packages of others and no more: a token's type, the cipher
// of rclone's configuration, what makes one password of its spellings, and a lock.
// It names none that reaches a network or starts a program.
func TestWhatRclonecfgLinks(t *testing.T) {
	const ours = "github.com/nasphotos/nasphotos/"
	linked := listPackages(t, "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./rclonecfg")
	for _, dep := range linked {
		require.Regexp(t, "^("+ours+"|golang.org/x/(oauth2|crypto|text/(unicode/norm|transform)|sys)(/|$)|github.com/gofrs/flock$)", dep)
	}
	require.Contains(t, linked, "golang.org/x/oauth2")
	imports := listPackages(t, "-f", `{{join .Imports "\n"}}`, "./rclonecfg", "./cloudsync/rcloneargs")
	require.Contains(t, imports, "encoding/json")
	for _, name := range []string{"net", "net/http", "os/exec", "os/signal", "syscall", "unsafe"} {
		require.NotContains(t, imports, name)
	}
}

func listPackages(t *testing.T, args ...string) []string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "go", append([]string{"list"}, args...)...).Output()
	require.NoError(t, err)
	return strings.Fields(string(output))
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
