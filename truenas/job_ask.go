package truenas

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// maxAsked bounds the jobs in one question, which TrueNAS limits to 65,536
// characters.
const maxAsked = 1000

// ask asks for the wanted jobs; false when the client has ended.
func (h *jobHub) ask(ctx context.Context) bool {
	h.mu.Lock()
	ids := slices.Sorted(maps.Keys(h.wanted))
	clear(h.wanted)
	h.mu.Unlock()
	for part := range slices.Chunk(ids, maxAsked) {
		err := h.askFor(ctx, part)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return true
		case h.hasEnded():
			h.end(err)
			return false
		case h.endsWatch(err):
			h.mu.Lock()
			h.fail(part, err)
			h.mu.Unlock()
		default:
			h.log.WarnContext(ctx, "truenas: asking for jobs failed, trying again", "jobs", len(part), "error", err)
		}
	}
	return true
}

func (h *jobHub) askFor(ctx context.Context, ids []int) error {
	h.mu.Lock()
	connection, event := h.connection, h.events
	h.mu.Unlock()
	// Not longer than for the next poll or two.
	ctx, cancel := context.WithTimeout(ctx, max(4*h.pollInterval, 10*time.Second))
	defer cancel()
	rows, err := call[[]json.RawMessage](ctx, h.caller, jobCollection, []any{[]any{"id", "in", ids}})
	if err != nil {
		return err
	}
	// Not under the lock, which the reader takes for each event.
	answers := make([]jobAnswer, len(rows))
	for i, row := range rows {
		answers[i].decode(row)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.connection != connection {
		return nil // perhaps from before a restart, and asked for again
	}
	missing := make(map[int]bool, len(ids))
	for _, id := range ids {
		missing[id] = true
	}
	for _, a := range answers {
		delete(missing, a.status.ID)
		switch {
		case a.err != nil:
			h.fail([]int{a.status.ID}, a.err)
		case h.jobs[a.status.ID] != nil: // else nobody watches it any more
			h.offer(a.status, event)
		}
	}
	h.fail(slices.Collect(maps.Keys(missing)), errJobGone)
	return nil
}

// jobAnswer is a row of an answer. One bad row says nothing about the others.
type jobAnswer struct {
	status JobStatus
	err    error
}

func (a *jobAnswer) decode(row json.RawMessage) {
	err := json.Unmarshal(row, &a.status)
	if err == nil {
		return
	}
	var bad struct {
		ID int `json:"id"`
	}
	_ = json.Unmarshal(row, &bad)
	a.status = JobStatus{ID: bad.ID}
	a.err = fmt.Errorf("truenas: job %d: %w: %w", bad.ID, errShape, err)
}

// fail ends the watches of jobs. The caller holds mu.
func (h *jobHub) fail(ids []int, err error) {
	for _, id := range ids {
		if known := h.jobs[id]; known != nil {
			for _, w := range known.watchers {
				w.fail(err)
			}
		}
	}
}

// end ends all watches, those to come too.
func (h *jobHub) end(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = err
	h.fail(slices.Collect(maps.Keys(h.jobs)), err)
}

func (h *jobHub) hasEnded() bool {
	select {
	case <-h.done():
		return true
	default:
		return false
	}
}

// endsWatch reports whether asking again would not help. A lost connection is
// not among them: the client makes a new one, or ends. Nobody says so of a Caller
// that ended: there only what passes is waited for.
func (h *jobHub) endsWatch(err error) bool {
	is := func(target error) bool { return errors.Is(err, target) }
	if h.silent {
		return !slices.ContainsFunc([]error{ErrConnectionLost, ErrBusy, context.DeadlineExceeded}, is)
	}
	return slices.ContainsFunc([]error{ErrNotAuthenticated, ErrNotAuthorized, errShape}, is)
}
