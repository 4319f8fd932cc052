package truenas_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func TestEndedContextSendsNothing(t *testing.T) {
	server, client := fake(t, copyEngine)
	_, taskID := examplePhotos(t.Context(), client)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 400 {
		_, err := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})
		require.ErrorIs(t, err, context.Canceled)
		require.NotErrorIs(t, err, truenas.ErrUncertain)
	}
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
	require.NotContains(t, server.Requests(), "cloudsync.sync")
}

// A run that was started must not look like one that was refused, whatever the
// question about its job is answered.
func TestStartedRunIsNotRefused(t *testing.T) {
	for name, refusal := range map[string]string{
		"busy":    `{"code":-32001,"message":"m","data":{"error":16,"errname":"EBUSY","reason":"[EBUSY] Rate Limit Exceeded","extra":null}}`,
		"no role": `{"code":-32001,"message":"m","data":{"error":13,"errname":"EACCES","reason":"[EACCES] Not authorized","extra":null}}`,
		"missing": "",
	} {
		t.Run(name, func(t *testing.T) {
			client := connect(t, func(p *peer, c call) {
				switch {
				case c.Method == "cloudsync.sync":
					p.answer(c, "12")
				case c.Method == "core.get_jobs" && refusal == "":
					p.answer(c, "[]")
				case c.Method == "core.get_jobs":
					p.fail(c, refusal)
				default:
					p.fail(c, `{"code":-32601,"message":"Method does not exist"}`)
				}
			})
			_, err := client.Tasks().Run(t.Context(), 5, truenas.RunOptions{})
			require.ErrorIs(t, err, truenas.ErrUncertain)
			for _, safe := range []error{truenas.ErrBusy, truenas.ErrNotAuthorized, truenas.ErrNotFound} {
				require.NotErrorIs(t, err, safe)
			}
		})
	}
}

// TrueNAS reports the end of a job before it has read the job's log.
func TestFinalStatusHasTheLog(t *testing.T) {
	_, client := fake(t, truenastest.EngineFunc(func(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
		return truenastest.EngineResult{Log: "NOTICE: would copy IMG_1.jpg"}, nil
	}))
	_, taskID := examplePhotos(t.Context(), client)
	for range 100 {
		job, err := client.Tasks().Run(t.Context(), taskID, truenas.RunOptions{DryRun: true})
		require.NoError(t, err)
		status, err := job.Wait(t.Context())
		require.NoError(t, err)
		require.Contains(t, status.LogsExcerpt, "IMG_1.jpg")
	}
}

func TestUndecodableJobEndsTheWatch(t *testing.T) {
	client := connect(t, nas(func() string {
		return `{"id":12,"method":"cloudsync.sync","arguments":[5],"state":"SUCCESS","progress":"new shape","time_finished":{"$date":1}}`
	}, nil), truenas.WithPollInterval(time.Millisecond))
	job, err := client.Tasks().Run(t.Context(), 5, truenas.RunOptions{})
	require.NoError(t, err)
	_, err = job.Wait(t.Context())
	require.ErrorContains(t, err, "unknown shape")
}
