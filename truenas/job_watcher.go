package truenas

import (
	"errors"
	"slices"
	"sync"
)

// errJobGone tells a watcher that its job is gone; callers see a JobGoneError.
var errJobGone = errors.New("the job is gone")

// jobWatcher holds the newest status for one loop over a Watch.
type jobWatcher struct {
	job  *Job
	wake chan struct{} // capacity 1

	mu     sync.Mutex
	status *JobStatus
	err    error
}

// watch registers a loop over a Watch, and has its job asked for.
func (h *jobHub) watch(j *Job) *jobWatcher {
	w := &jobWatcher{job: j, wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	known := h.track(j.id)
	if len(known.watchers) == 0 {
		h.idle = slices.DeleteFunc(h.idle, func(id int) bool { return id == j.id })
	}
	known.watchers = append(known.watchers, w)
	h.watching++
	// What an earlier connection said of the id may be from before a restart.
	if h.current(known) || known.status.ID != 0 && j.first.sameJob(known.status) {
		w.offer(known.status)
	}
	if h.ended != nil {
		w.fail(h.ended)
		return w
	}
	h.want(j.id)
	if h.poller == nil {
		h.poller = h.startPoller()
	}
	return w
}

// unwatch ends what watch began. With the last watcher the poller ends.
func (h *jobHub) unwatch(w *jobWatcher) {
	if poller := h.remove(w); poller != nil {
		poller.stop()
	}
}

// remove returns the poller if nobody needs it any more.
func (h *jobHub) remove(w *jobWatcher) *jobPoller {
	h.mu.Lock()
	defer h.mu.Unlock()
	known := h.jobs[w.job.id]
	known.watchers = slices.DeleteFunc(known.watchers, func(other *jobWatcher) bool { return other == w })
	if len(known.watchers) == 0 {
		h.rest(w.job.id)
	}
	if h.watching--; h.watching > 0 {
		return nil
	}
	poller := h.poller
	h.poller = nil
	clear(h.wanted)
	return poller
}

// offer takes a status of a job with the watcher's id.
func (w *jobWatcher) offer(status JobStatus) {
	if !w.job.first.sameJob(status) {
		w.fail(errJobGone)
		return
	}
	w.mu.Lock()
	w.status = &status
	w.mu.Unlock()
	w.signal()
}

// fail ends the watch once the status before it was seen; nil does nothing.
func (w *jobWatcher) fail(err error) {
	if err == nil {
		return
	}
	w.mu.Lock()
	if w.err == nil {
		w.err = err
	}
	w.mu.Unlock()
	w.signal()
}

// forgive takes the end of a context back.
func (w *jobWatcher) forgive() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = nil
}

func (w *jobWatcher) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// take returns what is new.
func (w *jobWatcher) take() (*JobStatus, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	status := w.status
	w.status = nil
	return status, w.err
}
