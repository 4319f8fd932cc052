//go:build vectors

package truenas_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/vectors"
)

// recordedCall is what TrueNAS made of the parameters of a call.
type recordedCall struct {
	ID         string            `json:"id"`
	Method     string            `json:"method"`
	OK         bool              `json:"ok"`
	Params     []json.RawMessage `json:"params"`
	Normalized []json.RawMessage `json:"normalized"`
}

// What a release stores of a credential is read into the type of its provider,
// and written back with the same meaning.
func TestRecordedProviders(t *testing.T) {
	for _, release := range []string{"24.10", "25.04", "25.10", "26", "27"} {
		kinds, typed := map[string]bool{}, 0
		for _, line := range vectors.Lines[json.RawMessage](t, "validate/"+release+".jsonl") {
			c := decoded[recordedCall](t, string(line))
			if c.Method != "cloudsync.credentials.create" || !c.OK {
				continue
			}
			stored := decoded[truenas.Credential](t, string(c.Normalized[0]))
			kinds[stored.Provider.ProviderType()] = true
			_, unknown := stored.Provider.(truenas.Unknown)
			require.False(t, unknown, "%s %s", release, c.ID)
			typed++
			object := decoded[map[string]any](t, string(c.Normalized[0]))
			want, old := object["attributes"].(map[string]any)
			if !old {
				want = object["provider"].(map[string]any)
			}
			delete(want, "type")
			maps.DeleteFunc(want, func(_ string, v any) bool { return v == "" || v == nil })
			wire, err := truenas.EncodeProvider(stored.Provider)
			if err != nil {
				continue // a token on several lines, say
			}
			got := decoded[map[string]any](t, string(mustJSON(wire)))
			for key, value := range want {
				text, _ := value.(string)
				if key == "token" || key == "service_account_credentials" {
					if text = strings.TrimSpace(text); json.Valid([]byte(text)) {
						require.JSONEq(t, text, got[key].(string), c.ID)
						continue
					}
					value = text
				}
				require.Equal(t, value, got[key], "%s %s %s", release, c.ID, key)
			}
		}
		require.GreaterOrEqual(t, len(kinds), 15, release)
		require.Greater(t, typed, 40, release)
	}
}

// What the service answers is read into the models, and what a reader sees is
// reported as redacted.
func TestRecordedAnswersOfTheService(t *testing.T) {
	for _, release := range []string{"25.04", "25.10", "26", "27"} {
		read, hidden := 0, 0
		for _, line := range vectors.Lines[json.RawMessage](t, "service/"+release+".jsonl") {
			answer := decoded[struct {
				ID     string          `json:"id"`
				As     string          `json:"as"`
				Method string          `json:"method"`
				Result json.RawMessage `json:"result"`
			}](t, string(line))
			if len(answer.Result) == 0 || string(answer.Result) == "null" {
				continue
			}
			read++
			var redacted bool
			switch answer.Method {
			case "cloudsync.create", "cloudsync.update", "cloudsync.get_instance", "cloudsync.restore":
				task := decoded[truenas.Task](t, string(answer.Result))
				redacted = task.Redacted()
				require.Equal(t, redacted, task.Credential.Redacted(), answer.ID)
				require.NotZero(t, task.ID)
				require.NotEmpty(t, task.Path)
				require.NoError(t, task.Schedule.Validate())
				if release == "26" || release == "27" {
					require.NotEmpty(t, task.Dataset, answer.ID)
				}
			case "cloudsync.credentials.create", "cloudsync.credentials.update", "cloudsync.credentials.get_instance":
				credential := decoded[truenas.Credential](t, string(answer.Result))
				redacted = credential.Redacted() && answer.As == "reader"
			case "cloudsync.providers":
				require.Greater(t, len(decoded[[]truenas.ProviderInfo](t, string(answer.Result))), 15)
			case "cloudsync.list_buckets", "cloudsync.list_directory":
				_ = decoded[[]truenas.DirEntry](t, string(answer.Result))
			default:
				read--
			}
			require.Equal(t, answer.As == "reader" && strings.Contains(string(answer.Result), "********"), redacted, "%s %s", release, answer.ID)
			if redacted {
				hidden++
			}
		}
		require.Greater(t, read, 50, release)
		require.Greater(t, hidden, 2, release)
	}
}
