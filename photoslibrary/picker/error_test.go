package picker_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

// clientOf returns the client id in a file of the console.
func clientOf(t *testing.T, file []byte) string {
	t.Helper()
	var parsed map[string]struct {
		ID string `json:"client_id"`
	}
	require.NoError(t, json.Unmarshal(file, &parsed))
	require.NotEmpty(t, parsed["installed"].ID)
	return parsed["installed"].ID
}

func TestErrorsOfGoogle(t *testing.T) {
	tests := map[string]struct {
		config googletest.Config
		scope  string
		want   error
	}{
		"API off":      {googletest.Config{DisabledPickerAPI: true}, picker.Scope, photoslibrary.ErrAPIDisabled},
		"no scope":     {googletest.Config{}, photoslibrary.ScopeReadAppCreated, photoslibrary.ErrScope},
		"expired":      {googletest.Config{AccessTokenTTL: -time.Second}, picker.Scope, photoslibrary.ErrUnauthenticated},
		"minute limit": {googletest.Config{PickerRequests: -1}, picker.Scope, photoslibrary.ErrRateLimited},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			google := start(t, test.config)
			photos := &picker.Client{HTTP: google.AuthorizedClient(test.scope), Retry: photoslibrary.Retry{Attempts: 1}}
			_, err := photos.CreateSession(t.Context(), picker.CreateOptions{})
			require.ErrorIs(t, err, test.want)
			var failure *photoslibrary.Error
			require.ErrorAs(t, err, &failure)
			require.Equal(t, "create picker session", failure.Op)
			require.NotContains(t, err.Error(), "Library API")
			number, _, _ := strings.Cut(google.ClientID(), "-")
			address := "https://console.developers.google.com/apis/api/photospicker.googleapis.com/overview?project=" + number
			disabled, off := errors.AsType[*photoslibrary.APIDisabledError](err)
			require.Equal(t, name == "API off", off)
			if off {
				require.Equal(t, photoslibrary.APIDisabledError{Service: "photospicker.googleapis.com", Project: number, ActivationURL: address}, *disabled)
			}
		})
	}
}

func TestAnswersThatGoogleMayGive(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		create error // what a session or a listing makes of it
		list   error
	}{
		"not enabled":    {400, `{"error":{"code":400,"message":"PHOTOS_NOT_ENABLED","status":"FAILED_PRECONDITION"}}`, picker.ErrPhotosNotEnabled, picker.ErrPhotosNotEnabled},
		"precondition":   {400, `{"error":{"code":400,"message":"no","status":"FAILED_PRECONDITION"}}`, picker.ErrPhotosNotEnabled, picker.ErrPending},
		"other":          {400, `{"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT"}}`, nil, nil},
		"a page":         {503, `<html>`, nil, nil},
		"sessions limit": {429, `{"error":{"code":429,"message":"too many sessions","status":"RESOURCE_EXHAUSTED"}}`, photoslibrary.ErrRateLimited, photoslibrary.ErrRateLimited},
	}
	sentinels := []error{picker.ErrPhotosNotEnabled, picker.ErrPending, picker.ErrExpired, picker.ErrTimeout, photoslibrary.ErrRateLimited}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			photos := always(test.status, test.body)
			_, createErr := photos.CreateSession(t.Context(), picker.CreateOptions{})
			var listErr error
			for _, err := range photos.Items(t.Context(), "s") {
				listErr = err
			}
			for _, got := range []struct{ err, want error }{{createErr, test.create}, {listErr, test.list}} {
				var failure *photoslibrary.Error
				require.ErrorAs(t, got.err, &failure)
				require.Equal(t, test.status, failure.Err.Code)
				for _, sentinel := range sentinels {
					if sentinel == got.want { //nolint:errorlint // the sentinels themselves are compared
						require.ErrorIs(t, got.err, sentinel)
						continue
					}
					require.NotErrorIs(t, got.err, sentinel)
				}
			}
		})
	}
}

// What the Library API would advise does not help here.
func TestRemedies(t *testing.T) {
	google := start(t, googletest.Config{})
	photos := &picker.Client{HTTP: google.AuthorizedClient(picker.Scope)}
	session, err := photos.CreateSession(t.Context(), picker.CreateOptions{})
	require.NoError(t, err)
	require.NoError(t, photos.DeleteSession(t.Context(), session.ID))
	_, gone := photos.Session(t.Context(), session.ID)
	_, waited := photos.Wait(t.Context(), session)
	var listed error
	for _, listed = range photos.Items(t.Context(), session.ID) {
	}
	for _, err := range []error{gone, waited, listed, photos.DeleteSession(t.Context(), session.ID)} {
		require.ErrorIs(t, err, photoslibrary.ErrNotFound)
		require.NotErrorIs(t, err, picker.ErrExpired, "it may never have been one")
		require.ErrorContains(t, err, "the session is over, deleted or of another OAuth client; create another one")
	}
	for name, scopes := range map[string][]string{"others": {"openid"}, "the default ones": nil} {
		_, err = (&picker.Client{HTTP: google.AuthorizedClient(scopes...)}).CreateSession(t.Context(), picker.CreateOptions{})
		require.ErrorIs(t, err, photoslibrary.ErrScope, name)
		require.ErrorContains(t, err, "authorize with picker.Scope, "+picker.Scope, name)
	}
}

func TestMisbehavingServers(t *testing.T) {
	for want, body := range map[string]string{
		"picker: list picked items: the server repeats a page token": `{"nextPageToken":"a"}`,
		"not the JSON of this API":                                   `<html>`,
	} {
		var last error
		for _, err := range always(200, body).Items(t.Context(), "s") {
			last = err
		}
		require.ErrorContains(t, last, want)
	}
	_, err := always(200, `{}`).Session(t.Context(), "s")
	require.ErrorContains(t, err, "no session id")
}
