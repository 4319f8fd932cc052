//go:build vectors

package truenastest_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// rows reduces error.data.extra to what is compared strictly: attribute and
// errno. Anything but a list of rows is returned as it is.
func rows(t *testing.T, extra json.RawMessage) any {
	t.Helper()
	if len(extra) == 0 {
		return nil
	}
	var list [][]any
	if json.Unmarshal(extra, &list) != nil {
		var other any
		require.NoError(t, json.Unmarshal(extra, &other))
		return other
	}
	if list == nil {
		return nil
	}
	out := [][2]any{}
	for _, r := range list {
		require.Len(t, r, 3)
		require.NotEmpty(t, r[1], "a message")
		out = append(out, [2]any{r[0], r[2]})
	}
	return out
}
