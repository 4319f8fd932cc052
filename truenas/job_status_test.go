package truenas_test

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func parseJob(t *testing.T, text string) truenas.JobStatus {
	var status truenas.JobStatus
	require.NoError(t, json.Unmarshal([]byte(text), &status))
	return status
}

// What this package writes of a job it can read again.
func TestJobStatusIsItsOwnJSON(t *testing.T) {
	for name, text := range map[string]string{
		"failed": jobJSON("FAILED", 3, true),
		"not valid": row(map[string]any{
			"state": "FAILED", "time_finished": at(1), "message_ids": []any{"a", 7}, "description": "text",
			"exc_info": map[string]any{"type": "VALIDATION", "errno": nil, "extra": []any{
				[]any{"cloud_sync_sync_onetime.pre_script", "not here", 22}, []any{nil, "m", 2},
			}},
			"credentials": map[string]any{"type": "API_KEY", "data": map[string]any{
				"username": "svc", "login_at": at(0), "api_key": map[string]any{"id": 12, "name": "sdk"},
			}},
		}),
		"running": row(nil),
	} {
		t.Run(name, func(t *testing.T) {
			status := parseJob(t, text)
			written, err := json.Marshal(status)
			require.NoError(t, err)
			again := parseJob(t, string(written))
			require.Equal(t, status.ErrorType, again.ErrorType)
			require.Equal(t, status.Errno, again.Errno)
			require.Equal(t, status.Fields, again.Fields)
			require.Equal(t, status.Finished(), again.Finished())
			twice, err := json.Marshal(again)
			require.NoError(t, err)
			require.JSONEq(t, string(written), string(twice))
		})
	}
}

func TestJobOwner(t *testing.T) {
	for text, want := range map[string]*truenas.JobOwner{
		`null`: nil,
		`{"type":"API_KEY","data":{"username":"svc","login_at":{"$date":1},"api_key":{"id":12,"name":"sdk"}}}`: {
			Type: "API_KEY", Username: "svc", KeyName: "sdk",
		},
		`{"type":"LOGIN_PASSWORD","data":{"username":"admin"}}`: {Type: "LOGIN_PASSWORD", Username: "admin"},
		`{"type":"UNIX_SOCKET","data":null}`:                    {Type: "UNIX_SOCKET"},
	} {
		status := parseJob(t, row(map[string]any{"credentials": json.RawMessage(text)}))
		require.Equal(t, want, status.Owner)
	}
	require.Error(t, json.Unmarshal([]byte(row(map[string]any{"credentials": 7})), new(truenas.JobStatus)))
}

// A state of a newer TrueNAS is kept, and time_finished says what it means.
func TestUnknownStates(t *testing.T) {
	paused := map[string]any{"state": "PAUSED"}
	status := parseJob(t, row(paused))
	require.Equal(t, truenas.JobState("PAUSED"), status.State)
	require.False(t, status.Finished())

	s := newScript(paused)
	client := s.connect(t, quiet)
	var states []truenas.JobState
	var failure error
	for update, err := range run(t, client).Watch(t.Context()) {
		if failure = err; err == nil {
			states = append(states, update.Status.State)
			s.event(map[string]any{"state": "EXPIRED", "time_finished": at(9), "error": "too old"})
		}
	}
	require.NoError(t, failure)
	require.Equal(t, []truenas.JobState{"PAUSED", "EXPIRED"}, states)
	_, err := run(t, client).Wait(t.Context())
	require.ErrorContains(t, err, "job 12 expired: too old")
}

// FAILED may be seen before its cause; time_finished tells that all is there.
func TestFailedWithoutItsCauseIsNotTheEnd(t *testing.T) {
	s := newScript(map[string]any{"state": "FAILED"})
	n := 0
	for update, err := range run(t, s.connect(t, quiet)).Watch(t.Context()) {
		require.NoError(t, err)
		if n++; n == 1 {
			require.False(t, update.Final)
			done := ended("FAILED")
			done["exc_info"] = map[string]any{"type": "CallError", "errno": 14, "extra": nil}
			s.event(done)
			continue
		}
		require.True(t, update.Final)
		require.Equal(t, "CallError", update.Status.ErrorType)
	}
	require.Equal(t, 2, n)
}

// The answers of all releases for a job that does not exist.
func TestMissingJobs(t *testing.T) {
	old := `{"error":22,"errname":"EINVAL","reason":"999999","extra":null}`
	for _, method := range []string{"core.job_abort", "core.job_download_logs"} {
		require.ErrorIs(t, truenas.ServerError(method, -32001, "Method call error", []byte(old)), truenas.ErrNotFound)
		require.ErrorIs(t, truenas.ServerError(method, -32602, "Invalid params", []byte(
			`{"error":22,"reason":"[ENOENT] None: Job with id 999999 does not exist","extra":[[null,"Job with id 999999 does not exist",2]]}`)),
			truenas.ErrNotFound)
	}
	// Elsewhere a number says nothing.
	require.NotErrorIs(t, truenas.ServerError("cloudsync.create", -32001, "m", []byte(old)), truenas.ErrNotFound)
	require.NotErrorIs(t, truenas.ServerError("core.job_abort", -32001, "m", []byte(`{"error":22,"reason":"12 jobs"}`)), truenas.ErrNotFound)
	require.NotErrorIs(t, truenas.ServerError("cloudsync.create", -32001, "m", []byte(`{"error":1,"reason":"[EPERM] no"}`)), truenas.ErrNotAuthorized)

	client := newScript(nil).connect(t)
	_, err := client.Jobs().Get(t.Context(), 13)
	var gone *truenas.JobGoneError
	require.ErrorAs(t, err, &gone)
	require.Equal(t, 13, gone.JobID)
}

func TestAnswerThatIsNoJob(t *testing.T) {
	for _, answer := range []string{`null`, `true`, `"12"`, `{"id":12}`, `0`, `-1`, `1.5`, strconv.Itoa(1<<62) + "0"} {
		s := newScript(nil)
		s.set("cloudsync.sync", answer)
		_, err := s.connect(t).Tasks().Run(t.Context(), 5, truenas.RunOptions{})
		require.ErrorIs(t, err, truenas.ErrUncertain, answer)
		require.ErrorContains(t, err, "want the id of a job")
		require.ErrorContains(t, err, "legacy_jobs")
	}
}

func TestJobsOfATask(t *testing.T) {
	s := newScript(nil)
	client := s.connect(t)
	s.set("core.get_jobs", `[`+row(map[string]any{"id": 30, "state": "WAITING", "arguments": []any{5, map[string]any{"dry_run": true}}})+
		`,`+row(map[string]any{"id": 20, "arguments": []any{6}})+`,`+row(map[string]any{"id": 12})+`]`)
	jobs, err := client.Jobs().OfTask(t.Context(), 5)
	require.NoError(t, err)
	require.Len(t, jobs, 2)
	require.Equal(t, []int{30, 12}, []int{jobs[0].ID(), jobs[1].ID()})
	require.Equal(t, 5, jobs[0].TaskID())
	require.Equal(t, `[[["method","=","cloudsync.sync"],["state","nin",["SUCCESS","FAILED","ABORTED"]]],{"order_by":["-id"]}]`,
		paramsOf(s.last(t, "core.get_jobs")))
	jobs, err = client.Jobs().OfTask(t.Context(), 7)
	require.NoError(t, err)
	require.Empty(t, jobs)
}
