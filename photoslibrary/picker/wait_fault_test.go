package picker_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

func TestWaitOutlastsFaultsOfTheNetwork(t *testing.T) {
	created := picker.Session{ID: "s", Polling: &picker.Polling{Interval: 5 * time.Second, Timeout: 12 * time.Second}}
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for name, test := range map[string]struct {
		fault error
		goOn  bool
	}{
		"reset":            {dial(syscall.ECONNRESET), true},
		"reset, bare":      {syscall.ECONNRESET, true},
		"refused":          {dial(syscall.ECONNREFUSED), true},
		"no route":         {dial(syscall.EHOSTUNREACH), true},
		"no name":          {&net.DNSError{Err: "no such host", Name: "photospicker.googleapis.com", IsNotFound: true}, true},
		"slow":             {context.DeadlineExceeded, true},
		"cut off":          {io.ErrUnexpectedEOF, true},
		"closed":           {io.EOF, true},
		"HTTP/2":           {errors.New("http2: server sent GOAWAY and closed the connection"), true},
		"foreign TLS":      {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, false},
		"foreign, wrapped": {&url.Error{Op: "Post", URL: "x", Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}, false},
		"refused to send":  {errors.New("refused to send a Google access token"), false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				polls := 0
				client := scripted(func(*http.Request) (int, string, error) {
					if polls++; polls == 1 {
						return 0, "", test.fault
					}
					return 200, picked, nil
				})
				got, err := client.Wait(t.Context(), created)
				require.Equal(t, test.goOn, got.Picked)
				if !test.goOn {
					require.ErrorIs(t, err, test.fault)
					require.Zero(t, time.Since(begin))
					return
				}
				require.NoError(t, err)
				require.Equal(t, 5*time.Second, time.Since(begin))

				begin = time.Now()
				_, err = scripted(func(*http.Request) (int, string, error) { return 0, "", test.fault }).Wait(t.Context(), created)
				require.ErrorIs(t, err, picker.ErrTimeout)
				require.ErrorIs(t, err, test.fault, "perhaps that is why nothing was seen")
				require.Equal(t, 12*time.Second, time.Since(begin))
			})
		})
	}
}

func TestWaitOutlastsFaultsOfTheTokenEndpoint(t *testing.T) {
	reset := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	for name, test := range map[string]struct {
		status int
		body   string
		err    error
		goOn   bool
	}{
		"outage":  {503, "<html>", nil, true},
		"reset":   {0, "", reset, true},
		"revoked": {400, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				refreshes := 0
				google := &http.Client{Transport: script(func(r *http.Request) (int, string, error) {
					if r.URL.Host != "oauth2.googleapis.com" {
						return 200, picked, nil
					}
					if refreshes++; refreshes == 1 {
						return test.status, test.body, test.err
					}
					return 200, `{"access_token":"new","expires_in":3599,"token_type":"Bearer"}`, nil
				})}
				client := credentials.Client{ID: "1-x", Secret: credentials.NewSecret("GOCSPX-x")}
				grant := &credentials.Grant{RefreshToken: credentials.NewSecret("1//x")}
				photos := picker.Client{HTTP: grant.HTTPClient(t.Context(), client, google)}
				got, err := photos.Wait(t.Context(), picker.Session{ID: "s"})
				require.Equal(t, test.goOn, got.Picked)
				if test.goOn {
					require.NoError(t, err)
					require.Equal(t, 2, refreshes)
					return
				}
				require.ErrorIs(t, err, credentials.ErrReauthorize)
				require.Equal(t, 1, refreshes)
			})
		})
	}
}

// The cause of ctx is told also when it ends during a request.
func TestWaitEndsWithTheContextDuringARequest(t *testing.T) {
	closed := errors.New("the window was closed")
	ctx, cancel := context.WithCancelCause(t.Context())
	client := scripted(func(r *http.Request) (int, string, error) {
		cancel(closed)
		return 0, "", r.Context().Err()
	})
	_, err := client.Wait(ctx, picker.Session{ID: "s"})
	require.ErrorIs(t, err, closed)
	require.ErrorIs(t, err, context.Canceled)
}

func TestOddMetadata(t *testing.T) {
	for _, odd := range []string{
		`"width":"wide"`, `"photoMetadata":{"exposureTime":"1m"}`, `"photoMetadata":{"apertureFNumber":"NaN"}`,
		`"photoMetadata":{"focalLength":"Infinity"}`, `"photoMetadata":{"isoEquivalent":"x"}`, `"videoMetadata":{"fps":"NaN"}`,
	} {
		items := collect(t, always(200, `{"mediaItems":[{"id":"a","createTime":""},{"id":"b","mediaFile":{"mediaFileMetadata":{`+odd+`}}}]}`), "s")
		require.Len(t, items, 2, odd)
		require.Equal(t, "b", items[1].ID)
		require.Zero(t, items[1].Metadata.Width)
	}
}
