package cloudsync_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/truenas"
)

// What is created is there once, whether its answer arrives or not.
func TestApplyWithLostAnswers(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		client, server := connect(t, release, nil)
		setup := on(client)
		server.LoseAnswers("cloudsync.credentials.create", 1)
		server.LoseAnswers("cloudsync.create", 1)
		first := applied(t, setup)
		require.NotZero(t, first.CredentialID)
		require.NotZero(t, first.Task.ID)
		require.True(t, planned(t, setup).Empty(), planned(t, setup))

		// An update is not repeated behind the caller's back; a new plan finds it.
		setup.Task.Exclude = []string{"*.mov"}
		server.LoseAnswers("cloudsync.update", 1)
		_, err := planned(t, setup).Apply(t.Context())
		require.ErrorIs(t, err, truenas.ErrUncertain)
		require.True(t, planned(t, setup).Empty(), planned(t, setup))
	})
}

// A plan outlives the connection it was made with, and a restart of the NAS.
func TestApplyAfterARestart(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		client, server := connect(t, release, nil)
		setup := on(client)
		plan := planned(t, setup)
		server.Restart()
		_, err := plan.Apply(t.Context())
		require.NoError(t, err)
		require.True(t, planned(t, setup).Empty())
	})
}

func TestMissingAlbumOverTheWire(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		client, _ := connect(t, release, nil)
		setup := on(client)
		setup.Task.Attributes.Folder = "album/Missing"
		_, err := planned(t, setup).Apply(t.Context())
		require.ErrorIs(t, err, cloudsync.ErrFolderNotFound)
		setup.Task.Attributes.Folder = "album/NAS"
		applied(t, setup)
		setup.Task.Attributes.Folder = "album/Missing"
		_, err = planned(t, setup).Apply(t.Context())
		require.ErrorIs(t, err, cloudsync.ErrFolderNotFound)
	})
}

func TestLockedDatasetOverTheWire(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		client, server := connect(t, release, newGate())
		setup := on(client)
		task := applied(t, setup).Task
		server.LockDataset("tank")
		require.True(t, planned(t, setup).Empty(), "a lock is no drift: %s", planned(t, setup))
		run, err := cloudsync.NewNAS(client).Run(t.Context(), task, cloudsync.RunOptions{})
		if err == nil {
			_, err = run.Wait(t.Context())
		}
		require.ErrorIs(t, err, cloudsync.ErrDatasetLocked)
		require.ErrorIs(t, err, truenas.ErrLocked)
		setup.Task.Exclude = []string{"*.mov"}
		require.Equal(t, []string{"*.mov"}, applied(t, setup).Task.Exclude, "its task can be changed")
	})
}

// A credential that somebody else made, as the web interface does with its own
// OAuth client, becomes the wanted one and stays so.
func TestForeignCredentialOverTheWire(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		t.Parallel()
		client, _ := connect(t, release, nil)
		setup := on(client)
		made, err := client.Credentials().Create(t.Context(), truenas.CredentialSpec{
			Name: setup.CredentialName, Provider: truenas.GooglePhotos{Token: truenas.NewSecret(`{"access_token":"a","refresh_token":"r","expiry":"2026-01-01T00:00:00Z"}`)},
		})
		require.NoError(t, err)
		plan := planned(t, setup)
		require.Equal(t, cloudsync.Update, plan.Credential.Action)
		require.Contains(t, plan.String(), "provider.client_id: (none) → ")
		require.Equal(t, made.ID, applied(t, setup).CredentialID)
		require.True(t, planned(t, setup).Empty(), planned(t, setup))
	})
}

func TestNameOfAnotherProviderOverTheWire(t *testing.T) {
	everyRelease(t, func(t *testing.T, release truenas.Release) {
		client, _ := connect(t, release, nil)
		setup := on(client)
		_, err := client.Credentials().Create(t.Context(), truenas.CredentialSpec{
			Name: setup.CredentialName, Provider: truenas.S3{AccessKeyID: "id", SecretAccessKey: truenas.NewSecret("key")},
		})
		require.NoError(t, err)
		_, err = setup.Plan(t.Context())
		require.ErrorContains(t, err, "another provider (S3)")
	})
}
