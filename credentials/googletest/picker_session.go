package googletest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// pickerSession is one visit of the user to the picker.
type pickerSession struct {
	id         string
	key        string // in the page's address
	client     *client
	created    time.Time
	most       int
	configured bool // by the client
	done       bool
	items      []*item
}

const pickerPath = "/picker/"

func (p *pickerSession) uri() string { return "https://" + hostPhotos + pickerPath + p.key }

func (s *Server) sessionOver(p *pickerSession) bool {
	return s.now().Sub(p.created) >= sessionLifetime
}

// openSession returns the session of a page, unless the page no longer works.
func (s *Server) openSession(key string) *pickerSession {
	for _, p := range s.sessions {
		if p.key == key && !p.done && !s.sessionOver(p) {
			return p
		}
	}
	return nil
}

// Pick plays the user who opens pickerURI, ticks the items and presses Done. The
// picker shows every item of the user, whichever client uploaded it. A session
// that is over or done, an unknown item, and more items than the session allows
// are errors. Items are listed in the order given.
func (s *Server) Pick(pickerURI string, itemIDs ...string) error {
	u, err := url.Parse(pickerURI)
	if err != nil {
		return errors.New("googletest: Pick: the address is not a URL")
	}
	_, key, found := strings.Cut(u.Path, pickerPath)
	if !found || u.Host != hostPhotos && u.Host != s.transport.address {
		return errors.New("googletest: Pick: the address is not the picker's")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.openSession(strings.TrimSuffix(key, "/autoclose"))
	if p == nil {
		return errors.New("googletest: Pick: the picker no longer works: the session is done, deleted or over")
	}
	if err := s.pick(p, itemIDs); err != nil {
		return fmt.Errorf("googletest: Pick: %w", err)
	}
	return nil
}

// pickCountError is too few or too many ticks.
type pickCountError struct{ got, most int }

func (e *pickCountError) Error() string {
	return fmt.Sprintf("%d items are ticked, want 1 to %d", e.got, e.most)
}

func (s *Server) pick(p *pickerSession, itemIDs []string) error {
	if len(itemIDs) == 0 || len(itemIDs) > p.most {
		return &pickCountError{len(itemIDs), p.most}
	}
	var items []*item
	for i, id := range itemIDs {
		it := s.itemByID(id)
		if it != nil && s.clients[it.ClientID].user != p.client.user {
			it = nil // of another user
		}
		if it == nil || slices.Contains(itemIDs[:i], id) {
			return fmt.Errorf("the page has no such box, or it is ticked already: %q", id)
		}
		items = append(items, it)
	}
	p.items, p.done = items, true
	return nil
}
