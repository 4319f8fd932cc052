package googletest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// The bodies that clients recognise Google's errors by, as users have recorded
// them; PROJECT stands for the number of the project.
func TestErrorBodies(t *testing.T) {
	const library429 = `{"error":{"code":429,
		"message":"Quota exceeded for quota metric '%METRIC%' and limit '%PER%' of service 'photoslibrary.googleapis.com' for consumer 'project_number:PROJECT'.",
		"errors":[{"message":"Quota exceeded for quota metric '%METRIC%' and limit '%PER%' of service 'photoslibrary.googleapis.com' for consumer 'project_number:PROJECT'.","domain":"global","reason":"rateLimitExceeded"}],
		"status":"RESOURCE_EXHAUSTED",
		"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED","domain":"googleapis.com",
			"metadata":{"quota_limit":"%LIMIT%","quota_limit_value":"%VALUE%","quota_metric":"photoslibrary.googleapis.com/%NAME%","quota_location":"global","consumer":"projects/PROJECT","service":"photoslibrary.googleapis.com"}},
		{"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"Request a higher quota limit.","url":"https://cloud.google.com/docs/quota#requesting_higher_quota"}]}]}}`
	const disabled = "Photos Library API has not been used in project PROJECT before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=PROJECT then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry."
	const activation = "https://console.developers.google.com/apis/api/photoslibrary.googleapis.com/overview?project=PROJECT"
	const unauthenticated = `{"error":{"code":401,"message":"%MESSAGE% Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.","status":"UNAUTHENTICATED",
		"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"%REASON%","domain":"googleapis.com","metadata":{"service":"photoslibrary.googleapis.com","method":"google.photos.library.v1.PhotosLibrary.ListMediaItems"}}]}}`
	quota := func(metric, per, limit, value, name string) string {
		return strings.NewReplacer("%METRIC%", metric, "%PER%", per, "%LIMIT%", limit, "%VALUE%", value, "%NAME%", name).Replace(library429)
	}
	list := func(s *googletest.Server, client *http.Client) reply {
		return do(t, client, http.MethodGet, library+"/v1/mediaItems", "", nil)
	}
	now := newClock()
	for name, test := range map[string]struct {
		config googletest.Config
		ask    func(*googletest.Server) reply
		status int
		header string // WWW-Authenticate
		want   string
	}{
		"API off": {
			googletest.Config{DisabledAPI: true},
			func(s *googletest.Server) reply { return list(s, s.AuthorizedClient()) }, 403, "",
			`{"error":{"code":403,"message":"` + disabled + `","status":"PERMISSION_DENIED","details":[
				{"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"Google developers console API activation","url":"` + activation + `"}]},
				{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED","domain":"googleapis.com",
					"metadata":{"service":"photoslibrary.googleapis.com","consumer":"projects/PROJECT","activationUrl":"` + activation + `","serviceTitle":"Photos Library API","containerInfo":"PROJECT"}},
				{"@type":"type.googleapis.com/google.rpc.LocalizedMessage","locale":"en-US","message":"` + disabled + `"}]}}`,
		},
		"scope": {
			googletest.Config{},
			func(s *googletest.Server) reply { return list(s, s.AuthorizedClient(appendScope)) }, 403, `error="insufficient_scope"`,
			`{"error":{"code":403,"message":"Request had insufficient authentication scopes.","status":"PERMISSION_DENIED",
				"errors":[{"message":"Insufficient Permission","domain":"global","reason":"insufficientPermissions"}],
				"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT","domain":"googleapis.com",
					"metadata":{"service":"photoslibrary.googleapis.com","method":"google.photos.library.v1.PhotosLibrary.ListMediaItems"}}]}}`,
		},
		"quota of the day": {
			googletest.Config{DailyRequests: 1}, func(s *googletest.Server) reply {
				client := s.AuthorizedClient()
				list(s, client)
				return list(s, client)
			}, 429, "", quota("All requests", "All requests per day", "ApiCallsPerProjectPerDay", "1", "all_requests"),
		},
		"quota of the minute": {
			googletest.Config{WritesPerMinute: 1, Now: now.Now}, func(s *googletest.Server) reply {
				client := s.AuthorizedClient()
				do(t, client, http.MethodPost, library+"/v1/albums", "{}", nil)
				return do(t, client, http.MethodPost, library+"/v1/albums", "{}", nil)
			}, 429, "", quota("Write requests", "Write requests per minute per user", "WritesPerMinutePerUser", "1", "write_requests"),
		},
		"expired token": {
			googletest.Config{AccessTokenTTL: time.Nanosecond},
			func(s *googletest.Server) reply { return list(s, s.AuthorizedClient()) }, 401, `error="invalid_token"`,
			strings.NewReplacer("%MESSAGE%", "Request had invalid authentication credentials.", "%REASON%", "ACCESS_TOKEN_EXPIRED").Replace(unauthenticated),
		},
		"51 items": {
			googletest.Config{},
			func(s *googletest.Server) reply {
				body := `{"newMediaItems":[` + strings.Repeat(`{"simpleMediaItem":{"uploadToken":"x"}},`, 50) + `{"simpleMediaItem":{"uploadToken":"x"}}]}`
				return do(t, s.AuthorizedClient(), http.MethodPost, library+"/v1/mediaItems:batchCreate", body, nil)
			}, 400, "",
			`{"error":{"code":400,"message":"Request must have less than 50 items.","status":"INVALID_ARGUMENT"}}`,
		},
		"empty upload": {
			googletest.Config{},
			func(s *googletest.Server) reply {
				return do(t, s.AuthorizedClient(), http.MethodPost, library+"/v1/uploads", "", http.Header{"X-Goog-Upload-Protocol": {"raw"}})
			}, 400, "", `{"code":3,"message":"Payload must not be empty"}`,
		},
		"no upload token": {
			googletest.Config{},
			func(s *googletest.Server) reply {
				return do(t, s.AuthorizedClient(), http.MethodPost, library+"/v1/mediaItems:batchCreate", `{"newMediaItems":[{"simpleMediaItem":{}}]}`, nil)
			}, 400, "",
			`{"error":{"code":400,"message":"Request must contain a valid upload token.","status":"INVALID_ARGUMENT"}}`,
		},
		"storage": {
			googletest.Config{Storage: 1},
			func(s *googletest.Server) reply {
				client := s.AuthorizedClient()
				token := do(t, client, http.MethodPost, library+"/v1/uploads", string(googletest.JPEG(googletest.PhotoSpec{})), http.Header{"X-Goog-Upload-Protocol": {"raw"}}).body
				return do(t, client, http.MethodPost, library+"/v1/mediaItems:batchCreate", `{"newMediaItems":[{"simpleMediaItem":{"uploadToken":"`+token+`"}}]}`, nil)
			}, 400, "",
			`{"error":{"code":400,"message":"The remaining storage in the user's account is not enough to perform this operation.","status":"INVALID_ARGUMENT"}}`,
		},
		"album of nobody": {
			googletest.Config{},
			func(s *googletest.Server) reply {
				body := `{"albumId":"AGj1` + strings.Repeat("x", 72) + `","newMediaItems":[{"simpleMediaItem":{"uploadToken":"x"}}]}`
				return do(t, s.AuthorizedClient(), http.MethodPost, library+"/v1/mediaItems:batchCreate", body, nil)
			}, 404, "",
			`{"error":{"code":404,"message":"The provided ID does not match any albums.","status":"NOT_FOUND"}}`,
		},
		"no token": {
			googletest.Config{},
			func(s *googletest.Server) reply { return list(s, s.Client()) }, 401, `Bearer realm="https://accounts.google.com/"`,
			strings.NewReplacer("%MESSAGE%", "Request is missing required authentication credential.", "%REASON%", "CREDENTIALS_MISSING").Replace(unauthenticated),
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.config)
			project, _, _ := strings.Cut(s.ClientID(), "-")
			got := test.ask(s)
			require.Equal(t, test.status, got.status)
			require.Contains(t, got.header.Get("WWW-Authenticate"), test.header)
			require.Equal(t, test.header != "", got.header.Get("WWW-Authenticate") != "")
			require.Equal(t, "application/json; charset=UTF-8", got.header.Get("Content-Type"))
			require.JSONEq(t, strings.ReplaceAll(test.want, "PROJECT", project), got.body)
		})
	}
}
