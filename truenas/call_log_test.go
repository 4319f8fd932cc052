package truenas_test

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestCallsAreLogged(t *testing.T) {
	for level, want := range map[slog.Level]bool{slog.LevelDebug: true, slog.LevelInfo: false} {
		var logged lockedBuffer
		log := slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: level}))
		client := connect(t, func(p *peer, c call) { p.answer(c, `"hunter2"`) }, truenas.WithLogger(log))
		var result string
		require.NoError(t, client.Call(t.Context(), "test.log", []any{"hunter2"}, &result))
		if want {
			require.Regexp(t, `method=test.log id=\S+ duration=\S+ attempts=1 ok=true`, logged.String())
		} else {
			require.NotContains(t, logged.String(), "test.log")
		}
		require.NotContains(t, logged.String(), "hunter2")
	}
}
