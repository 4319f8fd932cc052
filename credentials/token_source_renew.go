package credentials

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	// flightTimeout bounds the wait for other processes and for Google, where the
	// HTTP client has no limit of its own.
	flightTimeout = 2 * time.Minute
	// retryPause is the least time between two attempts while the token is valid.
	retryPause = 10 * time.Second
	// endedPause is how long a refusal by Google counts for all who share the store.
	endedPause = time.Hour
)

// fly makes one attempt and tells those who wait.
func (s *TokenSource) fly(attempt *flight) {
	ctx, cancel := context.WithTimeout(s.ctx, flightTimeout)
	defer cancel()
	grant, saveErr, err := s.renew(ctx)
	s.land(attempt, grant, saveErr != nil, err)
	if saveErr != nil && s.options.SaveFailed != nil {
		s.options.SaveFailed(saveErr)
	}
}

func (s *TokenSource) land(attempt *flight, grant *Grant, unsaved bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	switch {
	case grant != nil:
		s.adopt(grant, now)
		s.unsaved = unsaved
		if unsaved {
			s.pause(now)
		}
	case s.usable(s.current, now) && !errors.Is(err, ErrReauthorize) && !errors.Is(err, ErrClientMismatch):
		grant, err = s.current, nil
		s.pause(now)
	}
	attempt.grant, attempt.err = grant, err
	s.flight = nil
	close(attempt.done)
}

// renew returns a grant with a valid access token: the stored one, if another
// source has refreshed it, or one that it refreshes and stores itself. saveErr
// is the error of storing it. All is done under the store's lock, so that what is
// stored is always the newest.
func (s *TokenSource) renew(ctx context.Context) (grant *Grant, saveErr, err error) {
	unsaved := s.notStored()
	if unsaved == nil {
		// Most often another source has refreshed, and nobody needs the lock.
		stored, err := s.store.Get(ctx, s.name)
		if err == nil && stored == nil {
			err = s.nothing() // what a store must not say, but may
		}
		if err == nil {
			err = s.fits(stored)
		}
		if err != nil {
			return nil, nil, err
		}
		if s.lasting(stored, s.options.Now()) {
			return stored, nil, nil
		}
	}
	var refused error
	err = s.store.Update(ctx, s.name, func(stored *Grant) (*Grant, error) {
		if stored == nil {
			return nil, s.nothing()
		}
		base := s.newest(stored, unsaved)
		if err := s.fits(base); err != nil {
			return nil, err
		}
		now := s.options.Now()
		if s.lasting(base, now) {
			grant = base
			if unsaved == nil {
				return nil, nil
			}
			return base, nil
		}
		if ago := now.Sub(base.EndedAt); !base.EndedAt.IsZero() && ago >= 0 && ago < endedPause {
			return nil, endedError(base)
		}
		token, err := refreshToken(ctx, s.client, base, s.http)
		if oauth, ok := errors.AsType[*OAuthError](err); ok && oauth.Cause() == CauseGrantEnded {
			refused = err
			marked := base.copy()
			marked.EndedAt = now.UTC().Round(0)
			return marked, nil
		}
		if err != nil {
			return nil, err
		}
		grant = base.renewed(token, now)
		return grant, nil
	})
	switch {
	case refused != nil:
		// That the mark is not stored costs a request of another source, no more.
		return nil, nil, refused
	case grant != nil:
		return grant, err, nil
	case err == nil:
		err = errors.New("credentials: the store did not call change, as every Store must: check it with package storetest")
	}
	return nil, nil, err
}

func (s *TokenSource) nothing() error { return fmt.Errorf("%w: %q", ErrNoGrant, s.name) }

// newest is the stored grant, or the one that could not be stored. As long as the
// store has what that one replaces, it is the newer one, whatever the clock was;
// and its refresh token may be the only one that works.
func (s *TokenSource) newest(stored, unsaved *Grant) *Grant {
	s.mu.Lock()
	defer s.mu.Unlock()
	replaces := s.replaces
	s.replaces = stored.copy()
	if unsaved != nil && replaces != nil && stored.sameTokens(replaces) {
		fresh := unsaved.copy()
		fresh.learn(stored)
		return fresh
	}
	return Newer(stored, unsaved)
}

// notStored returns the current grant if the store does not have it.
func (s *TokenSource) notStored() *Grant {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.unsaved {
		return s.current
	}
	return nil
}

func (s *TokenSource) fits(g *Grant) error {
	if g.ClientID != "" && g.ClientID != s.client.ID {
		return mismatch(g, s.client)
	}
	return nil
}

// lasting reports whether the stored token need not be refreshed yet: another
// source's until the latest moment, its own until the one that it chose.
func (s *TokenSource) lasting(g *Grant, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil && s.current.AccessToken.Equal(g.AccessToken) {
		return s.usable(g, now) && now.Before(s.refreshAt)
	}
	return s.usable(g, now) && now.Before(g.Expiry.Add(-early(g)))
}

// adopt makes the grant the current one, and chooses when to refresh it.
func (s *TokenSource) adopt(g *Grant, now time.Time) {
	s.current = g
	margin := early(g)
	latest := g.Expiry.Add(-margin)
	s.refreshAt = latest
	if chosen := latest.Add(-jitter(margin)); chosen.After(now) {
		s.refreshAt = chosen
	}
}

func (s *TokenSource) pause(now time.Time) {
	s.retryAt = now.Add(retryPause + jitter(retryPause))
}

// jitter keeps programs that were started together from acting together.
func jitter(most time.Duration) time.Duration {
	return rand.N(max(most, 1)) //nolint:gosec // Not a secret.
}

func mismatch(g *Grant, client Client) error {
	return fmt.Errorf("%w: the grant was given to %s, not to %s: use that client, or let the user consent again", ErrClientMismatch, g.ClientID, client.ID)
}

// endedError is for a grant that Google refused a short time ago.
func endedError(g *Grant) error {
	remedy := "authorize again"
	if g.FromTesting() && !g.EndedAt.Before(g.RefreshExpiry) {
		remedy = "choose Publish app under Google Auth Platform > Audience, because Testing ends a grant after 7 days, and authorize again"
	}
	return fmt.Errorf("%w: Google refused the stored grant on %s: %s", ErrReauthorize, day(g.EndedAt), remedy)
}
