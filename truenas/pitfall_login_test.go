package truenas_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// Too many logins a minute refuse no key: a reconnect waits and goes on, on the
// connection it has.
func TestBusyLoginOfAReconnect(t *testing.T) {
	var sessions atomic.Int32
	busy := func(p *peer) {
		for range 3 {
			c, ok := p.next()
			if !ok {
				return
			}
			p.fail(c, `{"code":-32001,"message":"Method call error","data":{"error":16,"errname":"EBUSY","reason":"[EBUSY] Rate Limit Exceeded","extra":null}}`)
		}
		answering("null")(p)
	}
	serve := inTurn(cutting, busy)
	inBubble(t, func(p *peer) {
		sessions.Add(1)
		serve(p)
	}, func(t *testing.T, client *truenas.Client) {
		synctest.Wait() // until the connection is lost
		require.NoError(t, client.Call(t.Context(), "test.write", nil, nil), "it waits for the login")
		require.NoError(t, client.Err())
		require.EqualValues(t, 2, sessions.Load())
	}, atOnce)
}

// A key that was revoked is not tried again and again: that would lock the
// address out.
func TestRevokedKeyIsTriedOnce(t *testing.T) {
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) {
			server := truenastest.NewServer(t, truenastest.Config{Release: release})
			key := server.APIKey("svc")
			client, err := truenas.Dial(t.Context(), server.URL(), truenas.APIKey("svc", truenas.NewSecret(key)),
				truenas.WithRootCAs(server.RootCAs()), truenas.WithBackoff(func(int) time.Duration { return time.Millisecond }))
			require.NoError(t, err)
			defer func() { require.NoError(t, client.Close()) }()
			server.RevokeKey(key)
			server.DropConnections()
			<-client.Done()
			require.ErrorIs(t, client.Err(), truenas.ErrNotAuthenticated)
			require.ErrorIs(t, client.Call(t.Context(), "core.ping", nil, nil), truenas.ErrNotAuthenticated)
			require.Equal(t, 2, loginsOf(server))
		})
	}
}

func loginsOf(server *truenastest.Server) (n int) {
	for _, method := range server.Requests() {
		if method == "auth.login_ex" || method == "auth.login_with_api_key" {
			n++
		}
	}
	return n
}

// The methods of old that send a key alone are used where there is no other, and
// 27.0 has none of them.
func TestOldLoginsAreForTheOldProtocol(t *testing.T) {
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) {
			server := truenastest.NewServer(t, truenastest.Config{Release: release})
			client, err := truenas.Dial(t.Context(), server.URL(), truenas.APIKey("svc", truenas.NewSecret(server.APIKey("svc"))),
				truenas.WithRootCAs(server.RootCAs()))
			require.NoError(t, err)
			require.NoError(t, client.Close())
			require.Equal(t, release == truenas.V24_10, slices.Contains(server.Requests(), "auth.login_with_api_key"))
			require.NotContains(t, server.Requests(), "auth.login")
			require.Equal(t, 1, loginsOf(server))
		})
	}
}
