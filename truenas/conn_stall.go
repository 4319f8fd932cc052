package truenas

import (
	"sync"
	"time"
)

// stallWatch calls stalled when something takes longer than limit. It may run
// many thousand times a second, so it leaves its timer alone from one to the next:
// to set an early one wakes a thread of the runtime.
type stallWatch struct {
	limit   time.Duration
	stalled func()

	mu      sync.Mutex
	timer   *time.Timer
	armed   bool
	busy    bool
	started time.Time
}

func newStallWatch(limit time.Duration, stalled func()) *stallWatch {
	w := &stallWatch{limit: limit, stalled: stalled}
	w.timer = time.AfterFunc(limit, w.look)
	w.timer.Stop()
	return w
}

func (w *stallWatch) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy, w.started = true, time.Now()
	if !w.armed {
		w.armed = true
		w.timer.Reset(w.limit)
	}
}

func (w *stallWatch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy = false
}

// look is what the timer does.
func (w *stallWatch) look() {
	w.mu.Lock()
	left := w.limit - time.Since(w.started)
	stalled := w.busy && left <= 0
	w.armed = w.busy && !stalled
	if w.armed {
		w.timer.Reset(left)
	}
	w.mu.Unlock()
	if stalled {
		w.stalled()
	}
}

// stop ends the watch.
func (w *stallWatch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed, w.busy = true, false // it is not set any more
	w.timer.Stop()
}
