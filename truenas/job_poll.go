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

// jobPoller is the goroutine that asks for the watched jobs of a client, all
// in one call: every poll interval, and at once for those that are wanted. It
// lives while somebody watches.
type jobPoller struct {
	cancel context.CancelFunc
	done   chan struct{}
}

func (h *jobHub) startPoller() *jobPoller {
	// No watch's own context: the others go on when it ends.
	ctx, cancel := context.WithCancel(context.Background())
	p := &jobPoller{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(p.done)
		h.poll(ctx)
	}()
	return p
}

func (p *jobPoller) stop() {
	p.cancel()
	<-p.done
}

func (h *jobHub) poll(ctx context.Context) {
	ticker := time.NewTicker(h.pollInterval)
	defer ticker.Stop()
	ended := h.done()
	for {
		select {
		case <-h.wake:
			h.subscribe(ctx)
		case <-ticker.C:
			h.askLater()
		case <-ended:
			// The next question returns why the client ended.
			ended = nil
			h.askLater()
		case <-ctx.Done():
			return
		}
		if !h.ask(ctx) {
			return
		}
	}
}

// want has a job asked for at once. The caller holds mu.
func (h *jobHub) want(id int) {
	h.wanted[id] = true
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// wantAll has every watched job asked for at once. The caller holds mu.
func (h *jobHub) wantAll() {
	for id, known := range h.jobs {
		if len(known.watchers) > 0 {
			h.want(id)
		}
	}
}

// askNow has a job asked for.
func (h *jobHub) askNow(id int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.want(id)
}

// askLater has every watched job asked for.
func (h *jobHub) askLater() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wantAll()
}

// subscribe asks for the events of jobs, once per connection. Failing is no
// error: polling does without.
func (h *jobHub) subscribe(ctx context.Context) {
	select {
	case h.subscribing <- struct{}{}:
		defer func() { <-h.subscribing }()
	case <-ctx.Done():
		return
	}
	h.mu.Lock()
	connection, subscribed := h.connection, h.subscribed
	h.mu.Unlock()
	if subscribed {
		return
	}
	// Polling must not wait long for a peer that does not answer this.
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err := h.caller.Call(ctx, "core.subscribe", []any{jobCollection}, nil)
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.connection != connection:
		// A subscription ends with its connection; the poller makes another.
	case err != nil:
		h.log.WarnContext(ctx, "truenas: no job events, polling only", "error", err)
	default:
		h.subscribed = true
	}
}

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
		case endsWatch(err):
			h.fail(part, err)
		default:
			h.log.WarnContext(ctx, "truenas: asking for jobs failed, trying again", "jobs", len(part), "error", err)
		}
	}
	return true
}

func (h *jobHub) askFor(ctx context.Context, ids []int) error {
	h.mu.Lock()
	event := h.events
	h.mu.Unlock()
	// Not longer than for the next poll or two.
	ctx, cancel := context.WithTimeout(ctx, max(4*h.pollInterval, 10*time.Second))
	defer cancel()
	rows, err := call[[]json.RawMessage](ctx, h.caller, jobCollection, []any{[]any{"id", "in", ids}})
	if err != nil {
		return err
	}
	missing := make(map[int]bool, len(ids))
	for _, id := range ids {
		missing[id] = true
	}
	for _, row := range rows {
		delete(missing, h.answered(row, event))
	}
	h.fail(slices.Collect(maps.Keys(missing)), errJobGone)
	return nil
}

// answered takes a row of an answer and returns the job's id. One bad row says
// nothing about the others.
func (h *jobHub) answered(row json.RawMessage, event int) int {
	var status JobStatus
	if err := json.Unmarshal(row, &status); err != nil {
		var bad struct {
			ID int `json:"id"`
		}
		_ = json.Unmarshal(row, &bad)
		h.fail([]int{bad.ID}, fmt.Errorf("truenas: job %d: %w: %w", bad.ID, errShape, err))
		return bad.ID
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if known := h.jobs[status.ID]; known != nil { // else nobody watches it any more
		h.offer(status, event)
	}
	return status.ID
}

// fail ends the watches of jobs.
func (h *jobHub) fail(ids []int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
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
	h.ended = err
	ids := slices.Collect(maps.Keys(h.jobs))
	h.mu.Unlock()
	h.fail(ids, err)
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
// not among them: the client makes a new one, or ends.
func endsWatch(err error) bool {
	for _, target := range []error{ErrNotAuthenticated, ErrNotAuthorized, errShape} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}
