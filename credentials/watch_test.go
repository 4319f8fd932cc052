package credentials_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// stage is a Google that changes while it is watched. It needs no network, so
// that time can be made up.
type stage struct {
	asked  []string // "host at second"
	begin  time.Time
	answer func(host string, since time.Duration) (int, string)
}

func newStage(answer func(host string, since time.Duration) (int, string)) *stage {
	return &stage{begin: time.Now(), answer: answer}
}

func (s *stage) RoundTrip(r *http.Request) (*http.Response, error) {
	since := time.Since(s.begin)
	host, _, _ := strings.Cut(r.URL.Hostname(), ".")
	s.asked = append(s.asked, host+r.URL.Path+" "+since.String())
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	status, body := s.answer(host, since)
	if status == 0 {
		switch {
		case r.URL.Path == "/tokeninfo":
			status, body = 200, `{"aud":"`+clientID+`"}`
		case host == "oauth2":
			status, body = 200, tokens(credentials.DefaultScopes()...)
		default:
			status, body = 200, "{}"
		}
	}
	resp := jsonResponse(status, body)
	if host == "accounts" {
		resp.StatusCode = http.StatusFound
		resp.Header.Set("Location", "https://accounts.google.com/v3/signin/identifier")
		if status >= 400 {
			resp.Header.Set("Location", "https://accounts.google.com/signin/oauth/error?authError="+deletedBlob)
		}
		resp.Request = r
	}
	resp.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	return resp, nil
}

func (s *stage) options() credentials.WatchOptions {
	return credentials.WatchOptions{Check: credentials.CheckOptions{HTTP: &http.Client{Transport: s}}}
}

const disabledBody = `{"error":{"code":403,"message":"Photos Library API has not been used in project 742138104895 before or it is disabled.","status":"PERMISSION_DENIED"}}`

// In the bubble of a test the clock starts in 2000.
func bubbleGrant() *credentials.Grant {
	grant := newGrant()
	grant.Expiry, grant.GrantedAt = time.Now().Add(time.Hour), time.Now()
	return grant
}

func TestWatchUntilTheAPIIsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		google := newStage(func(host string, since time.Duration) (int, string) {
			if host == "photoslibrary" && since < 100*time.Second {
				return 403, disabledBody
			}
			return 0, ""
		})
		options := google.options()
		var seen []credentials.Status
		options.Changed = func(report credentials.Report) {
			seen = append(seen, result(t, report, credentials.CheckAPI).Status)
		}
		report, err := credentials.Watch(t.Context(), desktopClient(), bubbleGrant(), options)
		require.NoError(t, err)
		require.True(t, report.OK())
		require.Equal(t, []credentials.Status{credentials.StatusFail, credentials.StatusOK}, seen)
		require.Equal(t, []string{
			"oauth2/token 0s", "oauth2/tokeninfo 0s", "photoslibrary/v1/mediaItems:search 0s",
			"photoslibrary/v1/mediaItems:search 5s", "photoslibrary/v1/mediaItems:search 15s",
			"photoslibrary/v1/mediaItems:search 35s", "photoslibrary/v1/mediaItems:search 1m15s",
			"photoslibrary/v1/mediaItems:search 2m15s",
		}, google.asked)
		require.Equal(t, credentials.StatusOK, result(t, report, credentials.CheckOwner).Status)
	})
}

// A quota is not asked before it is back.
func TestWatchWaitsForAQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		google := newStage(func(host string, since time.Duration) (int, string) {
			if host == "photoslibrary" && since < 30*time.Second {
				return 429, `{"error":{"code":429,"message":"too fast","status":"RESOURCE_EXHAUSTED"}}`
			}
			return 0, ""
		})
		options := google.options()
		options.Until = credentials.CheckQuota
		_, err := credentials.Watch(t.Context(), desktopClient(), bubbleGrant(), options)
		require.NoError(t, err)
		require.Len(t, google.asked, 4)
		require.Equal(t, "photoslibrary/v1/mediaItems:search 1m0s", google.asked[3])
	})
}

// An access token that has become too old is refreshed.
func TestWatchForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		google := newStage(func(host string, since time.Duration) (int, string) {
			if host == "photoslibrary" && since > 23*time.Hour {
				return 200, `{"mediaItems":[{"id":"a"}]}`
			}
			return 0, ""
		})
		options := google.options()
		options.Until, options.Interval, options.MaxInterval = credentials.CheckVisible, time.Minute, 10*time.Minute
		report, err := credentials.Watch(t.Context(), desktopClient(), bubbleGrant(), options)
		require.NoError(t, err)
		require.Equal(t, 1, report.VisibleItems)
		refreshes := 0
		for _, asked := range google.asked {
			if strings.HasPrefix(asked, "oauth2/token ") {
				refreshes++
			}
		}
		require.Equal(t, 24, refreshes)
	})
}

// A token that Google drops before its time costs one more refresh.
func TestWatchRefreshesADroppedToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		google := newStage(func(host string, since time.Duration) (int, string) {
			switch {
			case host == "photoslibrary" && since < 5*time.Second:
				return 403, disabledBody
			case host == "photoslibrary" && since < 15*time.Second:
				return 401, `{"error":{"code":401,"message":"no","status":"UNAUTHENTICATED"}}`
			}
			return 0, ""
		})
		_, err := credentials.Watch(t.Context(), desktopClient(), bubbleGrant(), google.options())
		require.NoError(t, err)
		require.Equal(t, []string{"oauth2/token 15s", "oauth2/tokeninfo 15s", "photoslibrary/v1/mediaItems:search 15s"}, google.asked[4:])
	})
}

