package credentials_test

import (
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/internal/safefile"
)

// fullStore returns the store as one that cannot be written while full is true.
func fullStore(store credentials.FileStore, full *atomic.Bool) credentials.FileStore {
	return store.WithBefore(func(safefile.Step) error {
		if full.Load() {
			return errors.New("no space")
		}
		return nil
	})
}

// A store that cannot be written costs nothing as long as the program runs.
func TestTokenSourceWhenSavingFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		var full atomic.Bool
		full.Store(true)
		failed := make(chan error, 1)
		source := credentials.NewTokenSource(t.Context(), desktopClient(), fullStore(store, &full), "ann", credentials.TokenSourceOptions{
			HTTP:       &http.Client{Transport: endpoint},
			SaveFailed: func(err error) { failed <- err },
		})
		require.Equal(t, "ya29.1", access(t, source))
		err := <-failed
		require.ErrorContains(t, err, "no space")
		requireNoSecret(t, err.Error())
		for range 10 { // not tried again at once
			require.Equal(t, "ya29.1", access(t, source))
		}
		synctest.Wait()
		require.Empty(t, failed)
		require.Equal(t, refreshToken, stored(t, store).RefreshToken.Reveal())

		// Another program finds only the old refresh token, which is used up.
		_, err = endpoint.source(t, store).Token()
		require.ErrorIs(t, err, credentials.ErrReauthorize)
		require.Equal(t, 2, endpoint.count())
		require.False(t, stored(t, store).EndedAt.IsZero())

		full.Store(false)
		time.Sleep(20 * time.Second)
		require.Equal(t, "ya29.1", access(t, source))
		require.Equal(t, "1//06rotated-1", stored(t, store).RefreshToken.Reveal())
		require.True(t, stored(t, store).EndedAt.IsZero())
		require.Equal(t, "ya29.1", access(t, endpoint.source(t, store)))
		require.Equal(t, 2, endpoint.count())
	})
}

// What could not be stored in time is not stored over what is newer.
func TestTokenSourceSavesNothingOlder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		endpoint.set(func(e *tokenEndpoint) { e.steady = true })
		var full atomic.Bool
		full.Store(true)
		source := endpoint.source(t, fullStore(store, &full))
		require.Equal(t, "ya29.1", access(t, source))
		time.Sleep(time.Millisecond)
		require.Equal(t, "ya29.2", access(t, endpoint.source(t, store)), "it cannot know of the first")

		full.Store(false)
		time.Sleep(20 * time.Second)
		require.Equal(t, "ya29.2", access(t, source))
		require.Equal(t, "ya29.2", stored(t, store).AccessToken.Reveal())
		require.Equal(t, 2, endpoint.count())

		// Neither is it stored for somebody who has logged out.
		full.Store(true)
		time.Sleep(time.Hour)
		require.Equal(t, "ya29.3", access(t, source))
		require.NoError(t, store.Delete(t.Context(), "ann"))
		full.Store(false)
		time.Sleep(20 * time.Second)
		_, err := source.Token()
		require.ErrorIs(t, err, credentials.ErrNoGrant)
		_, err = store.Get(t.Context(), "ann")
		require.ErrorIs(t, err, credentials.ErrNoGrant)
	})
}

// What could not be stored is newer than what it replaces also if the clock was
// set back in between; its refresh token may be the only one that works.
func TestTokenSourceSavesWhatIsNewerByAWrongClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		var full atomic.Bool
		ahead := 24 * time.Hour
		source := credentials.NewTokenSource(t.Context(), desktopClient(), fullStore(store, &full), "ann", credentials.TokenSourceOptions{
			HTTP: &http.Client{Transport: endpoint},
			Now:  func() time.Time { return time.Now().Add(ahead) },
		})
		require.Equal(t, "ya29.1", access(t, source))
		ahead = 0
		full.Store(true)
		require.Equal(t, "ya29.2", access(t, source))
		require.Equal(t, "1//06rotated-1", stored(t, store).RefreshToken.Reveal())

		full.Store(false)
		time.Sleep(time.Minute)
		require.Equal(t, "ya29.2", access(t, source))
		require.Equal(t, "1//06rotated-2", stored(t, store).RefreshToken.Reveal())
		require.Equal(t, 2, endpoint.count())
	})
}
