package rcloneargs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

// On 24.10, what Python's configparser cannot read back is refused. The others
// give rclone a command line all the same.
func TestReadBack(t *testing.T) {
	for token, reason := range map[string]string{
		"{\r\n  \"a\": 1\r\n}":  "Source contains parsing errors",
		"{\n}":                  "Source contains parsing errors",
		"x\n= y":                "Source contains parsing errors",
		"x\nTYPE = local":       "option 'type' in section 'remote' already exists",
		"}\nx\nTYPE = local":    "option 'type' in section 'remote' already exists",
		"x\na = 1\na = 2":       "option already exists",
		"x\n[remote]\n":         "a section already exists",
		"x\n[a]\n 100%\n[b]":    "Source contains parsing errors",
		"x\n[a]\nb = 100%":      "",
		"100%":                  "'%' must be followed by '%' or '('",
		"a%%b%c":                "'%' must be followed by '%' or '('",
		"%(folder":              "bad interpolation variable reference",
		"%(nothing)s":           "Bad value substitution",
		"%(token)s":             "Recursion limit exceeded in value substitution",
		"%(folder)s":            "",
		"%(Folder)s and %%":     "",
		"{\n  \"a\": 1,\n }":    "",
		"x\n\n# } \n; }":        "",
		"x\nother = 1\ny: 2\n ": "",
		"`x":                    "",
		"":                      "",
	} {
		credential := account(truenas.GooglePhotos{Token: truenas.NewSecret(token)})
		_, err := rcloneargs.Command(pull(), credential, rcloneargs.Options{Release: rcloneargs.Release24_10})
		if reason == "" {
			require.NoError(t, err, "%q", token)
		} else {
			var refusal *rcloneargs.CredentialError
			require.ErrorAs(t, err, &refusal, "%q", token)
			require.Equal(t, reason, refusal.Reason, "%q", token)
		}
		for _, release := range allReleases[1:] {
			_, err := rcloneargs.Command(pull(), credential, rcloneargs.Options{Release: release})
			require.NoError(t, err)
		}
	}
	// Where a line of the token looks like a key, the error names the token's field.
	for _, token := range []string{
		"x\n1//s3cr3t\": y\nz", "x\n1//s3cr3t = 1\n1//s3cr3t = 2", "x\n1//s3cr3t = %", "x\n1//s3cr3t: y\n= z",
		"x\n[1//s3cr3t]\n[1//s3cr3t]", "x\n[1//s3cr3t]\ntype = 1\ntype = 2",
	} {
		_, err := rcloneargs.Command(pull(), account(truenas.GooglePhotos{Token: truenas.NewSecret(token)}), rcloneargs.Options{Release: rcloneargs.Release24_10})
		var refusal *rcloneargs.CredentialError
		require.ErrorAs(t, err, &refusal, "%q", token)
		require.Equal(t, "token", refusal.Field)
		require.NotContains(t, err.Error(), "s3cr3t")
	}
	// A provider without a token is not read back.
	_, err := rcloneargs.Command(pull(), account(truenas.WebDAV{URL: "https://h/", User: "a%b"}), rcloneargs.Options{Release: rcloneargs.Release24_10})
	require.NoError(t, err)
}