func TestWatchEndsWithItsContext(t *testing.T) {
	why := errors.New("the user went home")
	for name, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeoutCause(ctx, 20*time.Second, why)
		},
		"at once": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			cancel(why)
			return ctx, func() {}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				google := newStage(func(host string, _ time.Duration) (int, string) {
					if host == "photoslibrary" {
						return 403, disabledBody
					}
					return 0, ""
				})
				ctx, cancel := end(t.Context())
				defer cancel()
				report, err := credentials.Watch(ctx, desktopClient(), bubbleGrant(), google.options())
				require.ErrorIs(t, err, why)
				if name == "deadline" {
					require.Equal(t, credentials.StatusFail, result(t, report, credentials.CheckAPI).Status)
					require.Equal(t, 20*time.Second, time.Since(google.begin))
					return
				}
				network := result(t, report, credentials.CheckNetwork)
				require.Equal(t, credentials.StatusUnknown, network.Status)
				require.Contains(t, network.Evidence, "stopped")
				require.False(t, report.OK())
			})
		})
	}
}

// A check that is broken off may have refreshed the grant before: that is not lost.
func TestWatchKeepsTheLastTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		refreshes := 0
		google := roundTrip(func(r *http.Request) (*http.Response, error) {
			switch {
			case r.URL.Path == "/token":
				refreshes++
				// So short that each check refreshes.
				return jsonResponse(200, fmt.Sprintf(`{"access_token":"ya29.%d","expires_in":30,"refresh_token":"1//06rotated-%d"}`, refreshes, refreshes)), nil
			case r.URL.Path == "/tokeninfo" && refreshes == 2:
				cancel()
				return nil, ctx.Err()
			case r.URL.Hostname() == "photoslibrary.googleapis.com":
				return jsonResponse(403, disabledBody), nil
			}
			return goodAnswer(r), nil
		})
		report, err := credentials.Watch(ctx, desktopClient(), bubbleGrant(), credentials.WatchOptions{
			Check: credentials.CheckOptions{HTTP: &http.Client{Transport: google}},
		})
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, credentials.StatusFail, result(t, report, credentials.CheckAPI).Status, "the check before")
		require.Equal(t, "1//06rotated-2", report.Grant.RefreshToken.Reveal())
	})
}

func TestWatchDoesNotWaitInVain(t *testing.T) {
	dead := func(host string, _ time.Duration) (int, string) {
		if host == "oauth2" {
			return 400, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`
		}
		return 0, ""
	}
	wrong := func(host string, _ time.Duration) (int, string) {
		if host == "oauth2" {
			return 401, `{"error":"invalid_client","error_description":"The provided client secret is invalid."}`
		}
		return 0, ""
	}
	for name, test := range map[string]struct {
		answer func(string, time.Duration) (int, string)
		client credentials.Client
		grant  func() *credentials.Grant
		want   error
		says   string
		until  string
	}{
		"revoked":          {dead, desktopClient(), bubbleGrant, credentials.ErrReauthorize, "ended or was revoked", ""},
		"wrong secret":     {wrong, desktopClient(), bubbleGrant, credentials.ErrNoFix, "Add secret", ""},
		"no client":        {dead, credentials.Client{}, bubbleGrant, credentials.ErrNoFix, "no id", ""},
		"no such check":    {dead, desktopClient(), bubbleGrant, credentials.ErrNoFix, `"apl"`, "apl"},
		"picker not asked": {func(string, time.Duration) (int, string) { return 0, "" }, desktopClient(), bubbleGrant, credentials.ErrNoFix, "CheckOptions.Picker", credentials.CheckPicker},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				google := newStage(test.answer)
				options := google.options()
				options.Until = test.until
				_, err := credentials.Watch(t.Context(), test.client, test.grant(), options)
				require.ErrorIs(t, err, test.want)
				require.ErrorContains(t, err, test.says)
				require.Zero(t, time.Since(google.begin))
			})
		})
	}
}

// Without a grant the watch waits for the client; then it takes a consent.
func TestWatchAClientBeforeTheLogin(t *testing.T) {
	for _, until := range []string{"", credentials.CheckClientKnown} {
		synctest.Test(t, func(t *testing.T) {
			google := newStage(func(host string, since time.Duration) (int, string) {
				switch {
				case since < 30*time.Second:
					return 401, `{"error":"deleted_client"}`
				case host == "accounts":
					return 0, ""
				}
				return 400, `{"error":"invalid_grant"}`
			})
			options := google.options()
			options.Until = until
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			defer cancel()
			report, err := credentials.Watch(ctx, desktopClient(), nil, options)
			require.Equal(t, 35*time.Second, time.Since(google.begin))
			require.Equal(t, credentials.StatusOK, result(t, report, credentials.CheckSecret).Status)
			if until == "" {
				require.ErrorIs(t, err, credentials.ErrReauthorize)
				return
			}
			require.NoError(t, err)
		})
	}
}

// A line that a watch takes over from the report before stays as it was.
func TestWatchKeepsLinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		google := googletest.NewServer(t, googletest.Config{InMemory: true, Testing: true, DisabledAPI: true, Propagation: time.Minute})
		client, err := credentials.ParseClient(google.ClientSecretJSON())
		require.NoError(t, err)
		grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{Opener: google.Approve(), HTTP: google.Client()})
		require.NoError(t, err)
		var links []string
		report, err := credentials.Watch(t.Context(), client, grant, credentials.WatchOptions{
			Check: credentials.CheckOptions{HTTP: google.Client()},
			Changed: func(report credentials.Report) {
				links = append(links, result(t, report, credentials.CheckLifetime).Link)
				google.SetDisabledAPI(false)
			},
		})
		require.NoError(t, err)
		require.True(t, report.OK())
		require.Len(t, links, 2)
		require.Equal(t, links[0], links[1])
		require.Equal(t, 1, strings.Count(links[0], "authuser="))
	})
}
