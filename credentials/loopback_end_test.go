package credentials_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// An answer that comes when the program has just given up gets a page that says
// so.
func TestAnswerThatComesTooLate(t *testing.T) {
	pages := make(chan page, 1)
	err := credentials.EndWaiting(t.Context(),
		func(answer string) (string, error) { return deliver(t.Context(), answer) },
		func(result string) {
			got, _ := visit(t.Context(), http.MethodGet, result, nil)
			pages <- got
		})
	require.NoError(t, err)
	shown := <-pages
	require.Equal(t, http.StatusServiceUnavailable, shown.status)
	require.Contains(t, shown.body, "stopped waiting")
	require.Contains(t, shown.body, "sign in again")
}

// The same refusal may come twice as well, and another one may not.
func TestTheSameRefusalTwice(t *testing.T) {
	var shown, other page
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			refusal := returnURL(address, url.Values{"error": {"access_denied"}})
			var result string
			for range 2 {
				var err error
				if result, err = deliver(ctx, refusal); err != nil {
					return err
				}
			}
			var err error
			if other, err = visit(ctx, http.MethodGet, returnURL(address, url.Values{"error": {"server_error"}}), nil); err != nil {
				return err
			}
			for range 2 {
				if shown, err = visit(ctx, http.MethodGet, result, nil); err != nil {
					return err
				}
			}
			return nil
		}),
	})
	var refused *credentials.OAuthError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "access_denied", refused.Code)
	require.Equal(t, http.StatusConflict, other.status)
	require.Contains(t, shown.body, "Sign-in cancelled")
}
