package truenastest

import (
	"context"
	"slices"
	"strings"
	"sync"
)

// pathLocks are the reader/writer locks on both sides of a transfer. A path
// conflicts with itself, what is above and what is below it.
type pathLocks struct {
	mu   sync.Mutex
	held []*heldPath
}

type heldPath struct {
	path     string
	write    bool
	released chan struct{}
}

// lock waits until nothing conflicts. The returned function releases it.
func (l *pathLocks) lock(ctx context.Context, path string, write bool) (unlock func(), err error) {
	mine := &heldPath{path: strings.TrimRight(path, "/") + "/", write: write, released: make(chan struct{})}
	for {
		l.mu.Lock()
		i := slices.IndexFunc(l.held, mine.conflicts)
		if i < 0 {
			l.held = append(l.held, mine)
			l.mu.Unlock()
			return func() { l.release(mine) }, nil
		}
		other := l.held[i]
		l.mu.Unlock()
		select {
		case <-other.released:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (l *pathLocks) release(p *heldPath) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = slices.DeleteFunc(l.held, func(o *heldPath) bool { return o == p })
	close(p.released)
}

func (p *heldPath) conflicts(o *heldPath) bool {
	return (p.write || o.write) && (strings.HasPrefix(p.path, o.path) || strings.HasPrefix(o.path, p.path))
}
