package truenas_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// The last watch may end while the next begins: what the poller of the one took
// and did not get an answer to, the poller of the other asks for, and not a poll
// interval later.
func TestPollersHandOver(t *testing.T) {
	s := newScript(nil)
	virtual(t, s, func(t *testing.T, client *truenas.Client) {
		s.set("core.get_jobs", rows(map[string]any{"id": 13}))
		second, err := client.Jobs().Attach(t.Context(), 13)
		require.NoError(t, err)
		s.set("core.get_jobs", rows(nil))
		first, err := client.Jobs().Attach(t.Context(), 12)
		require.NoError(t, err)
		asked := 0
		s.answerWith(func(p *peer, c call) bool {
			if c.Method != "core.get_jobs" || askedFor(c)[0] != 13 {
				return false
			}
			if asked++; asked > 1 {
				p.answer(c, rows(map[string]any{"id": 13}))
			}
			return true
		})
		require.True(t, truenas.Overlap(client, first, second, synctest.Wait))
	})
}
