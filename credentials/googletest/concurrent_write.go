package googletest

import (
	"context"
	"net/http"
)

// writeSlot is the place of the one write that a user may have under way in a
// project.
type writeSlot struct {
	key     quotaKey // of no period
	refused bool
}

type writeSlotKey struct{}

// takeSlot notes a write from its arrival on. One that arrives while another is
// under way is refused once everything else about it is right.
func (s *Server) takeSlot(next http.Handler) http.Handler {
	library := api{methods: libraryMethods}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m, _, ok := library.findMethod(r)
		if r.Host != hostLibrary || !ok || !m.write {
			next.ServeHTTP(w, r)
			return
		}
		slot := s.newSlot(bearerToken(r))
		defer func() { // for what never gets as far as the method
			s.mu.Lock()
			defer s.mu.Unlock()
			s.freeSlot(slot)
		}()
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), writeSlotKey{}, slot)))
	})
}

func (s *Server) newSlot(token string) *writeSlot {
	s.mu.Lock()
	defer s.mu.Unlock()
	access := s.live(token)
	if access == nil {
		return &writeSlot{} // refused for that
	}
	slot := &writeSlot{key: quotaKey{project: access.grant.client.project, user: access.grant.account}}
	if s.writing[slot.key] != nil {
		slot.refused = true
		return slot
	}
	s.writing[slot.key] = slot
	return slot
}

// freeSlot runs with the server locked.
func (s *Server) freeSlot(slot *writeSlot) {
	if slot != nil && s.writing[slot.key] == slot {
		delete(s.writing, slot.key)
	}
}

func slotOf(ctx context.Context) *writeSlot {
	slot, _ := ctx.Value(writeSlotKey{}).(*writeSlot)
	return slot
}

// concurrentWrite is the answer to a write during another one. It has no details.
// Source: https://github.com/rclone/rclone/issues/6920
func (a service) concurrentWrite() *apiError {
	message := "Quota exceeded for quota 'concurrent write request' of service '" + a.host + "'."
	return &apiError{Code: http.StatusTooManyRequests, Status: "RESOURCE_EXHAUSTED", Message: message}
}
