package truenas_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// The same calls work on every release, whatever it calls things.
func TestModelsOnEveryRelease(t *testing.T) {
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) {
			server := truenastest.NewServer(t, truenastest.Config{
				Release: release, Datasets: []string{"tank/photos", "tank/photos/old"}, ScramRounds: 50_000,
				Engine: truenastest.EngineFunc(func(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
					return truenastest.EngineResult{}, errors.New("boom")
				}),
			})
			server.AddAlbum("Holidays")
			client := login(t, server)
			legacy := release == truenas.V24_10
			require.Equal(t, legacy, client.Protocol() == truenas.LegacyProtocol)
			checkCredentials(t, client, release)
			checkPlaces(t, client, server, release)
			checkFailedTask(t, client, release)
			checkLocked(t, client, server)
			checkReader(t, client, login(t, server, "CLOUD_SYNC_READ"))
		})
	}
}

// checkCredentials stores every provider that the release has.
func checkCredentials(t *testing.T, client *truenas.Client, release truenas.Release) {
	t.Helper()
	ctx := t.Context()
	stored := map[string]bool{}
	for _, p := range everyProvider {
		kind := p.provider.ProviderType()
		spec := truenas.CredentialSpec{Name: "c", Provider: p.provider}
		if kind == "MEGA" || kind == "ONEDRIVE" || spec.Validate(release, truenas.Known{}) != nil {
			continue // not all of the table is what the release takes
		}
		created, err := client.Credentials().Create(ctx, spec)
		require.NoError(t, err, kind)
		require.IsType(t, p.provider, created.Provider)
		renamed, err := client.Credentials().Update(ctx, created.ID, truenas.CredentialUpdate{Name: truenas.Set("renamed")})
		require.NoError(t, err, kind)
		require.Equal(t, created.Provider, renamed.Provider, "%s: an update of the name leaves the rest", kind)
		again, err := client.Credentials().Update(ctx, created.ID, truenas.CredentialUpdate{Provider: renamed.Provider})
		require.NoError(t, err, kind)
		require.Equal(t, renamed.Provider, again.Provider, "what is read can be written")
		require.NoError(t, client.Credentials().Delete(ctx, created.ID))
		stored[kind] = true
	}
	require.GreaterOrEqual(t, len(stored), 14, "%v", stored)
	verified, err := client.Credentials().Verify(ctx, truenas.GooglePhotos{Token: hidden(`{"access_token":"a"}`)})
	require.NoError(t, err)
	require.True(t, verified.Valid)
}

// checkPlaces looks for a path.
func checkPlaces(t *testing.T, client *truenas.Client, server *truenastest.Server, release truenas.Release) {
	t.Helper()
	ctx := t.Context()
	datasets, err := client.Datasets().List(ctx)
	require.NoError(t, err)
	var names []string
	for _, d := range datasets {
		names = append(names, d.ID)
	}
	require.Equal(t, []string{"tank", "tank/photos", "tank/photos/old"}, names)
	require.Equal(t, "/mnt/tank/photos", datasets[1].Mountpoint)
	require.Equal(t, int64(1<<30), datasets[1].Used)

	server.AddDirectory("/mnt/tank/photos/2024")
	server.AddFile("/mnt/tank/photos/a.jpg", 5)
	folders, err := client.Files().Directories(ctx, "/mnt/tank/photos")
	require.NoError(t, err)
	require.Len(t, folders, 2)
	require.Equal(t, "/mnt/tank/photos/2024", folders[0].Path)
	require.True(t, folders[1].Mountpoint)
	all, err := client.Files().List(ctx, "/mnt/tank/photos")
	require.NoError(t, err)
	require.Len(t, all, 3)
	file, err := client.Files().Stat(ctx, "/mnt/tank/photos/a.jpg")
	require.NoError(t, err)
	require.Equal(t, int64(5), file.Size)
	_, err = client.Files().List(ctx, "/mnt/tank/nowhere")
	require.ErrorIs(t, err, truenas.ErrNotFound)

	info, err := client.System().Info(ctx)
	require.NoError(t, err)
	is, err := truenas.ParseRelease(info.Version)
	require.NoError(t, err)
	require.Equal(t, release, is)
}

// checkFailedTask runs a task that fails, and looks for its alert.
func checkFailedTask(t *testing.T, client *truenas.Client, release truenas.Release) {
	t.Helper()
	ctx := t.Context()
	_, taskID := examplePhotos(ctx, client)
	task, err := client.Tasks().Get(ctx, taskID)
	require.NoError(t, err)
	require.IsType(t, truenas.GooglePhotos{}, task.Credential.Provider)
	require.Equal(t, release == truenas.V26 || release == truenas.V27, task.Dataset != "")

	job, err := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})
	require.NoError(t, err)
	_, err = job.Wait(ctx)
	require.ErrorContains(t, err, "boom")
	alerts, err := client.Alerts().OfTask(ctx, taskID)
	require.NoError(t, err)
	require.Len(t, alerts, 1)
	require.False(t, alerts[0].Since.IsZero())

	providers, err := client.Tasks().Providers(ctx)
	require.NoError(t, err)
	require.Greater(t, len(providers), 15)
	for _, p := range providers {
		require.Contains(t, p.Attributes, "folder")
	}
	n, err := client.Tasks().Count(ctx, truenas.Where("credentials.name", "=", "photos"))
	require.NoError(t, err)
	require.Equal(t, 1, n)
	for found, err := range client.Tasks().All(ctx, truenas.Filter{}) {
		require.NoError(t, err)
		require.Equal(t, taskID, found.ID)
	}
}

// checkLocked runs a task on a dataset without its key.
func checkLocked(t *testing.T, client *truenas.Client, server *truenastest.Server) {
	t.Helper()
	server.LockDataset("tank/photos")
	defer server.UnlockDataset("tank/photos")
	datasets, err := client.Datasets().List(t.Context())
	require.NoError(t, err)
	require.True(t, datasets[1].Encrypted)
	require.True(t, datasets[1].Locked)
	tasks, err := client.Tasks().List(t.Context())
	require.NoError(t, err)
	require.True(t, tasks[0].Locked)
	job, err := client.Tasks().Run(t.Context(), tasks[0].ID, truenas.RunOptions{})
	require.NoError(t, err)
	_, err = job.Wait(t.Context())
	require.ErrorIs(t, err, truenas.ErrLocked)
	alerts, err := client.Alerts().List(t.Context())
	require.NoError(t, err)
	require.Contains(t, []string{alerts[0].Class, alerts[len(alerts)-1].Class}, truenas.AlertTaskLocked)
}

// checkReader sees placeholders, which nobody can write.
func checkReader(t *testing.T, client, reader *truenas.Client) {
	t.Helper()
	ctx := t.Context()
	tasks, err := reader.Tasks().List(ctx)
	require.NoError(t, err)
	require.True(t, tasks[0].Redacted())
	require.True(t, tasks[0].Credential.Redacted())
	credentials, err := reader.Credentials().List(ctx)
	require.NoError(t, err)
	require.True(t, credentials[0].Redacted())
	_, err = client.Credentials().Update(ctx, credentials[0].ID, truenas.CredentialUpdate{Provider: credentials[0].Provider})
	require.Error(t, err)
	_, err = tasks[0].Spec()
	require.ErrorIs(t, err, truenas.ErrRedacted)
}
