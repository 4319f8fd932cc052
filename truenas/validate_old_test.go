package truenas_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// 24.10 looks at a changed credential as a whole, if it is known.
func TestValidateOldCredential(t *testing.T) {
	update := []any{1, map[string]any{"provider": "B2"}}
	require.NoError(t, truenas.ValidateCall(truenas.V24_10, "cloudsync.credentials.update", update, truenas.Known{}))

	stored := truenas.Credential{ID: 1, Name: "c", Provider: truenas.GooglePhotos{Token: truenas.NewSecret("t")}}
	err := truenas.ValidateCall(truenas.V24_10, "cloudsync.credentials.update", update,
		truenas.Known{Credentials: []truenas.Credential{stored}})
	var refused *truenas.ValidationError
	require.ErrorAs(t, err, &refused)
	require.Contains(t, refused.Fields, truenas.FieldError{
		Attribute: "cloud_sync_credentials_update.attributes.key", Message: "attribute required", Errno: 22,
	})

	verify := []any{map[string]any{"provider": "MEGA", "attributes": map[string]any{"user": "u", "pass": "p"}}}
	require.NoError(t, truenas.ValidateCall(truenas.V24_10, "cloudsync.credentials.verify", verify, truenas.Known{}))
}

// What the service of an old release refuses is worded as its schemas do.
func TestValidateOldTask(t *testing.T) {
	known := truenas.Known{
		Credentials: []truenas.Credential{{ID: 1, Provider: truenas.GooglePhotos{Token: truenas.NewSecret("t")}}},
		Pools:       []string{"tank"},
	}
	task := map[string]any{"path": "CLUSTER:vol/x", "credentials": "1", "direction": "PUSH", "transfer_mode": "COPY"}
	err := truenas.ValidateCall(truenas.V25_04, "cloudsync.create", []any{task}, known)
	var refused *truenas.ValidationError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, []truenas.FieldError{
		{Attribute: "cloud_sync_create.attributes.folder", Message: "attribute required", Errno: 22},
		{
			Attribute: "cloud_sync_create.path", Errno: 22,
			Message: "CLUSTER:vol/x: path within cluster volume must be specified.",
		},
	}, refused.Fields)
}
