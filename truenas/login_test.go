package truenas_test

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// limited is n refusals for too many logins, then the answer.
func limited(n int, answer string) func(string, []byte) (string, error) {
	return func(string, []byte) (string, error) {
		if n--; n >= 0 {
			return "", errLoginLimit
		}
		return answer, nil
	}
}

func TestLoginWaitsOutTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var logged lockedBuffer
		var at []time.Duration
		start := time.Now()
		answer := limited(7, `{"response_type":"SUCCESS"}`)
		script := &loginScript{answer: func(method string, params []byte) (string, error) {
			at = append(at, time.Since(start))
			return answer(method, params)
		}}
		require.NoError(t, truenas.LogIn(t.Context(), testAuth(), script, slog.New(slog.NewTextHandler(&logged, nil))))
		require.Len(t, at, 8)
		for i, seconds := range []int{2, 4, 8, 16, 30, 30, 30} {
			longest := time.Duration(seconds) * time.Second
			wait := at[i+1] - at[i]
			require.True(t, wait >= longest/2 && wait < longest, "wait %d was %s", i, wait)
		}
		require.Contains(t, logged.String(), "level=INFO")
		require.Contains(t, logged.String(), "auth.login_ex")
		require.NotContains(t, logged.String(), testKey)
	})
}

// Clients that are refused together come back one by one.
func TestLoginWaitsDiffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waits := map[time.Duration]bool{}
		for range 20 {
			start := time.Now()
			script := &loginScript{answer: limited(1, `{"response_type":"SUCCESS"}`)}
			require.NoError(t, truenas.LogIn(t.Context(), testAuth(), script, slog.New(slog.DiscardHandler)))
			waits[time.Since(start)] = true
		}
		require.Greater(t, len(waits), 10)
	})
}

func TestLoginWaitsNoLongerThanItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		err := truenas.LogIn(ctx, testAuth(), &loginScript{answer: limited(1000, "")}, slog.New(slog.DiscardHandler))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, truenas.ErrBusy)
		require.NotErrorIs(t, err, truenas.ErrNotAuthenticated)
		require.Equal(t, time.Minute, time.Since(start))

		stop := errors.New("the program ends")
		ended, end := context.WithCancelCause(t.Context())
		end(stop)
		err = truenas.LogIn(ended, testAuth(), &loginScript{answer: limited(1000, "")}, slog.New(slog.DiscardHandler))
		require.ErrorIs(t, err, stop)
	})
}

// Nothing else is tried again, least of all a refusal.
func TestOnlyTheLimitIsWaitedOut(t *testing.T) {
	for _, failure := range []any{errors.New("boom"), errUnsupported, errTooLong, `{"response_type":"AUTH_ERR"}`, `{"response_type":"EXPIRED"}`} {
		script := &loginScript{answers: []any{failure}}
		require.Error(t, truenas.LogIn(t.Context(), testAuth(), script, slog.New(slog.DiscardHandler)))
		require.Len(t, script.calls, 1)
	}
}

// The step is repeated and not the login: a one-time password is asked for
// once, and a SCRAM login goes on where it was.
func TestLimitWithinALogin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		auth := truenas.Password("svc", truenas.NewSecret("p"), func(context.Context) (string, error) {
			asked++
			return "123456", nil
		})
		script := &loginScript{answers: []any{askForOTP, errLoginLimit, errLoginLimit, `{"response_type":"SUCCESS"}`}}
		require.NoError(t, truenas.LogIn(t.Context(), auth, script, slog.New(slog.DiscardHandler)))
		require.Equal(t, 1, asked)

		server := newSCRAMServer(t, testKey)
		answer, refuse := server.connection(), true
		script = &loginScript{answer: func(method string, params []byte) (string, error) {
			if refuse = !refuse; !refuse {
				return "", errLoginLimit
			}
			return answer(method, params)
		}}
		require.NoError(t, truenas.LogIn(t.Context(), truenas.SCRAM("svc", testSCRAMKey(t)), script, slog.New(slog.DiscardHandler)))
		require.Len(t, server.nonces, 1)
		require.Len(t, script.calls, 4)
	})
}

// ownAuth is a login that somebody else wrote.
type ownAuth func(context.Context, truenas.LoginSession) error

func (a ownAuth) Login(ctx context.Context, session truenas.LoginSession) error {
	return a(ctx, session)
}

// An Auth of others sees the connection as it is, and is spared the limit too.
func TestOwnAuth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := &tls.ConnectionState{}
		script := &loginScript{protocol: truenas.LegacyProtocol, state: state, answer: limited(2, `"hello"`)}
		var got string
		err := truenas.LogIn(t.Context(), ownAuth(func(ctx context.Context, session truenas.LoginSession) error {
			require.Equal(t, truenas.LegacyProtocol, session.Protocol())
			require.Same(t, state, session.TLS())
			return session.Call(ctx, "auth.own", []any{1}, &got)
		}), script, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		require.Equal(t, "hello", got)
	})
}

// writerFunc is a log that calls a function for each line.
type writerFunc func(line string)

func (f writerFunc) Write(p []byte) (int, error) {
	f(string(p))
	return len(p), nil
}

// Dial waits out the limit too, until its context ends.
func TestDialWaitsOutTheLimit(t *testing.T) {
	address := standIn(t, func(p *peer) {
		if c, ok := p.next(); ok {
			p.fail(c, `{"code":-32001,"message":"Method call error","data":{"error":16,"errname":"EBUSY","reason":"[EBUSY] Rate Limit Exceeded","extra":null}}`)
		}
		p.drain()
	})
	ctx, cancel := context.WithCancel(t.Context())
	log := slog.New(slog.NewTextHandler(writerFunc(func(line string) {
		if strings.Contains(line, "login waits") {
			cancel()
		}
	}), nil))
	_, err := truenas.Dial(ctx, address, testAuth(), truenas.WithLogger(log))
	require.ErrorIs(t, err, truenas.ErrBusy)
	require.ErrorIs(t, err, context.Canceled)
}
