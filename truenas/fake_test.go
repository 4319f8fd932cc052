package truenas_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// fake starts a fake NAS and logs a full admin in.
func fake(t *testing.T, engine truenastest.Engine) (*truenastest.Server, *truenas.Client) {
	server := truenastest.NewServer(t, truenastest.Config{Engine: engine})
	server.AddAlbum("Holidays")
	return server, login(t, server)
}

func login(t *testing.T, server *truenastest.Server, roles ...string) *truenas.Client {
	name := "user"
	for _, role := range roles {
		name += role
	}
	client, err := truenas.Dial(t.Context(), server.URL(),
		truenas.APIKey(name, truenas.NewSecret(server.APIKey(name, roles...))), truenas.WithRootCAs(server.RootCAs()), quiet)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}

// Jobs that end at once must not be lost, and must not wait for a poll.
func TestFastJobs(t *testing.T) {
	_, client := fake(t, copyEngine)
	_, taskID := examplePhotos(t.Context(), client)
	for range 50 {
		job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
		require.NoError(t, err)
		updates, err := collect(t.Context(), job)
		require.NoError(t, err)
		requireOneFinal(t, updates, truenas.JobSuccess)
	}
}

func TestManyWatchersOfOneJob(t *testing.T) {
	release := make(chan struct{})
	_, client := fake(t, truenastest.EngineFunc(func(ctx context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
		<-release
		for i := range 100 {
			report(i, "")
		}
		return truenastest.EngineResult{}, errors.New("boom")
	}))
	_, taskID := examplePhotos(t.Context(), client)
	job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
	require.NoError(t, err)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			finals := 0
			for update, err := range job.Watch(t.Context()) {
				if err != nil {
					t.Error(err)
				}
				if update.Final {
					finals++
				}
			}
			if finals != 1 {
				t.Errorf("%d final updates", finals)
			}
		})
	}
	close(release)
	all.Wait()
	_, err = job.Wait(t.Context())
	failed, ok := errors.AsType[*truenas.JobError](err)
	require.True(t, ok, err)
	require.Equal(t, truenas.JobFailed, failed.State)
	require.Contains(t, failed.Message, "boom")
}

func TestAbortedRun(t *testing.T) {
	started := make(chan struct{}, 1)
	_, client := fake(t, truenastest.EngineFunc(func(ctx context.Context, _ truenastest.TaskRun, _ func(int, string)) (truenastest.EngineResult, error) {
		started <- struct{}{}
		<-ctx.Done()
		return truenastest.EngineResult{}, ctx.Err()
	}))
	_, taskID := examplePhotos(t.Context(), client)
	for _, abort := range []func(*truenas.Job) error{
		func(j *truenas.Job) error { return j.Abort(t.Context()) },
		func(j *truenas.Job) error {
			_, err := client.Tasks().Abort(t.Context(), j.TaskID())
			return err
		},
	} {
		job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
		require.NoError(t, err)
		<-started
		require.NoError(t, abort(job))
		_, err = job.Wait(t.Context())
		stopped, ok := errors.AsType[*truenas.JobError](err)
		require.True(t, ok, err)
		require.Equal(t, truenas.JobAborted, stopped.State)
	}
}

// The queue of one lock is shared by the dry runs of all tasks: the fake
// answers with the queued job of another one, as TrueNAS does.
func TestDryRunOfAnotherTask(t *testing.T) {
	release := make(chan struct{})
	_, client := fake(t, truenastest.EngineFunc(func(ctx context.Context, _ truenastest.TaskRun, _ func(int, string)) (truenastest.EngineResult, error) {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return truenastest.EngineResult{}, ctx.Err()
	}))
	credentialID, first := examplePhotos(t.Context(), client)
	other, err := client.Tasks().Create(t.Context(), truenas.TaskSpec{
		Path: "/mnt/tank/other", CredentialID: credentialID, Direction: truenas.Pull, TransferMode: truenas.Copy,
		Attributes: truenas.TaskAttributes{Folder: "media/all"},
	})
	require.NoError(t, err)
	dry := truenas.RunOptions{DryRun: true}
	var jobs []*truenas.Job
	for range 2 { // one running, one queued
		job, err := client.Tasks().Run(t.Context(), first, dry)
		require.NoError(t, err)
		jobs = append(jobs, job)
	}
	_, err = client.Tasks().Run(t.Context(), other.ID, dry)
	require.ErrorIs(t, err, truenas.ErrWrongJob)
	close(release)
	for _, job := range jobs {
		_, err := job.Wait(t.Context())
		require.NoError(t, err)
	}
}

func TestDroppedConnection(t *testing.T) {
	started := make(chan struct{})
	server, _ := fake(t, truenastest.EngineFunc(func(ctx context.Context, _ truenastest.TaskRun, _ func(int, string)) (truenastest.EngineResult, error) {
		close(started)
		<-ctx.Done()
		return truenastest.EngineResult{}, ctx.Err()
	}))
	client, err := truenas.Dial(t.Context(), server.URL(), truenas.APIKey("once", truenas.NewSecret(server.APIKey("once"))),
		truenas.WithRootCAs(server.RootCAs()), truenas.WithoutReconnect(), quiet)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	_, taskID := examplePhotos(t.Context(), client)
	job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
	require.NoError(t, err)
	<-started
	server.DropConnections()
	_, err = job.Wait(t.Context())
	require.ErrorIs(t, err, truenas.ErrConnectionLost)
	<-client.Done()

	// The job goes on, and another connection finds it.
	again := login(t, server)
	task, err := again.Tasks().Get(t.Context(), taskID)
	require.NoError(t, err)
	require.Equal(t, job.ID(), task.Job.ID)
	found, err := again.Jobs().Attach(t.Context(), task.Job.ID)
	require.NoError(t, err)
	require.NoError(t, found.Abort(t.Context()))
	_, err = found.Wait(t.Context())
	require.Error(t, err)
}

func TestReadersSeePlaceholders(t *testing.T) {
	server, client := fake(t, copyEngine)
	credentialID, taskID := examplePhotos(t.Context(), client)
	reader := login(t, server, "CLOUD_SYNC_READ")

	credential, err := reader.Credentials().Get(t.Context(), credentialID)
	require.NoError(t, err)
	require.True(t, credential.Redacted())
	task, err := reader.Tasks().Get(t.Context(), taskID)
	require.NoError(t, err)
	require.True(t, task.Credential.Redacted())

	_, err = client.Credentials().Update(t.Context(), credentialID, truenas.CredentialUpdate{Provider: credential.Provider})
	require.ErrorIs(t, err, truenas.ErrRedacted)
	_, err = reader.Tasks().Run(t.Context(), taskID, truenas.RunOptions{})
	require.ErrorIs(t, err, truenas.ErrNotAuthorized)
}
