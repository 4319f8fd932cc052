//go:build vectors

package truenas_test

import (
	"bufio"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// recordedCall is what TrueNAS made of the parameters of a call.
type recordedCall struct {
	ID         string            `json:"id"`
	Method     string            `json:"method"`
	OK         bool              `json:"ok"`
	Params     []json.RawMessage `json:"params"`
	Normalized []json.RawMessage `json:"normalized"`
}

func recordedCalls(t *testing.T, release string) []recordedCall {
	folder := os.Getenv("NASPHOTOS_VECTORS")
	require.NotEmpty(t, folder, "set NASPHOTOS_VECTORS to the folder of the recorded calls")
	file, err := os.Open(filepath.Join(folder, "validate", release+".jsonl"))
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	var calls []recordedCall
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		calls = append(calls, decoded[recordedCall](t, lines.Text()))
	}
	require.NoError(t, lines.Err())
	return calls
}

// What a release stores of a credential is read into the type of its provider,
// and written back with the same meaning.
func TestStoredProvidersOfReleases(t *testing.T) {
	for _, release := range []string{"24.10", "25.04", "25.10", "26", "27"} {
		kinds, typed := map[string]bool{}, 0
		for _, c := range recordedCalls(t, release) {
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
