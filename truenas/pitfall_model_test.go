package truenas_test

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// What a caller passes stays as it is, and nothing is added to it on the way:
// Google Photos has no other attribute than the folder.
func TestSpecsAreLeftAlone(t *testing.T) {
	fresh := func() (truenas.TaskSpec, truenas.TaskUpdate) {
		limit := int64(1000)
		spec := truenas.TaskSpec{
			Path: "/mnt/tank/photos", CredentialID: 3, Direction: truenas.Pull, TransferMode: truenas.Copy,
			Attributes: truenas.TaskAttributes{Folder: "album/Trip", Extra: map[string]json.RawMessage{}},
			Include:    []string{"b", "a"}, Exclude: []string{"d", "c"},
			BWLimit: truenas.BandwidthSchedule{{Time: "20:00"}, {Time: "08:00", Bandwidth: &limit}},
		}
		return spec, truenas.TaskUpdate{
			Attributes: truenas.Set(spec.Attributes), Include: truenas.Set(spec.Include), Exclude: truenas.Set[[]string](nil),
			BWLimit: truenas.Set(spec.BWLimit), Transfers: truenas.Null[int](),
		}
	}
	spec, update := fresh()
	wantSpec, wantUpdate := fresh()
	nas := &scripted{answers: map[string][]string{"cloudsync.create": {taskEntry}, "cloudsync.update": {taskEntry}}}
	for range 2 {
		_, err := truenas.NewTaskService(nas).Create(t.Context(), spec)
		require.NoError(t, err)
		sent := decoded[[]map[string]any](t, params(nas.last()))[0]
		require.Equal(t, map[string]any{"folder": "album/Trip"}, sent["attributes"])
		_, err = truenas.NewTaskService(nas).Update(t.Context(), 5, update)
		require.NoError(t, err)
		require.Contains(t, nas.last(), `"attributes":{"folder":"album/Trip"}`)
	}
	require.Equal(t, wantSpec, spec)
	require.Equal(t, wantUpdate, update)
}

// A Google Photos account and its task can be made, run and read back on every
// release, with the token.
func TestGooglePhotosFromEndToEnd(t *testing.T) {
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) {
			_, client := nasOf(t, release, copyEngine, time.Hour)
			credentialID, taskID := examplePhotos(t.Context(), client)
			job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
			require.NoError(t, err)
			_, err = job.Wait(t.Context())
			require.NoError(t, err)

			// Read, changed and written, it still has its token.
			credential, err := client.Credentials().Get(t.Context(), credentialID)
			require.NoError(t, err)
			provider := credential.Provider.(truenas.GooglePhotos)
			provider.ClientID, provider.ClientSecret = "id", truenas.NewSecret("hunter2")
			_, err = client.Credentials().Update(t.Context(), credentialID, truenas.CredentialUpdate{Provider: provider})
			require.NoError(t, err)
			credential, err = client.Credentials().Get(t.Context(), credentialID)
			require.NoError(t, err)
			provider = credential.Provider.(truenas.GooglePhotos)
			require.JSONEq(t, `{"access_token":"a"}`, provider.Token.Reveal())
			require.Equal(t, "hunter2", provider.ClientSecret.Reveal())

			// So has the task what it was made with.
			task, err := client.Tasks().Get(t.Context(), taskID)
			require.NoError(t, err)
			spec, err := task.Spec()
			require.NoError(t, err)
			spec.Exclude = []string{"*.mov"}
			changed, err := client.Tasks().Update(t.Context(), taskID, spec.Update())
			require.NoError(t, err)
			require.Equal(t, []string{"*.mov"}, changed.Exclude)
			cleared, err := client.Tasks().Update(t.Context(), taskID, truenas.TaskUpdate{Exclude: truenas.Set[[]string](nil)})
			require.NoError(t, err)
			require.Empty(t, cleared.Exclude)
			require.Equal(t, "album/Holidays", cleared.Attributes.Folder)
		})
	}
}

// The providers of this package are those of TrueNAS: none is missing, none is
// made up.
func TestProvidersAreThoseOfTrueNAS(t *testing.T) {
	ours, theirs := map[string]bool{}, map[string]bool{}
	for _, test := range everyProvider {
		ours[test.provider.ProviderType()] = true
	}
	for _, release := range truenas.Releases() {
		_, client := nasOf(t, release, copyEngine, time.Hour)
		known, err := client.Tasks().Providers(t.Context())
		require.NoError(t, err)
		for _, provider := range known {
			theirs[provider.Name] = true
		}
	}
	require.Equal(t, slices.Sorted(maps.Keys(theirs)), slices.Sorted(maps.Keys(ours)))
}
