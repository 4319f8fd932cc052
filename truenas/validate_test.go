package truenas_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func photosProvider() truenas.GooglePhotos {
	return truenas.GooglePhotos{ClientID: "id", ClientSecret: truenas.NewSecret("s"), Token: truenas.NewSecret(`{"access_token":"a"}`)}
}

func pullSpec() truenas.TaskSpec {
	return truenas.TaskSpec{
		Path: "/mnt/tank/photos", CredentialID: 1, Direction: truenas.Pull, TransferMode: truenas.Copy,
		Attributes: truenas.TaskAttributes{Folder: "album/Trip"},
	}
}

// knownNAS is a NAS with one account and one task.
func knownNAS() truenas.Known {
	return truenas.Known{
		Credentials: []truenas.Credential{{ID: 1, Name: "photos", Provider: photosProvider()}},
		Tasks: []truenas.Task{{
			ID: 7, Path: "/mnt/tank/photos", Credential: truenas.Credential{ID: 1}, Direction: truenas.Push,
			TransferMode: truenas.Copy, Attributes: truenas.TaskAttributes{Folder: "album/Trip"}, Description: "nightly",
			Encryption: true, EncryptionPassword: truenas.NewSecret("p"),
		}},
		Pools: []string{"tank"},
		List: func(id int, path string) ([]truenas.DirEntry, error) {
			if id != 1 || path != "album" {
				return nil, errors.New("not there")
			}
			return []truenas.DirEntry{{Name: "Trip", IsDir: true}}, nil
		},
	}
}

// fields are the attributes of a validation error.
func fields(t *testing.T, err error) []string {
	t.Helper()
	var v *truenas.ValidationError
	require.ErrorAs(t, err, &v)
	var out []string
	for _, f := range v.Fields {
		out = append(out, f.Attribute)
	}
	return out
}

func TestValidateCredential(t *testing.T) {
	known := knownNAS()
	for _, release := range truenas.Releases() {
		spec := truenas.CredentialSpec{Name: "more", Provider: photosProvider()}
		require.NoError(t, spec.Validate(release, known))
		require.NoError(t, spec.Validate(release, truenas.Known{}))

		spec.Name = "photos"
		require.Equal(t, []string{"cloud_sync_credentials_create.name"}, fields(t, spec.Validate(release, known)))
		require.NoError(t, spec.Validate(release, truenas.Known{}))

		update := truenas.CredentialUpdate{Name: truenas.Set("photos")}
		require.NoError(t, update.Validate(release, 1, known)) // its own
		require.ErrorIs(t, update.Validate(release, 2, known), truenas.ErrNotFound)
		update = truenas.CredentialUpdate{Name: truenas.Set("")}
		require.Equal(t, []string{"cloud_sync_credentials_update.name"}, fields(t, update.Validate(release, 1, known)))
	}
	spec := truenas.CredentialSpec{Name: "x", Provider: truenas.GooglePhotos{Token: truenas.NewSecret("********")}}
	require.ErrorIs(t, spec.Validate(truenas.V26, known), truenas.ErrRedacted)
	mega := truenas.Unknown{Type: "MEGA", Raw: truenas.NewSecret(`{"type":"MEGA","user":"u","pass":"p"}`)}
	require.NoError(t, truenas.CredentialSpec{Name: "m", Provider: mega}.Validate(truenas.V24_10, known))
	require.Error(t, truenas.CredentialSpec{Name: "m", Provider: mega}.Validate(truenas.V25_04, known))
}

