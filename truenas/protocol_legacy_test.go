package truenas_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestLegacyCalls(t *testing.T) {
	client := connectLegacy(t, func(p *peer, c legacyCall) {
		switch {
		case c.Message != "method":
			t.Errorf("got %+v", c)
		case c.Method == "test.void":
			p.send(`{"msg":"result","id":"` + c.ID + `"}`)
		default:
			p.result(c, string(mustJSON(c.Params)))
		}
	})
	require.Equal(t, truenas.LegacyProtocol, client.Protocol())
	var echo []any
	require.NoError(t, client.Call(t.Context(), "test.echo", []any{"<é>", 1.0}, &echo))
	require.Equal(t, []any{"<é>", 1.0}, echo)
	require.NoError(t, client.Call(t.Context(), "test.echo", nil, &echo))
	require.Empty(t, echo)
	var nothing *int
	require.NoError(t, client.Call(t.Context(), "test.void", nil, &nothing))
	require.Nil(t, nothing)
}

func TestLegacyErrors(t *testing.T) {
	for _, test := range []struct {
		name, failure string
		check         func(*testing.T, error)
	}{
		{
			"validation", `{"error":11,"errname":"EAGAIN","type":"VALIDATION","reason":"[EINVAL] cloud_sync_create.path: x","trace":{},"extra":[["cloud_sync_create.path","x",22]]}`,
			func(t *testing.T, err error) {
				invalid, ok := errors.AsType[*truenas.ValidationError](err)
				require.True(t, ok, err)
				field, ok := invalid.Field("path")
				require.True(t, ok)
				require.Equal(t, truenas.FieldError{Attribute: "cloud_sync_create.path", Message: "x", Errno: 22}, field)
			},
		},
		{
			"missing", `{"error":2,"type":null,"reason":"[ENOENT] None: Task 5 does not exist","extra":[[null,"Task 5 does not exist",2]]}`,
			func(t *testing.T, err error) { require.ErrorIs(t, err, truenas.ErrNotFound) },
		},
		{
			"call error", `{"error":14,"errname":"EFAULT","type":null,"reason":"[EFAULT] boom","trace":{},"extra":{"excerpt":"e"}}`,
			func(t *testing.T, err error) {
				failed, ok := errors.AsType[*truenas.CallError](err)
				require.True(t, ok, err)
				require.Equal(t, 14, failed.Errno)
				require.Equal(t, "[EFAULT] boom", failed.Reason)
				require.JSONEq(t, `{"excerpt":"e"}`, string(failed.Extra))
			},
		},
		{
			"unknown method", `{"error":201,"errname":"ENOMETHOD","reason":"[ENOMETHOD] Method 'x' not found in 'y'","extra":null}`,
			func(t *testing.T, err error) {
				require.ErrorContains(t, err, "this TrueNAS release does not have it")
				failed, _ := errors.AsType[*truenas.CallError](err)
				require.Equal(t, 201, failed.Errno)
			},
		},
		{
			"no role", `{"error":13,"errname":"EACCES","reason":"Not authorized","extra":null}`,
			func(t *testing.T, err error) { require.ErrorIs(t, err, truenas.ErrNotAuthorized) },
		},
		{
			"no session", `{"error":207,"errname":"ENOTAUTHENTICATED","reason":"[ENOTAUTHENTICATED] Not authenticated"}`,
			func(t *testing.T, err error) { require.ErrorIs(t, err, truenas.ErrNotAuthenticated) },
		},
		{
			"no reason", `{"error":22}`,
			func(t *testing.T, err error) { require.ErrorContains(t, err, "no reason") },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := connectLegacy(t, func(p *peer, c legacyCall) {
				p.send(`{"msg":"result","id":"` + c.ID + `","error":` + test.failure + `}`)
			})
			err := client.Call(t.Context(), "test.fail", nil, nil)
			require.Error(t, err)
			test.check(t, err)
		})
	}
}

// Too many calls are not executed there either.
func TestLegacyTooManyCalls(t *testing.T) {
	refused := 0
	client := connectLegacy(t, func(p *peer, c legacyCall) {
		if refused++; refused < 3 {
			p.send(`{"msg":"result","id":"` + c.ID + `","error":{"error":109,"errname":"ETOOMANYREFS","reason":"Maximum number of concurrent calls (20) has exceeded.","extra":null}}`)
			return
		}
		p.result(c, "1")
	})
	require.NoError(t, client.Call(t.Context(), "test.write", nil, nil))
	require.Equal(t, 3, refused)
}

