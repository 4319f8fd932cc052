//go:build vectors

package truenas_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/vectors"
)

type recordedFrame struct {
	Dir   string          `json:"dir"`
	Frame json.RawMessage `json:"frame"`
}

type recordedSession struct {
	Scenario string          `json:"scenario"`
	Frames   []recordedFrame `json:"frames"`
}

// frame is any JSON-RPC message.
type frame struct {
	ID     json.RawMessage  `json:"id"`
	Method string           `json:"method"`
	Params json.RawMessage  `json:"params"`
	Result json.RawMessage  `json:"result"`
	Error  *json.RawMessage `json:"error"`
}

// decodeAs reads what a method answered into the type this package uses.
func decodeAs(t *testing.T, method string, result json.RawMessage) {
	var target any
	switch method {
	case "cloudsync.create", "cloudsync.update", "cloudsync.get_instance", "cloudsync.restore":
		target = new(truenas.Task)
	case "cloudsync.query":
		target = new([]truenas.Task)
	case "cloudsync.credentials.create", "cloudsync.credentials.update", "cloudsync.credentials.get_instance":
		target = new(truenas.Credential)
	case "cloudsync.credentials.query":
		target = new([]truenas.Credential)
	case "core.get_jobs":
		target = new([]truenas.JobStatus)
	case "cloudsync.list_directory":
		target = new([]truenas.DirEntry)
	default:
		return
	}
	if result[0] != '[' && (strings.HasSuffix(method, ".query") || method == "core.get_jobs") {
		return // a count or a single row
	}
	require.NoError(t, json.Unmarshal(result, target), "%s", result)
	text, err := json.Marshal(target)
	require.NoError(t, err)
	require.NotContains(t, string(text), `"pass":"p"`)
}

func TestRecordedSessions(t *testing.T) {
	for _, release := range []string{"25.04", "25.10", "26", "27"} {
		decoded, failures, events := 0, 0, 0
		for _, session := range vectors.Lines[recordedSession](t, "wire/"+release+".jsonl") {
			methods := map[string]string{}
			for _, recorded := range session.Frames {
				if len(recorded.Frame) == 0 {
					continue
				}
				var f frame
				require.NoError(t, json.Unmarshal(recorded.Frame, &f))
				if recorded.Dir == "c2s" {
					methods[string(f.ID)] = f.Method
					continue
				}
				require.NoError(t, truenas.ParseMessage(recorded.Frame), "%s", recorded.Frame)
				switch {
				case f.Method == "collection_update":
					var event struct {
						Collection string             `json:"collection"`
						Fields     *truenas.JobStatus `json:"fields"`
					}
					require.NoError(t, json.Unmarshal(f.Params, &event), "%s", f.Params)
					if event.Collection == "core.get_jobs" {
						require.NotZero(t, event.Fields.ID)
						ended := event.Fields.State == truenas.JobSuccess || event.Fields.State == truenas.JobFailed || event.Fields.State == truenas.JobAborted
						require.Equal(t, ended, event.Fields.Finished(), session.Scenario)
						events++
					}
				case f.Error != nil:
					checkFailure(t, methods[string(f.ID)], *f.Error)
					failures++
				case f.Method == "" && len(f.Result) > 0:
					decodeAs(t, methods[string(f.ID)], f.Result)
					decoded++
				}
			}
		}
		require.Greater(t, decoded, 50, release)
		require.Greater(t, failures, 10, release)
		require.Greater(t, events, 20, release)
	}
}

func checkFailure(t *testing.T, method string, raw json.RawMessage) {
	var failure struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Data    json.RawMessage `json:"data"`
	}
	require.NoError(t, json.Unmarshal(raw, &failure))
	var data struct {
		Error  int             `json:"error"`
		Reason string          `json:"reason"`
		Extra  json.RawMessage `json:"extra"`
	}
	if len(failure.Data) > 0 {
		require.NoError(t, json.Unmarshal(failure.Data, &data))
	}
	err := truenas.ServerError(method, failure.Code, failure.Message, failure.Data)
	if failure.Code == -32602 {
		_, ok := errors.AsType[*truenas.ValidationError](err)
		require.True(t, ok, "%s", raw)
	}
	missing := strings.Contains(data.Reason, "does not exist") && strings.Contains(data.Reason, "ENOENT") || data.Reason == "MatchNotFound()" ||
		strings.HasPrefix(method, "core.job_") && data.Reason == "999999" // 25.04 answers with the number alone
	require.Equal(t, missing, errors.Is(err, truenas.ErrNotFound), "%s", raw)
	require.Equal(t, data.Reason == "[EACCES] Not authorized" || data.Reason == "[EPERM] Job is not owned by current session", errors.Is(err, truenas.ErrNotAuthorized), "%s", raw)
	require.Equal(t, data.Error == 207, errors.Is(err, truenas.ErrNotAuthenticated), "%s", raw)
}
