package truenas_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestServerErrors(t *testing.T) {
	states := []error{truenas.ErrNotFound, truenas.ErrNotAuthorized, truenas.ErrNotAuthenticated, truenas.ErrBusy}
	for _, test := range []struct {
		name, data, message string
		code                int
		is                  error
		text                string
	}{
		{
			"missing instance", `{"error":22,"errname":"EINVAL","reason":"[ENOENT] None: CloudSync 999 does not exist","trace":{"repr":"hunter2"},"extra":[[null,"CloudSync 999 does not exist",2]]}`,
			"Invalid params", -32602, truenas.ErrNotFound, "truenas: m: CloudSync 999 does not exist",
		},
		{"no row", `{"error":22,"errname":"EINVAL","reason":"MatchNotFound()","extra":null}`, "Method call error", -32001, truenas.ErrNotFound, "MatchNotFound"},
		{"errno 2", `{"error":2,"errname":"ENOENT","reason":"[ENOENT] gone","extra":null}`, "Method call error", -32001, truenas.ErrNotFound, "gone"},
		{"no role", `{"error":13,"errname":"EACCES","reason":"[EACCES] Not authorized","extra":null}`, "Method call error", -32001, truenas.ErrNotAuthorized, "role"},
		{"expired", `{"error":13,"errname":"EACCES","reason":"[EACCES] Session is expired","extra":null}`, "Method call error", -32001, truenas.ErrNotAuthenticated, "expired"},
		{"no login", `{"error":207,"errname":"ENOTAUTHENTICATED","reason":"[ENOTAUTHENTICATED] Not authenticated","extra":null}`, "Method call error", -32001, truenas.ErrNotAuthenticated, "Not authenticated"},
		{"rate limit", `{"error":16,"errname":"EBUSY","reason":"[EBUSY] Rate Limit Exceeded","extra":null}`, "Method call error", -32001, truenas.ErrBusy, "later"},
		{"too many", ``, "Maximum number of concurrent calls (20) has exceeded", -32000, truenas.ErrBusy, "Maximum"},
		{"unknown method", ``, "Method does not exist", -32601, nil, "does not have it"},
		{"rclone failed", `{"error":14,"errname":"EFAULT","reason":"[EFAULT] directory not found\n","extra":{"excerpt":"x"}}`, "Method call error", -32001, nil, "truenas: m: [EFAULT] directory not found"},
		{"text about not found", `{"error":14,"errname":"EFAULT","reason":"[EFAULT] ENOENT: no such file, not found","extra":null}`, "Method call error", -32001, nil, "no such file"},
		{"a field's ENOENT", `{"error":22,"reason":"r","extra":[["cloud_sync_create.path","does not exist",2]]}`, "Invalid params", -32602, nil, "cloud_sync_create.path: does not exist"},
		{"odd data", `"text"`, "Oops", -32603, nil, "truenas: m: Oops"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := truenas.ServerError("m", test.code, test.message, []byte(test.data))
			require.ErrorContains(t, err, test.text)
			require.NotContains(t, err.Error(), "hunter2")
			for _, state := range states {
				want := state == test.is //nolint:errorlint // one sentinel out of a list
				require.Equal(t, want, errors.Is(err, state), state)
			}
		})
	}
}

func TestValidationError(t *testing.T) {
	err := truenas.ServerError("cloudsync.create", -32602, "Invalid params", []byte(`{"extra":[
		["cloud_sync_create.path","Field required",22],["attributes.folder","This is not a directory",22]]}`))
	invalid, ok := errors.AsType[*truenas.ValidationError](err)
	require.True(t, ok)
	require.EqualError(t, err, "truenas: cloudsync.create: cloud_sync_create.path: Field required; attributes.folder: This is not a directory")
	for path, found := range map[string]bool{
		"path": true, "cloud_sync_create.path": true, "attributes.folder": true, "folder": true,
		"ath": false, "cloud_sync_update.path": false, "": false, "create.path": false,
	} {
		_, ok := invalid.Field(path)
		require.Equal(t, found, ok, path)
	}
	other := &truenas.ValidationError{Fields: []truenas.FieldError{{Attribute: "cloud_sync_credentials_create.provider.S3.endpoint"}}}
	for path, found := range map[string]bool{
		"provider.endpoint": true, "provider.S3.endpoint": true, "endpoint": true, "provider": false, "provider.S3": false,
	} {
		_, ok := other.Field(path)
		require.Equal(t, found, ok, path)
	}
	field, _ := invalid.Field("folder")
	require.Equal(t, truenas.FieldError{Attribute: "attributes.folder", Message: "This is not a directory", Errno: 22}, field)
}

func TestExtraIsKept(t *testing.T) {
	err := truenas.ServerError("m", -32001, "x", []byte(`{"error":14,"errname":"EFAULT","reason":"r","extra":{"excerpt":"why"}}`))
	refused, ok := errors.AsType[*truenas.CallError](err)
	require.True(t, ok)
	require.JSONEq(t, `{"excerpt":"why"}`, string(refused.Extra))
	require.Equal(t, "EFAULT", refused.Errname)
	require.Equal(t, 14, refused.Errno)
}
