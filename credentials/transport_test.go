package credentials_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// dialing makes the default transport reach serve instead of the network.
func dialing(t *testing.T, serve func(net.Conn)) {
	t.Helper()
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	dial := func(context.Context, string, string) (net.Conn, error) {
		here, there := net.Pipe()
		go func() {
			defer there.Close()
			if _, err := http.ReadRequest(bufio.NewReader(there)); err == nil {
				serve(there)
			}
		}()
		return here, nil
	}
	http.DefaultTransport = &http.Transport{DialContext: dial, DialTLSContext: dial, DisableKeepAlives: true}
}

func TestHTTPClientWithoutBaseReadsLongBodies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dialing(t, func(conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 90\r\nConnection: close\r\n\r\n")
			for range 90 {
				<-time.After(time.Second)
				_, _ = io.WriteString(conn, "x")
			}
		})
		client := newGrantAt(time.Now()).HTTPClient(t.Context(), desktopClient(), nil)
		begin := time.Now()
		body, err := get(t, client, "https://lh3.googleusercontent.com/lr/x=d")
		require.NoError(t, err)
		require.Len(t, body, 90)
		require.Equal(t, 90*time.Second, time.Since(begin))
	})
}

// Neither Google's APIs nor its token endpoint may keep a program waiting.
func TestHTTPClientWithoutBaseDoesNotWaitForever(t *testing.T) {
	for name, expired := range map[string]bool{"API": false, "token endpoint": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dialing(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
				grant := newGrantAt(time.Now())
				if expired {
					grant.Expiry = time.Now().Add(-time.Hour)
				}
				begin := time.Now()
				_, err := get(t, grant.HTTPClient(t.Context(), desktopClient(), nil), "https://photoslibrary.googleapis.com/v1/albums")
				require.Error(t, err)
				require.Equal(t, 30*time.Second, time.Since(begin))
			})
		})
	}
}

func newGrantAt(at time.Time) *credentials.Grant {
	grant := newGrant()
	grant.Expiry = at.Add(time.Hour)
	return grant
}

// get returns the body.
func get(t *testing.T, client *http.Client, address string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

// A redirect of Google to a service on this machine must not hand it the token.
func TestHTTPClientKeepsTheTokenFromThisMachine(t *testing.T) {
	asked := 0
	local := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer local.Close()
	base := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "photoslibrary.googleapis.com" {
			resp := jsonResponse(http.StatusFound, "")
			resp.Header.Set("Location", local.URL+"/steal")
			return resp, nil
		}
		return (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	})}
	_, err := get(t, newGrant().HTTPClient(t.Context(), desktopClient(), base), "https://photoslibrary.googleapis.com/x")
	require.ErrorContains(t, err, "refused to send")
	require.Zero(t, asked)
}

// Hosts for bytes besides lh… belong to Google or to its customers: they are
// asked, but without the token.
func TestHTTPClientAsksOtherByteHostsWithoutTheToken(t *testing.T) {
	base := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		require.Empty(t, r.Header.Get("Authorization"), r.URL.Host)
		return jsonResponse(200, "{}"), nil
	})}
	client := newGrant().HTTPClient(t.Context(), desktopClient(), base)
	for _, host := range []string{"video-downloads.googleusercontent.com", "1.2.0.192.bc.googleusercontent.com", "lh3.evil.googleusercontent.com", "lhx.googleusercontent.com", "lh.googleusercontent.com"} {
		_, err := get(t, client, "https://"+host+"/x")
		require.NoError(t, err)
	}
}