func TestLegacyEvents(t *testing.T) {
	subscriptions, ended := make(chan legacyCall, 1), make(chan legacyCall, 1)
	client := connectLegacy(t, func(p *peer, c legacyCall) {
		switch {
		case c.Message == "sub" && c.Name == "refused":
			p.send(`{"msg":"nosub","id":"` + c.ID + `","error":{"error":13,"errname":"EACCES","reason":"Not authorized"}}`)
		case c.Message == "sub":
			subscriptions <- c
			p.send(`{"msg":"ready","subs":["` + c.ID + `"]}`)
			p.send(`{"msg":"added","collection":"core.get_jobs","id":12,"fields":` + jobJSON("SUCCESS", 100, true) + `}`)
		case c.Message == "unsub":
			ended <- c
		case c.Method == "cloudsync.sync":
			p.result(c, "12")
		case c.Method == "core.get_jobs":
			p.result(c, "["+jobJSON("RUNNING", 1, false)+"]")
		default:
			p.result(c, "null")
		}
	}, quiet)
	var id string
	require.NoError(t, client.Call(t.Context(), "core.subscribe", []any{"core.get_jobs"}, &id))
	sub := <-subscriptions
	require.Equal(t, "core.get_jobs", sub.Name)
	require.Equal(t, sub.ID, id)
	for range 30 { // not answered, and yet no slot is lost
		require.NoError(t, client.Call(t.Context(), "core.unsubscribe", []any{id}, nil))
		require.Equal(t, id, (<-ended).ID)
	}
	require.ErrorIs(t, client.Call(t.Context(), "core.subscribe", []any{"refused"}, nil), truenas.ErrNotAuthorized)
	require.ErrorContains(t, client.Call(t.Context(), "core.subscribe", nil, nil), "want one text")
	require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
}

func TestLegacyJob(t *testing.T) {
	client := connectLegacy(t, func(p *peer, c legacyCall) {
		switch {
		case c.Message == "sub":
			p.send(`{"msg":"ready","subs":["` + c.ID + `"]}`)
		case c.Method == "cloudsync.sync":
			p.send(`{"msg":"added","collection":"core.get_jobs","id":12,"fields":` + jobJSON("RUNNING", 1, false) + `}`)
			p.result(c, "12")
			p.send(`{"msg":"changed","collection":"core.get_jobs","id":12,"fields":` + jobJSON("SUCCESS", 100, true) + `}`)
		default:
			p.result(c, "["+jobJSON("RUNNING", 1, false)+"]")
		}
	}, quiet)
	updates, err := collect(t.Context(), run(t, client))
	require.NoError(t, err)
	requireOneFinal(t, updates, truenas.JobSuccess)
}

func TestLegacyLies(t *testing.T) {
	client := connectLegacy(t, func(p *peer, c legacyCall) {
		for _, lie := range []string{
			"", "{", "[]", `{"msg":"pong"}`, `{"msg":"result"}`, `{"msg":"result","id":"x","result":1}`,
			`{"msg":"result","id":"` + c.ID + `","error":5}`, `{"msg":"ready"}`, `{"msg":"ready","subs":["x"]}`,
			`{"msg":"nosub","id":"x"}`, `{"msg":"nosub","id":"x","collection":"core.get_jobs"}`,
			`{"msg":"changed","collection":"core.get_jobs","fields":null}`, `{"msg":"removed","collection":5}`,
		} {
			p.send(lie)
		}
		p.result(c, `"pong"`)
		p.result(c, `"twice"`)
	})
	for range 2 {
		var pong string
		require.NoError(t, client.Call(t.Context(), "core.ping", nil, &pong))
		require.Equal(t, "pong", pong)
	}
}

func TestLegacySessionRefused(t *testing.T) {
	for _, answer := range []string{`{"msg":"failed","version":"1"}`, `{}`, `x`} {
		server := httptest.NewServer(site(t, "/websocket", http.NotFound, func(p *peer) {
			p.next()
			p.send(answer)
			p.drain()
		}))
		_, err := truenas.Dial(t.Context(), server.URL, anyAuth)
		require.ErrorContains(t, err, "does not speak the protocol")
		server.Close()
	}
}
