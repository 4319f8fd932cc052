package truenas_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

const (
	sessionDropped = `{"code":-32001,"message":"m","data":{"error":207,"errname":"ENOTAUTHENTICATED","reason":"[ENOTAUTHENTICATED] Not authenticated","extra":null}}`
	sessionExpired = `{"code":-32001,"message":"m","data":{"error":13,"errname":"EACCES","reason":"[EACCES] Session is expired","extra":null}}`
)

// A session ends of old age on a connection that lives: the client logs in again,
// and nobody notices.
func TestOldSessionsAreRenewed(t *testing.T) {
	for _, failure := range []string{sessionDropped, sessionExpired} {
		var calls atomic.Int32
		inBubble(t, inTurn(func(p *peer) {
			p.each(func(c call) { p.fail(c, failure) })
		}, func(p *peer) {
			p.each(func(c call) {
				calls.Add(1)
				p.answer(c, "null")
			})
		}), func(t *testing.T, client *truenas.Client) {
			time.Sleep(time.Hour)
			require.NoError(t, client.Call(t.Context(), "cloudsync.create", nil, nil))
			require.EqualValues(t, 1, calls.Load())
		})
	}
}

// What a new session is refused too says nothing about its age.
func TestNewSessionsAreKept(t *testing.T) {
	for name, wait := range map[string]time.Duration{"new": 0, "old": time.Hour} {
		t.Run(name, func(t *testing.T) {
			var logins, calls atomic.Int32
			inBubble(t, func(p *peer) {
				logins.Add(1)
				p.each(func(c call) {
					calls.Add(1)
					p.fail(c, sessionDropped)
				})
			}, func(t *testing.T, client *truenas.Client) {
				time.Sleep(wait)
				for range 3 {
					require.ErrorIs(t, client.Call(t.Context(), "cloudsync.create", nil, nil), truenas.ErrNotAuthenticated)
				}
				old := int32(min(wait, 1))
				require.Equal(t, 1+old, logins.Load())
				require.Equal(t, 3+old, calls.Load())
			})
		})
	}
}

func TestOldSessionWithoutReconnect(t *testing.T) {
	inBubble(t, func(p *peer) {
		p.each(func(c call) { p.fail(c, sessionExpired) })
	}, func(t *testing.T, client *truenas.Client) {
		time.Sleep(time.Hour)
		require.ErrorIs(t, client.Call(t.Context(), "core.ping", nil, nil), truenas.ErrNotAuthenticated)
		require.NoError(t, client.Err())
	}, truenas.WithoutReconnect())
}
