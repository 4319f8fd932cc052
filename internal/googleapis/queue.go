package googleapis

import (
	"context"
	"slices"
	"sync"
)

// Queue is a lock that is given in the order in which it was asked for, and for
// which nobody has to wait longer than a context. The zero value is ready.
type Queue struct {
	mu      sync.Mutex
	taken   bool
	waiting []chan struct{}
}

// Lock waits its turn; an error means that ctx ended first.
func (q *Queue) Lock(ctx context.Context) error {
	if ctx.Err() != nil {
		return Ended(ctx)
	}
	q.mu.Lock()
	if !q.taken {
		q.taken = true
		q.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	q.waiting = append(q.waiting, turn)
	q.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if i := slices.Index(q.waiting, turn); i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	} else {
		q.next() // it became our turn at the same moment
	}
	return Ended(ctx)
}

// Unlock gives the turn to the next.
func (q *Queue) Unlock() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.next()
}

func (q *Queue) next() {
	if len(q.waiting) == 0 {
		q.taken = false
		return
	}
	close(q.waiting[0])
	q.waiting = slices.Delete(q.waiting, 0, 1)
}
