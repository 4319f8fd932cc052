package credentials

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
)

// TokenSourceOptions are the settings of [NewTokenSource]; the zero value is
// ready to use.
type TokenSourceOptions struct {
	// HTTP reaches Google; default a client with a timeout of 30 seconds.
	HTTP *http.Client
	// SaveFailed is told that a refreshed grant could not be stored, from another
	// goroutine. The token is used all the same, and storing it is tried again
	// until it succeeds; default to do nothing else.
	SaveFailed func(error)
	// Now is the clock; default [time.Now].
	Now func() time.Time
}

// TokenSource gives out access tokens of a stored grant, and stores each refresh.
// Any number of sources, in this and in other processes, can use one grant of one
// store: while one of them refreshes, the others wait and then take its token. It
// implements [oauth2.TokenSource] and is safe for concurrent use.
//
// A token is refreshed some minutes before it expires, each source choosing its
// own moment, so that the end of no token is noticed. While Google or the store
// cannot be reached, the old token is given out to its end.
//
// A grant that Google refuses as ended stays in the store, with EndedAt, and is
// tried again after an hour; the errors match [ErrReauthorize]. A new grant that
// is stored under the name is found when the old token expires or is refused.
type TokenSource struct {
	ctx     context.Context //nolint:containedctx // TokenSource.Token takes none; refreshes outlive calls.
	client  Client
	store   Store
	name    string
	http    *http.Client
	options TokenSourceOptions

	mu        sync.Mutex // guards all below
	current   *Grant     // never changed in place
	refreshAt time.Time  // when to refresh current
	retryAt   time.Time  // no attempt before, while current is valid
	unsaved   bool       // the store has an older one than current
	replaces  *Grant     // what the store had when current was made or last saved
	rejected  Secret     // an access token that an API did not accept
	flight    *flight    // the attempt on its way
}

// flight is one attempt that any number of callers wait for.
type flight struct {
	done  chan struct{} // closed when the others are set
	grant *Grant
	err   error
}

// NewTokenSource returns a source for the grant that the store has under this
// name, also if none is stored yet. ctx must live as long as the source: it ends
// refreshes, which outlive the calls that wait for them.
func NewTokenSource(ctx context.Context, client Client, store Store, name string, options TokenSourceOptions) *TokenSource {
	if options.Now == nil {
		options.Now = time.Now
	}
	return &TokenSource{ctx: ctx, client: client, store: store, name: name, http: tokenClient(options.HTTP), options: options}
}

// Token implements [oauth2.TokenSource]. It waits for a refresh, if one is due;
// [TokenSource.Grant] does not wait longer than its ctx.
//
// Errors are [*OAuthError], [ErrNoGrant], [ErrClientMismatch] and those of the
// store.
func (s *TokenSource) Token() (*oauth2.Token, error) {
	grant, err := s.Grant(s.ctx)
	if err != nil {
		return nil, err
	}
	return grant.Token(), nil
}

// Grant returns a copy of the grant with an access token that is valid now. It
// has the errors of [TokenSource.Token], and ctx.Err() when ctx ends first; a
// refresh that is on its way goes on without it.
func (s *TokenSource) Grant(ctx context.Context) (*Grant, error) {
	s.mu.Lock()
	now := s.options.Now()
	due := !now.Before(s.refreshAt) || s.unsaved
	if s.usable(s.current, now) && (!due || now.Before(s.retryAt)) {
		defer s.mu.Unlock()
		return s.current.copy(), nil
	}
	if s.flight == nil {
		s.flight = &flight{done: make(chan struct{})}
		go s.fly(s.flight) //nolint:contextcheck // It outlives this call, and ends with the source.
	}
	attempt := s.flight
	s.mu.Unlock()

	select {
	case <-attempt.done:
		if attempt.err != nil {
			return nil, attempt.err
		}
		return attempt.grant.copy(), nil
	case <-ctx.Done():
		return nil, fmt.Errorf("credentials: waiting for an access token: %w", ctx.Err())
	}
}

// usable reports whether Google is likely to accept the access token. A token
// from the future was made while the clock was wrong, and may be as old as it
// likes.
func (s *TokenSource) usable(g *Grant, now time.Time) bool {
	const skew = 5 * time.Minute // between computers that share a store
	return g != nil && !g.AccessToken.IsZero() && !g.AccessToken.Equal(s.rejected) &&
		now.Before(g.Expiry) && !g.RefreshedAt.After(now.Add(skew)) && g.EndedAt.IsZero()
}

// early is how long before the end of its token a grant is refreshed at the
// latest; the moment of each source is up to twice as early.
func early(g *Grant) time.Duration {
	const most = 150 * time.Second
	if life := g.Expiry.Sub(g.RefreshedAt); !g.RefreshedAt.IsZero() && life > 0 {
		return min(most, life/10)
	}
	return most
}
