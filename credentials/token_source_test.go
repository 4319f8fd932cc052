package credentials_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// tokenEndpoint is one that gives out a new refresh token with every refresh, and
// accepts only the last: whoever loses one has lost the grant. It is stricter than
// Google's, which leaves the refresh token as it is.
type tokenEndpoint struct {
	mu       sync.Mutex // guards all below
	requests int
	broken   bool   // an outage
	ended    bool   // the user has revoked the grant
	stall    bool   // until the request's context ends
	steady   bool   // keeps its refresh token, as Google does
	last     string // the refresh token that is accepted
}

func (e *tokenEndpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.requests++
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	switch {
	case e.stall:
		<-r.Context().Done()
		return nil, r.Context().Err()
	case e.broken:
		return jsonResponse(http.StatusServiceUnavailable, `{}`), nil
	case e.ended || r.PostForm.Get("refresh_token") != e.last:
		return jsonResponse(http.StatusBadRequest, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`), nil
	}
	if e.steady {
		return jsonResponse(200, fmt.Sprintf(`{"access_token":"ya29.%d","expires_in":3600,"token_type":"Bearer"}`, e.requests)), nil
	}
	e.last = fmt.Sprintf("1//06rotated-%d", e.requests)
	return jsonResponse(200, fmt.Sprintf(`{"access_token":"ya29.%d","expires_in":3600,"refresh_token":"%s","token_type":"Bearer"}`, e.requests, e.last)), nil
}

func (e *tokenEndpoint) set(change func(*tokenEndpoint)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change(e)
}

func (e *tokenEndpoint) count() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.requests
}

// newEndpoint returns one, and a store with an expired grant for it.
func newEndpoint(t *testing.T) (*tokenEndpoint, credentials.FileStore) {
	t.Helper()
	store := credentials.FileStore{Dir: t.TempDir()}
	grant := newGrant()
	grant.Expiry = time.Now().Add(-time.Hour).UTC()
	grant.GrantedAt = time.Now().Add(-2 * time.Hour).UTC()
	grant.RefreshedAt = grant.GrantedAt
	save(t, store, grant)
	return &tokenEndpoint{last: refreshToken}, store
}

func (e *tokenEndpoint) source(t *testing.T, store credentials.Store) *credentials.TokenSource {
	t.Helper()
	return credentials.NewTokenSource(t.Context(), desktopClient(), store, "ann", credentials.TokenSourceOptions{HTTP: &http.Client{Transport: e}})
}

func access(t *testing.T, source *credentials.TokenSource) string {
	t.Helper()
	token, err := source.Token()
	require.NoError(t, err)
	return token.AccessToken
}

// Each refresh is stored, with a new refresh token, and found by the next program.
func TestTokenSourceStoresEachRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		before := stored(t, store)
		for i := 1; i < 4; i++ {
			source := endpoint.source(t, store)
			for range 3 {
				require.Equal(t, fmt.Sprintf("ya29.%d", i), access(t, source))
			}
			got := stored(t, store)
			require.Equal(t, fmt.Sprintf("ya29.%d", i), got.AccessToken.Reveal())
			require.Equal(t, fmt.Sprintf("1//06rotated-%d", i), got.RefreshToken.Reveal())
			require.Equal(t, time.Now().UTC(), got.RefreshedAt)
			require.Equal(t, before.GrantedAt, got.GrantedAt)
			require.Equal(t, before.Account, got.Account)
			require.Equal(t, before.Scopes, got.Scopes)
			require.Equal(t, i, endpoint.count())
			time.Sleep(time.Hour)
		}
	})
}

func TestTokenSourceRefreshesOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		var group sync.WaitGroup
		for range 4 {
			source := endpoint.source(t, store)
			for range 25 {
				group.Go(func() {
					token, err := source.Token()
					if err != nil || token.AccessToken != "ya29.1" {
						t.Error(token, err)
					}
				})
			}
		}
		group.Wait()
		require.Equal(t, 1, endpoint.count())
	})
}

// busyStore cannot be changed: another program keeps its lock, or the disk is
// read-only.
type busyStore struct{ credentials.FileStore }

func (busyStore) Update(context.Context, string, func(*credentials.Grant) (*credentials.Grant, error)) error {
	return errors.New("the store is busy")
}

// A token that another program stored is used without the lock.
func TestTokenSourceReadsWithoutLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		validGrant(t, store)
		source := endpoint.source(t, busyStore{store})
		require.Equal(t, accessToken, access(t, source))
		time.Sleep(time.Hour)
		_, err := source.Token()
		require.ErrorContains(t, err, "busy")
		require.Zero(t, endpoint.count())
	})
}

// Sources that were started together do not refresh at the same moment, and none
// waits for the end of the token.
func TestTokenSourceRefreshesEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		moments := map[time.Duration]bool{}
		for range 8 {
			endpoint, store := newEndpoint(t)
			source := endpoint.source(t, store)
			access(t, source)
			began := time.Now()
			for endpoint.count() == 1 {
				time.Sleep(time.Second)
				access(t, source)
			}
			passed := time.Since(began)
			require.GreaterOrEqual(t, passed, 55*time.Minute)
			require.Less(t, passed, 58*time.Minute)
			moments[passed] = true
		}
		require.Greater(t, len(moments), 1)
	})
}

// While Google has an outage the old token is used to its end, and Google is left
// in peace.
func TestTokenSourceDuringAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		source := endpoint.source(t, store)
		require.Equal(t, "ya29.1", access(t, source))
		endpoint.set(func(e *tokenEndpoint) { e.broken = true })
		time.Sleep(58 * time.Minute)
		for range 119 {
			require.Equal(t, "ya29.1", access(t, source))
			time.Sleep(time.Second)
		}
		require.Greater(t, endpoint.count(), 5)
		require.Less(t, endpoint.count(), 15)
		time.Sleep(time.Second)
		_, err := source.Token()
		oauth, ok := errors.AsType[*credentials.OAuthError](err)
		require.True(t, ok, err)
		require.True(t, oauth.Temporary())
		require.True(t, stored(t, store).EndedAt.IsZero())

		endpoint.set(func(e *tokenEndpoint) { e.broken = false })
		require.NotEqual(t, "ya29.1", access(t, source))
	})
}

// A refusal is remembered by all who share the store, for an hour.
func TestTokenSourceOfAnEndedGrant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		endpoint.set(func(e *tokenEndpoint) { e.ended = true })
		for range 3 {
			_, err := endpoint.source(t, store).Token()
			require.ErrorIs(t, err, credentials.ErrReauthorize)
			requireNoSecret(t, err.Error())
		}
		require.Equal(t, 1, endpoint.count())
		require.Equal(t, time.Now().UTC(), stored(t, store).EndedAt)
		require.Equal(t, refreshToken, stored(t, store).RefreshToken.Reveal(), "nothing is thrown away")

		source := endpoint.source(t, store)
		time.Sleep(time.Hour)
		_, err := source.Token()
		require.ErrorIs(t, err, credentials.ErrReauthorize)
		require.Equal(t, 2, endpoint.count(), "Google may have been wrong")
		time.Sleep(time.Hour)
		endpoint.set(func(e *tokenEndpoint) { e.ended = false })
		require.Equal(t, "ya29.3", access(t, source))
		require.True(t, stored(t, store).EndedAt.IsZero())
	})
}

// A new consent is found at once where the old grant has ended.
func TestTokenSourceFindsANewConsent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		endpoint.set(func(e *tokenEndpoint) { e.last = "1//06second" })
		source := endpoint.source(t, store)
		_, err := source.Token()
		require.ErrorIs(t, err, credentials.ErrReauthorize)
		second := newGrant()
		second.RefreshToken = credentials.NewSecret("1//06second")
		second.AccessToken = credentials.NewSecret("ya29.second")
		save(t, store, second)
		require.Equal(t, "ya29.second", access(t, source))
	})
}

func TestTokenSourceFails(t *testing.T) {
	endpoint, store := newEndpoint(t)
	source := credentials.NewTokenSource(t.Context(), desktopClient(), store, "bob", credentials.TokenSourceOptions{HTTP: &http.Client{Transport: endpoint}})
	_, err := source.Token()
	require.ErrorIs(t, err, credentials.ErrNoGrant)
	require.ErrorContains(t, err, "bob")

	other := desktopClient()
	other.ID = "5-x.apps.googleusercontent.com"
	valid := newGrant()
	save(t, store, valid)
	source = credentials.NewTokenSource(t.Context(), other, store, "ann", credentials.TokenSourceOptions{HTTP: &http.Client{Transport: endpoint}})
	_, err = source.Token()
	require.ErrorIs(t, err, credentials.ErrClientMismatch)
	require.ErrorContains(t, err, clientID)
	require.Zero(t, endpoint.count())
}

// A token that was made while the clock was wrong is no longer believed.
func TestTokenSourceAfterAClockJump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		ahead := newGrant()
		ahead.RefreshedAt = time.Now().AddDate(1, 0, 0)
		ahead.Expiry = ahead.RefreshedAt.Add(time.Hour)
		save(t, store, ahead)
		require.Equal(t, "ya29.1", access(t, endpoint.source(t, store)))
		require.Equal(t, time.Now().UTC(), stored(t, store).RefreshedAt, "and the newer token replaces it")
	})
}

// The end of a grant in Testing is known from the first day, stays where it is
// through all refreshes, and comes.
func TestTokenSourceInTesting(t *testing.T) {
	var passed atomic.Int64 // hours since the consent
	clock := func() time.Time { return now.Add(time.Duration(passed.Load()) * time.Hour) }
	google := googletest.NewServer(t, googletest.Config{Testing: true, Now: clock})
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	require.NoError(t, err)
	grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{HTTP: google.Client(), Opener: google.Approve(), Now: clock})
	require.NoError(t, err)
	store := credentials.FileStore{Dir: t.TempDir()}
	save(t, store, grant)
	source := credentials.NewTokenSource(t.Context(), client, store, "ann", credentials.TokenSourceOptions{HTTP: google.Client(), Now: clock})
	for ; passed.Load() < 7*24; passed.Add(12) {
		grant, err := source.Grant(t.Context())
		require.NoError(t, err)
		require.Equal(t, clock(), grant.RefreshedAt)
		end, reason := grant.End()
		require.Equal(t, credentials.EndTesting, reason)
		require.Equal(t, now.Add(604799*time.Second), end)
	}
	for range 2 {
		_, err = source.Grant(t.Context())
		require.ErrorIs(t, err, credentials.ErrReauthorize)
		require.ErrorContains(t, err, "Publish app")
	}
	require.True(t, stored(t, store).RefreshToken.Equal(grant.RefreshToken), "Google does not send it again")
	end, reason := stored(t, store).End()
	require.Equal(t, credentials.EndRefused, reason)
	require.Equal(t, clock(), end)
	require.Empty(t, google.Unexpected())
}

// Who waits for Google waits no longer than he wants to; the refresh goes on until
// the source ends.
func TestTokenSourceContexts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		endpoint.set(func(e *tokenEndpoint) { e.stall = true })
		life, end := context.WithCancel(t.Context())
		source := credentials.NewTokenSource(life, desktopClient(), store, "ann", credentials.TokenSourceOptions{HTTP: &http.Client{Transport: endpoint}})
		others := make(chan error)
		go func() {
			_, err := source.Token()
			others <- err
		}()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := source.Grant(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		synctest.Wait()
		end()
		require.ErrorIs(t, <-others, context.Canceled)
		_, err = source.Token()
		require.ErrorIs(t, err, context.Canceled)

		// Without anybody's limit there is still one.
		_, err = endpoint.source(t, store).Token()
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.True(t, stored(t, store).EndedAt.IsZero())
	})
}
