package credentials_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// acceptingOnly answers 401 to every token but one, and else what it was sent.
func acceptingOnly(accepts string, requests *int) *http.Client {
	return &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		*requests++
		body := ""
		if r.Body != nil {
			data, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			body = string(data)
		}
		if r.Header.Get("Authorization") != "Bearer "+accepts {
			return jsonResponse(http.StatusUnauthorized, `{"error":{"code":401}}`), nil
		}
		return jsonResponse(http.StatusOK, body), nil
	})}
}

const albums = "https://photoslibrary.googleapis.com/v1/albums"

// validGrant stores one that looks valid for a while.
func validGrant(t *testing.T, store credentials.Store) {
	t.Helper()
	grant := newGrant()
	grant.RefreshedAt = time.Now().Add(-30 * time.Minute)
	grant.Expiry = time.Now().Add(30 * time.Minute)
	save(t, store, grant)
}

// A token that Google does not accept, although it should be valid, is refreshed
// and the request sent again, with its body.
func TestTokenSourceHTTPClientAfter401(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		validGrant(t, store)
		requests := 0
		client := endpoint.source(t, store).HTTPClient(acceptingOnly("ya29.1", &requests))
		for i := range 3 {
			resp, err := client.Post(albums, "application/json", strings.NewReader("album"))
			require.NoError(t, err)
			body, err := io.ReadAll(resp.Body)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, http.StatusOK, resp.StatusCode)
			require.Equal(t, "album", string(body))
			require.Equal(t, 2+i, requests)
			require.Equal(t, 1, endpoint.count())
		}
	})
}

// Where a new token does not help either, the answer is the caller's, and Google
// is not asked for more tokens with every request.
func TestTokenSourceHTTPClientFor401WithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		requests := 0
		client := endpoint.source(t, store).HTTPClient(acceptingOnly("none", &requests))
		for range 50 {
			resp, err := client.Get(albums)
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, http.StatusUnauthorized, resp.StatusCode)
		}
		require.Equal(t, 1, endpoint.count())
		require.Equal(t, 50, requests)
		time.Sleep(time.Minute)
		resp, err := client.Get(albums)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		require.Equal(t, 2, endpoint.count())
		require.Equal(t, 52, requests)
	})
}

// A body that can be read only once is not sent twice.
func TestTokenSourceHTTPClientKeepsStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		validGrant(t, store)
		requests := 0
		client := endpoint.source(t, store).HTTPClient(acceptingOnly("ya29.1", &requests))
		for _, want := range []int{http.StatusUnauthorized, http.StatusOK} {
			resp, err := client.Post(albums, "image/jpeg", io.MultiReader(strings.NewReader("photo")))
			require.NoError(t, err)
			require.NoError(t, resp.Body.Close())
			require.Equal(t, want, resp.StatusCode)
		}
		require.Equal(t, 2, requests)
	})
}

func TestTokenSourceHTTPClientErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endpoint, store := newEndpoint(t)
		endpoint.set(func(e *tokenEndpoint) { e.stall = true })
		requests := 0
		client := endpoint.source(t, store).HTTPClient(acceptingOnly("ya29.1", &requests))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, albums, nil)
		require.NoError(t, err)
		_, err = client.Do(req) //nolint:bodyclose // There is none.
		require.ErrorIs(t, err, context.DeadlineExceeded)
		requireNoSecret(t, err.Error())

		_, err = client.Get("https://evil.example/") //nolint:bodyclose // There is none.
		require.ErrorContains(t, err, "refused to send")
		require.Zero(t, requests)
	})
}
