package truenas

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"sync"
	"time"
)

const (
	jobCollection = "core.get_jobs"
	// keptJobs is how many jobs are remembered that nobody watches yet: the
	// events of a short job arrive before the answer with its id.
	keptJobs = 64
)

// jobHub takes the events of jobs from the reader, which it never blocks, and
// keeps the newest status for whoever watches.
type jobHub struct {
	caller       Caller
	log          *slog.Logger
	pollInterval time.Duration
	done         func() <-chan struct{}

	// subscribing is held while core.subscribe is called.
	subscribing chan struct{}

	mu         sync.Mutex
	subscribed bool
	latest     map[int]JobStatus
	order      []int // ids of latest, oldest first
	watchers   map[int][]*jobWatcher
}

func newJobHub(c *Client, log *slog.Logger, pollInterval time.Duration) *jobHub {
	return &jobHub{
		caller: c, log: log, pollInterval: pollInterval, done: c.Done,
		subscribing: make(chan struct{}, 1),
		latest:      map[int]JobStatus{}, watchers: map[int][]*jobWatcher{},
	}
}

// connected is called after each login, before callers that waited for the
// connection go on.
func (h *jobHub) connected(context.Context) { h.setSubscribed(false) }

// subscribe asks for the events of jobs. Failing is no error: polling does
// without.
func (h *jobHub) subscribe(ctx context.Context) {
	select {
	case h.subscribing <- struct{}{}:
		defer func() { <-h.subscribing }()
	case <-ctx.Done():
		return
	}
	if h.isSubscribed() {
		return
	}
	// Polling must not wait long for a peer that does not answer this.
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err := h.caller.Call(ctx, "core.subscribe", []any{jobCollection}, nil)
	if err != nil {
		h.log.WarnContext(ctx, "truenas: no job events, polling only", "error", err)
	}
	h.setSubscribed(err == nil)
}

func (h *jobHub) isSubscribed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.subscribed
}

func (h *jobHub) setSubscribed(yes bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subscribed = yes
}

// notify handles a notification. It runs in the reader.
func (h *jobHub) notify(method string, params []byte) {
	var event struct {
		Collection string          `json:"collection"`
		Fields     json.RawMessage `json:"fields"`
	}
	if json.Unmarshal(params, &event) != nil || event.Collection != jobCollection {
		return
	}
	switch method {
	case "notify_unsubscribed":
		h.setSubscribed(false)
		h.log.Warn("truenas: job events ended, polling only")
	case "collection_update":
		var status JobStatus
		if err := json.Unmarshal(event.Fields, &status); err != nil || status.ID == 0 {
			h.log.Warn("truenas: ignored a job event of unknown shape")
			return
		}
		h.offer(status)
	}
}

// offer keeps a status unless a later one is known, and wakes the watchers.
func (h *jobHub) offer(status JobStatus) {
	h.mu.Lock()
	defer h.mu.Unlock()
	old, known := h.latest[status.ID]
	if known && stage(status) < stage(old) {
		// A poll that was answered before the event, and read after it.
		return
	}
	if !known {
		h.order = append(h.order, status.ID)
		if len(h.order) > keptJobs {
			delete(h.latest, h.order[0])
			h.order = slices.Delete(h.order, 0, 1)
		}
	}
	h.latest[status.ID] = status
	for _, w := range h.watchers[status.ID] {
		w.offer(status)
	}
}

// stage orders the life of a job.
func stage(s JobStatus) int {
	switch {
	case s.Finished():
		return 2
	case s.State == JobWaiting:
		return 0
	default:
		return 1
	}
}

// last returns the newest known status of a job.
func (h *jobHub) last(id int) (JobStatus, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	status, ok := h.latest[id]
	return status, ok
}

func (h *jobHub) watch(id int) *jobWatcher {
	w := &jobWatcher{wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watchers[id] = append(h.watchers[id], w)
	if status, ok := h.latest[id]; ok {
		w.offer(status)
	}
	return w
}

func (h *jobHub) unwatch(id int, w *jobWatcher) {
	h.mu.Lock()
	defer h.mu.Unlock()
	rest := slices.DeleteFunc(h.watchers[id], func(other *jobWatcher) bool { return other == w })
	if len(rest) == 0 {
		delete(h.watchers, id)
		return
	}
	h.watchers[id] = rest
}
