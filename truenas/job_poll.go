package truenas

import (
	"context"
	"time"
)

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
		h.handOver()
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
			h.askForAll()
		case <-ended:
			// The next question returns why the client ended.
			ended = nil
			h.askForAll()
		case <-ctx.Done():
			return
		}
		if !h.ask(ctx) {
			return
		}
	}
}

// handOver gives what a poller took before it ended, and did not ask, to the one
// that began meanwhile.
func (h *jobHub) handOver() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.poller != nil && h.ended == nil {
		h.wantAll()
		h.wakePoller()
	}
}

// want has a job asked for at once. The caller holds mu.
func (h *jobHub) want(id int) {
	h.wanted[id] = true
	h.wakePoller()
}

func (h *jobHub) wakePoller() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// askNow has a job asked for at once.
func (h *jobHub) askNow(id int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.want(id)
}

// wantAll has every watched job asked for with the next question. The caller
// holds mu.
func (h *jobHub) wantAll() {
	for id, known := range h.jobs {
		if len(known.watchers) > 0 {
			h.wanted[id] = true
		}
	}
}

// askForAll does so for a caller that does not hold mu.
func (h *jobHub) askForAll() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.wantAll()
}

// subscribe asks for the events of jobs, once per connection. Failing is no
// error: polling does without.
func (h *jobHub) subscribe(ctx context.Context) {
	if h.silent {
		return
	}
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