func TestValidateTask(t *testing.T) {
	known := knownNAS()
	for _, release := range truenas.Releases() {
		require.NoError(t, pullSpec().Validate(release, known))

		media := pullSpec()
		media.Attributes.Folder = "media"
		require.Equal(t, []string{"attributes.folder"}, fields(t, media.Validate(release, known)))
		require.NoError(t, media.Validate(release, truenas.Known{}), "whether it is Google Photos is not known")

		gone := pullSpec()
		gone.Attributes.Folder = "album/Gone"
		require.Equal(t, []string{"cloud_sync_create.attributes.folder"}, fields(t, gone.Validate(release, known)))
		gone.Attributes.Folder = "shared-album/x"
		require.EqualError(t, gone.Validate(release, known), "not there")

		outside := pullSpec()
		outside.Path, outside.PreScript = "/tmp", "x"
		require.Equal(t, []string{"cloud_sync_create.path"}, fields(t, outside.Validate(release, known)))
		reader := known
		reader.NotFullAdmin, reader.Pools = true, nil
		require.Equal(t, []string{"cloud_sync_create.pre_script"}, fields(t, outside.Validate(release, reader)))
	}
}

func TestValidateTaskUpdate(t *testing.T) {
	known := knownNAS()
	for _, release := range truenas.Releases() {
		require.NoError(t, truenas.TaskUpdate{Snapshot: truenas.Set(true)}.Validate(release, 7, known))
		move := truenas.TaskUpdate{Snapshot: truenas.Set(true), TransferMode: truenas.Set(truenas.Move)}
		require.Equal(t, []string{"cloud_sync_update.snapshot"}, fields(t, move.Validate(release, 7, known)))
		require.ErrorIs(t, move.Validate(release, 8, known), truenas.ErrNotFound)
		require.NoError(t, move.Validate(release, 8, truenas.Known{}))
		plain := truenas.TaskUpdate{EncryptionPassword: truenas.Set(truenas.NewSecret(""))}
		require.Equal(t, []string{"cloud_sync_update.encryption_password"}, fields(t, plain.Validate(release, 7, known)))
	}
}

func TestValidateCall(t *testing.T) {
	known := knownNAS()
	for _, tc := range []struct {
		method string
		params []any
		want   string
	}{
		{"cloudsync.credentials.delete", []any{1}, "truenas: cloudsync.credentials.delete: [EFAULT] This credential is used by cloud sync task nightly"},
		{"cloudsync.credentials.delete", []any{2}, ""},
		{"cloudsync.sync", []any{8}, "truenas: cloudsync.sync: CloudSync 8 does not exist"},
		{"cloudsync.sync", []any{7, map[string]any{"dry_run": true}}, ""},
		{"cloudsync.restore", []any{7, map[string]any{"path": "/mnt/tank/x", "transfer_mode": "COPY"}}, ""},
		{"cloudsync.restore", []any{7, map[string]any{"path": "/x", "transfer_mode": "COPY"}}, "truenas: cloudsync.restore: cloud_sync_create.path: The path must reside within a pool mount point"},
		{"cloudsync.list_buckets", []any{1}, "truenas: cloudsync.list_buckets: [EFAULT] This provider does not use buckets"},
		{"cloudsync.list_directory", []any{map[string]any{"credentials": 1, "attributes": map[string]any{"folder": "album"}}}, ""},
		{"cloudsync.list_directory", []any{map[string]any{"credentials": 1, "attributes": map[string]any{"folder": "x"}}}, "not there"},
		{"cloudsync.credentials.verify", []any{json.RawMessage(`{"type":"MEGA","user":"u","pass":"p"}`)}, "truenas: cloudsync.credentials.verify: 'MEGA'"},
		{"cloudsync.create", nil, "truenas: cloudsync.create: CRUDService.create() missing 1 required positional argument: 'data'"},
		{"core.ping", nil, ""},
	} {
		err := truenas.ValidateCall(truenas.V25_10, tc.method, tc.params, known)
		if tc.want == "" {
			require.NoError(t, err, tc.method)
		} else {
			require.EqualError(t, err, tc.want)
		}
	}
	require.ErrorIs(t, truenas.ValidateCall(truenas.V25_10, "pool.query", nil, known), errors.ErrUnsupported)
	require.Error(t, truenas.ValidateCall(truenas.V25_10, "core.ping", []any{make(chan int)}, known))
	require.ErrorContains(t, truenas.ValidateCall(truenas.V25_10, "core.ping", []any{json.RawMessage(`{"$date":"x"}`)}, known), "params")
}
