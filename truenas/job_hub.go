package truenas

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	jobCollection = "core.get_jobs"
	// keptJobs is how many jobs are remembered that nobody watches: the events
	// of a short job arrive before the answer with its id.
	keptJobs = 64
)

// jobHub takes the events of jobs from the reader, which it never blocks, and
// keeps the newest status for whoever watches. While somebody does, it also
// asks: job_poll.go.
type jobHub struct {
	caller       Caller
	get          func(ctx context.Context, path string) (*http.Response, error)
	log          *slog.Logger
	pollInterval time.Duration
	done         func() <-chan struct{}
	// silent says that no events and no logins are heard of: job_caller.go.
	silent bool

	// subscribing is held while core.subscribe is called.
	subscribing chan struct{}
	// wake tells the poller that there is something to ask. Capacity 1.
	wake chan struct{}

	mu         sync.Mutex
	connection int // counts the logins
	subscribed bool
	events     int // counts the events
	jobs       map[int]*knownJob
	idle       []int // ids of known jobs that nobody watches, oldest first
	watching   int   // how many watchers there are
	wanted     map[int]bool
	poller     *jobPoller
	ended      error // why the client has ended
}

// knownJob is what the hub keeps of a job.
type knownJob struct {
	status     JobStatus // ID is 0 until one is known
	connection int       // that it came over
	event      int       // the number of the last event
	watchers   []*jobWatcher
}

func newJobHub(c *Client, log *slog.Logger, pollInterval time.Duration) *jobHub {
	return (&jobHub{caller: c, get: c.get, log: log, pollInterval: pollInterval, done: c.Done}).init()
}

func (h *jobHub) init() *jobHub {
	h.subscribing, h.wake = make(chan struct{}, 1), make(chan struct{}, 1)
	h.jobs, h.wanted = map[int]*knownJob{}, map[int]bool{}
	return h
}

// connected is called after each login, before callers that waited for the
// connection go on. It must not call TrueNAS itself, as those calls would wait
// too: if anybody watches, the poller subscribes again and asks for every job,
// in that order, so that nothing that happened meanwhile is missed.
func (h *jobHub) connected(context.Context) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.connection++
	h.subscribed = false
	h.wantAll()
	h.wakePoller()
}

// connections returns the number of logins so far.
func (h *jobHub) connections() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.connection
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
		h.mu.Lock()
		h.subscribed = false
		h.mu.Unlock()
		h.log.Warn("truenas: job events ended, polling only")
	case "collection_update":
		var status JobStatus
		if err := json.Unmarshal(event.Fields, &status); err != nil || status.ID == 0 {
			h.log.Warn("truenas: ignored a job event of unknown shape")
			return
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.events++
		h.offer(status, h.events)
	}
}

// offer keeps a status unless a later one is known, and tells the watchers.
// event is the number of the event it came with or, for an answer, that of the
// last one before the question. The caller holds mu.
func (h *jobHub) offer(status JobStatus, event int) {
	known := h.track(status.ID)
	if old := known.status; old.ID != 0 && old.sameJob(status) &&
		(status.stage() < old.stage() || status.stage() == old.stage() && event < known.event) {
		return // an answer that an event has overtaken
	}
	known.status, known.connection, known.event = status, h.connection, max(known.event, event)
	for _, w := range known.watchers {
		w.offer(status)
	}
}

// track returns the record of a job. The caller holds mu.
func (h *jobHub) track(id int) *knownJob {
	known := h.jobs[id]
	if known == nil {
		known = &knownJob{}
		h.jobs[id] = known
		h.rest(id)
	}
	return known
}

// rest puts a job among those that nobody watches and forgets the oldest of
// them. The caller holds mu.
func (h *jobHub) rest(id int) {
	h.idle = append(h.idle, id)
	if len(h.idle) > keptJobs {
		delete(h.jobs, h.idle[0])
		h.idle = slices.Delete(h.idle, 0, 1)
	}
}

// current reports whether what is known of a job came over this connection: one
// from before may be of another job. The caller holds mu.
func (h *jobHub) current(known *knownJob) bool {
	return known.status.ID != 0 && known.connection == h.connection && !h.silent
}

// last returns the newest status of a job that came over this connection. The
// number is that of the connection.
func (h *jobHub) last(id int) (status JobStatus, connection int, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	known := h.jobs[id]
	if known == nil || !h.current(known) {
		return JobStatus{}, h.connection, false
	}
	return known.status, h.connection, true
}
