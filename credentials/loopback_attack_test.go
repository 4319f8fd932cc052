package credentials_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// attacked runs a sign-in during which attack gets the address of the listener;
// the sign-in must succeed all the same.
func attacked(t *testing.T, attack func(ctx context.Context, host, answer string) error) {
	t.Helper()
	grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			answer := returnURL(address, url.Values{"code": {authCode}})
			parsed, err := url.Parse(answer)
			if err != nil {
				return err
			}
			if err := attack(ctx, parsed.Host, answer); err != nil {
				return err
			}
			return answerWith(url.Values{"code": {authCode}}, nil).Open(ctx, address)
		}),
		HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
	})
	require.NoError(t, err)
	require.NotNil(t, grant)
}

func dial(ctx context.Context, t *testing.T, host string) (net.Conn, error) {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", host)
	if err == nil {
		t.Cleanup(func() { _ = conn.Close() })
	}
	return conn, err
}

// Half a request on each of many connections keeps nobody else out, and does not
// outlive the sign-in.
func TestManySlowConnections(t *testing.T) {
	var conns []net.Conn
	attacked(t, func(ctx context.Context, host, _ string) error {
		for i := range 300 {
			conn, err := dial(ctx, t, host)
			if err != nil {
				return err
			}
			if i%2 == 0 {
				if _, err := io.WriteString(conn, "GET /?state=x HTTP/1.1\r\nHost: "); err != nil {
					return err
				}
			}
			conns = append(conns, conn)
		}
		return nil
	})
	for _, conn := range conns {
		_, err := conn.Read(make([]byte, 1))
		require.Error(t, err)
	}
}

// Bytes that no browser sends get a refusal or a closed connection.
func TestRawRequests(t *testing.T) {
	for name, test := range map[string]struct {
		request string // HOST and QUERY are replaced
		status  string
	}{
		"a huge header":     {"GET /QUERY HTTP/1.1\r\nHost: HOST\r\nX: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", "431"},
		"a huge query":      {"GET /QUERY&x=" + strings.Repeat("x", 64<<10) + " HTTP/1.1\r\nHost: HOST\r\n\r\n", "431"},
		"two hosts":         {"GET /QUERY HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n", "400"},
		"no host":           {"GET /QUERY HTTP/1.1\r\n\r\n", "400"},
		"no host, HTTP/1.0": {"GET /QUERY HTTP/1.0\r\n\r\n", "421"},
		"host in the line":  {"GET http://evil.example/QUERY HTTP/1.1\r\nHost: HOST\r\n\r\n", "421"},
		"a rebound name":    {"GET /QUERY HTTP/1.1\r\nHost: photos.evil.example\r\n\r\n", "421"},
		"a name in front":   {"GET /QUERY HTTP/1.1\r\nHost: x.HOST\r\n\r\n", "421"},
		"a dot behind":      {"GET /QUERY HTTP/1.1\r\nHost: HOST.\r\n\r\n", "421"},
		"CONNECT":           {"CONNECT HOST HTTP/1.1\r\nHost: HOST\r\n\r\n", "404"},
		"OPTIONS *":         {"OPTIONS * HTTP/1.1\r\nHost: HOST\r\n\r\n", "404"},
		"a preflight":       {"OPTIONS /QUERY HTTP/1.1\r\nHost: HOST\r\nOrigin: https://evil.example\r\nAccess-Control-Request-Private-Network: true\r\n\r\n", "405"},
		"two paths":         {"GET //QUERY HTTP/1.1\r\nHost: HOST\r\n\r\n", "404"},
		"a path up":         {"GET /../QUERY HTTP/1.1\r\nHost: HOST\r\n\r\n", "404"},
		"HTTP/2":            {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "421"},
		"TLS":               {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400"},
		"an upgrade":        {"POST /QUERY HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n", "405"},
	} {
		t.Run(name, func(t *testing.T) {
			attacked(t, func(ctx context.Context, host, answer string) error {
				conn, err := dial(ctx, t, host)
				if err != nil {
					return err
				}
				_, query, _ := strings.Cut(answer, "/?")
				request := strings.NewReplacer("HOST", host, "QUERY", "?"+query).Replace(test.request)
				_, _ = io.WriteString(conn, request) // The listener may close before it is all there.
				line, err := bufio.NewReader(conn).ReadString('\n')
				if err != nil {
					return fmt.Errorf("no answer to %s: %w", name, err)
				}
				if !strings.Contains(line, " "+test.status+" ") {
					return fmt.Errorf("%s: %s", name, line)
				}
				return nil
			})
		})
	}
}

// Browsers ask for an icon, look ahead, and send cookies of other ports.
func TestHarmlessRequestsAreNoAnswer(t *testing.T) {
	attacked(t, func(ctx context.Context, host, answer string) error {
		for address, want := range map[string]int{
			"http://" + host + "/favicon.ico":          404,
			"http://" + host + "/robots.txt":           404,
			"http://" + host + "/.well-known/x":        404,
			"http://" + host + "/":                     400,
			strings.Replace(answer, "state=", "x=", 1): 400,
		} {
			got, err := visit(ctx, http.MethodGet, address, func(r *http.Request) {
				r.Header.Set("Sec-Purpose", "prefetch;prerender")
				r.Header.Set("Cookie", "session="+strings.Repeat("x", 4000))
			})
			if err != nil {
				return err
			}
			if got.status != want || got.header.Get("Access-Control-Allow-Origin") != "" {
				return fmt.Errorf("%s: %d", address, got.status)
			}
		}
		return nil
	})
}

// Two sign-ins at once do not take each other's answers.
func TestAnswerOfAnotherSignIn(t *testing.T) {
	attacked(t, func(ctx context.Context, _, answer string) error {
		_, query, _ := strings.Cut(answer, "?")
		var crossed page
		_, err := credentials.Authorize(ctx, desktopClient(), credentials.AuthorizeOptions{
			Opener: credentials.OpenerFunc(func(ctx context.Context, address string) (err error) {
				own, _, _ := strings.Cut(returnURL(address, nil), "?")
				if crossed, err = visit(ctx, http.MethodGet, own+"?"+query, nil); err != nil {
					return err
				}
				return answerWith(url.Values{"error": {"access_denied"}}, nil).Open(ctx, address)
			}),
		})
		if crossed.status != http.StatusBadRequest || !errors.Is(err, credentials.ErrReauthorize) {
			return fmt.Errorf("%d, %w", crossed.status, err)
		}
		return nil
	})
}

// Nobody who does not come with the answer finds the result, which names the
// account.
func TestResultIsNotForStrangers(t *testing.T) {
	goOn := make(chan struct{})
	var status int
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			result, err := deliver(ctx, returnURL(address, url.Values{"code": {authCode}}))
			if err != nil {
				return err
			}
			guess, err := visit(ctx, http.MethodGet, result[:len(result)-1], nil)
			status = guess.status
			close(goOn)
			if err != nil {
				return err
			}
			_, err = visit(ctx, http.MethodGet, result, nil)
			return err
		}),
		HTTP: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
			<-goOn
			return jsonResponse(200, tokens(credentials.DefaultScopes()...)), nil
		})},
	})
	require.NoError(t, err)
	require.Equal(t, http.StatusNotFound, status)
}
