package truenas_test

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// Every caller gets the error of its own call, whatever the order.
func TestErrorsReachTheirCalls(t *testing.T) {
	const calls = 15
	var held []call
	client := connect(t, func(p *peer, c call) {
		if held = append(held, c); len(held) < calls {
			return
		}
		for i := len(held) - 1; i >= 0; i-- {
			if n := string(held[i].Params[0]); i%3 == 0 {
				p.answer(held[i], n)
			} else {
				p.fail(held[i], `{"code":-32001,"message":"m","data":{"error":1000,"reason":"`+n+`"}}`)
			}
		}
	})
	var all sync.WaitGroup
	var failures atomic.Int32
	for i := range calls {
		all.Go(func() {
			var got int
			err := client.Call(t.Context(), "test.fail", []any{i}, &got)
			failed, isError := errors.AsType[*truenas.CallError](err)
			switch {
			case err == nil && got == i:
			case isError && failed.Reason == strconv.Itoa(i):
				failures.Add(1)
			default:
				t.Errorf("call %d: %d, %v", i, got, err)
			}
		})
	}
	all.Wait()
	require.EqualValues(t, 10, failures.Load())
}

// What is no answer to a request is not taken for it: events, with or without an
// id, and answers to others.
func TestOnlyTheAnswerIsTheAnswer(t *testing.T) {
	client := connect(t, func(p *peer, c call) {
		p.event(jobJSON("RUNNING", 1, false))
		p.send(`{"jsonrpc":"2.0","method":"collection_update","id":"` + c.ID + `","result":"event","params":{"msg":"added","collection":"alert.list","id":1,"fields":{}}}`)
		p.send(`{"jsonrpc":"2.0","id":"somebody","result":"other"}`)
		p.send(`{"jsonrpc":"2.0","id":"somebody","error":{"code":-32001,"message":"other"}}`)
		p.answer(c, `"mine"`)
	})
	for range 3 {
		var got string
		require.NoError(t, client.Call(t.Context(), "test.write", nil, &got))
		require.Equal(t, "mine", got)
	}
}

// A number is a number. Only the method of a run answers with a job.
func TestNumbersAreNoJobs(t *testing.T) {
	s := newScript(nil)
	s.set("cloudsync.query", "12")
	s.set("pool.dataset.create", "12")
	client := s.connect(t)
	count, err := client.Tasks().Count(t.Context(), truenas.Filter{})
	require.NoError(t, err)
	require.Equal(t, 12, count)
	var got int
	require.NoError(t, client.Call(t.Context(), "pool.dataset.create", nil, &got))
	require.Equal(t, 12, got)
	require.Equal(t, []string{"cloudsync.query", "pool.dataset.create"}, s.sent(), "no job is asked for")
}

// A write without a usable answer is sent once, is no success, and gives nothing
// that could be taken for one.
func TestWithoutAnAnswerThereIsNoSuccess(t *testing.T) {
	writes := map[string]func(*truenas.Client) (any, error){
		"cloudsync.credentials.create": func(c *truenas.Client) (any, error) {
			return c.Credentials().Create(t.Context(), truenas.CredentialSpec{Name: "n", Provider: photos()})
		},
		"cloudsync.credentials.update": func(c *truenas.Client) (any, error) {
			return c.Credentials().Update(t.Context(), 3, truenas.CredentialUpdate{Name: truenas.Set("n")})
		},
		"cloudsync.create": func(c *truenas.Client) (any, error) {
			return c.Tasks().Create(t.Context(), truenas.TaskSpec{Path: "/p"})
		},
		"cloudsync.update": func(c *truenas.Client) (any, error) {
			return c.Tasks().Update(t.Context(), 5, truenas.TaskUpdate{Args: truenas.Set("")})
		},
		"cloudsync.restore": func(c *truenas.Client) (any, error) { return c.Tasks().Restore(t.Context(), 5, truenas.RestoreSpec{}) },
		"cloudsync.sync": func(c *truenas.Client) (any, error) {
			return c.Tasks().Run(t.Context(), 5, truenas.RunOptions{})
		},
		"cloudsync.sync_onetime": func(c *truenas.Client) (any, error) {
			return c.Tasks().RunOnce(t.Context(), truenas.TaskSpec{Path: "/p"}, truenas.RunOptions{})
		},
	}
	for outcome, respond := range map[string]func(*peer, call){
		"lost":      func(p *peer, _ call) { p.drop() },
		"null":      func(p *peer, c call) { p.answer(c, "null") },
		"odd":       func(p *peer, c call) { p.answer(c, `"done"`) },
		"cut short": func(p *peer, c call) { p.send(`{"jsonrpc":"2.0","id":"` + c.ID + `","result":{"id":1`); p.drop() },
	} {
		for method, write := range writes {
			t.Run(method+" "+outcome, func(t *testing.T) {
				s := newScript(nil)
				s.answerWith(func(p *peer, c call) bool {
					switch {
					case c.Method != method:
						return false
					case s.count(method) > 1:
						p.answer(c, `"again"`) // it should not have come
					default:
						respond(p, c)
					}
					return true
				})
				client := s.connect(t, atOnce)
				got, err := write(client)
				require.ErrorIs(t, err, truenas.ErrUncertain)
				require.Zero(t, got)
				require.NoError(t, client.Call(t.Context(), "core.ping", nil, nil))
				require.Equal(t, 1, s.count(method))
			})
		}
	}
}

// States are found under whatever callers wrap around them, and in nothing that
// only speaks of them.
func TestStatesAreFoundByValue(t *testing.T) {
	missing := []error{
		truenas.ServerError("m", -32001, "m", []byte(`{"error":2,"reason":"[ENOENT] gone"}`)),
		truenas.ServerError("m", -32602, "m", []byte(`{"error":22,"reason":"r","extra":[[null,"CloudSync 9 does not exist",2]]}`)),
		&truenas.JobError{Fields: []truenas.FieldError{{Message: "CloudSync 9 does not exist", Errno: 2}}},
		&truenas.JobGoneError{JobID: 1},
	}
	for _, err := range missing {
		wrapped := fmt.Errorf("second: %w", errors.Join(errors.New("beside it"), fmt.Errorf("first: %w", err)))
		require.ErrorIs(t, wrapped, truenas.ErrNotFound)
	}
	for _, data := range []string{
		`{"error":14,"errname":"EFAULT","reason":"[EFAULT] not found","trace":{"class":"FileNotFoundError","formatted":"[Errno 2] ENOENT: no such file, does not exist"}}`,
		`{"error":-6,"reason":"object not found"}`,
		`{"error":14,"reason":"r","extra":{"excerpt":"[ENOENT] directory not found"}}`,
	} {
		err := truenas.ServerError("cloudsync.delete", -32001, "not found", []byte(data))
		require.NotErrorIs(t, err, truenas.ErrNotFound, data)
		require.NotContains(t, err.Error(), "Errno 2", "the trace is dropped")
	}
	failed := &truenas.JobError{JobID: 1, State: truenas.JobFailed, Message: "[EFAULT] connection lost: not found, not authorized, busy"}
	for _, state := range []error{
		truenas.ErrNotFound, truenas.ErrNotAuthorized, truenas.ErrBusy, truenas.ErrConnectionLost, truenas.ErrNotAuthenticated, truenas.ErrUncertain,
	} {
		require.NotErrorIs(t, failed, state)
	}
}
