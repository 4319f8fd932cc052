package credentials_test

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

func TestAddressAndPort(t *testing.T) {
	for name, test := range map[string]struct {
		address  string
		redirect string
	}{
		"IPv4": {"127.0.0.1", `^http://127\.0\.0\.1:\d+/$`},
		"IPv6": {"::1", `^http://\[::1\]:\d+/$`},
	} {
		t.Run(name, func(t *testing.T) {
			var shown page
			var redirect string
			grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Address: test.address,
				Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
					parsed, err := url.Parse(address)
					if err != nil {
						return err
					}
					redirect = parsed.Query().Get("redirect_uri")
					return answerWith(url.Values{"code": {authCode}}, &shown).Open(ctx, address)
				}),
				HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
			})
			require.NoError(t, err)
			require.NotNil(t, grant)
			require.Regexp(t, test.redirect, redirect)
			require.Equal(t, http.StatusOK, shown.status)
		})
	}
}

// A name that was pointed at the loopback address is refused there too.
func TestForeignHostOnIPv6(t *testing.T) {
	var refused [2]page
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Address: "::1",
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) (err error) {
			answer := url.Values{"code": {authCode}}
			for i, host := range []string{"evil.example", "[::1]"} {
				refused[i], err = visit(ctx, http.MethodGet, returnURL(address, answer), func(r *http.Request) { r.Host = host })
				if err != nil {
					return err
				}
			}
			return answerWith(answer, nil).Open(ctx, address)
		}),
		HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
	})
	require.NoError(t, err)
	for _, page := range refused {
		require.Equal(t, http.StatusMisdirectedRequest, page.status)
	}
}

func TestFixedPort(t *testing.T) {
	var config net.ListenConfig
	other, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := other.Addr().(*net.TCPAddr).Port
	options := credentials.AuthorizeOptions{
		Port: port, Opener: answerWith(url.Values{"code": {authCode}}, nil),
		HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
	}
	_, err = credentials.Authorize(t.Context(), desktopClient(), options)
	require.ErrorContains(t, err, other.Addr().String())
	require.ErrorContains(t, err, "another program uses the port")
	require.ErrorContains(t, err, "AuthorizeOptions.Port to 0")

	require.NoError(t, other.Close())
	for range 2 { // The port is free again after a sign-in.
		_, err = credentials.Authorize(t.Context(), desktopClient(), options)
		require.NoError(t, err)
	}
}

// Two sign-ins cannot share a port, and the second says so while the first goes
// on.
func TestTwoSignInsOnOnePort(t *testing.T) {
	var config net.ListenConfig
	free, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := free.Addr().(*net.TCPAddr).Port
	require.NoError(t, free.Close())
	var second error
	_, err = credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Port: port,
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			_, second = credentials.Authorize(ctx, desktopClient(), credentials.AuthorizeOptions{Port: port, Opener: silent})
			return answerWith(url.Values{"code": {authCode}}, nil).Open(ctx, address)
		}),
		HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
	})
	require.NoError(t, err)
	require.ErrorContains(t, second, "another program uses the port, perhaps a sign-in that still waits")
}

func TestBadAddresses(t *testing.T) {
	for name, test := range map[string]struct {
		address string
		port    int
		says    string
	}{
		"all addresses":   {"0.0.0.0", 0, "127.0.0.1 or ::1"},
		"all, IPv6":       {"::", 0, "127.0.0.1 or ::1"},
		"a name":          {"localhost", 0, "127.0.0.1 or ::1"},
		"in brackets":     {"[::1]", 0, "127.0.0.1 or ::1"},
		"with a port":     {"127.0.0.1:8080", 0, "127.0.0.1 or ::1"},
		"another network": {"192.168.1.2", 0, "127.0.0.1 or ::1"},
		"negative":        {"", -1, "from 1024 to 65535"},
		"of the system":   {"", 80, "from 1024 to 65535"},
		"too high":        {"", 65536, "from 1024 to 65535"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Address: test.address, Port: test.port, Opener: silent,
			})
			require.ErrorContains(t, err, test.says)
		})
	}
}
