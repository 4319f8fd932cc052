package credentials_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// Whatever is not the browser's one answer is refused, and the sign-in goes on.
func TestForeignRequestsAreRefused(t *testing.T) {
	code := url.Values{"code": {authCode}}
	for name, test := range map[string]struct {
		method string
		answer url.Values
		change func(*http.Request)
		status int
	}{
		"POST":                   {method: http.MethodPost, answer: code, status: 405},
		"HEAD":                   {method: http.MethodHead, answer: code, status: 405},
		"OPTIONS":                {method: http.MethodOptions, answer: code, status: 405},
		"another path":           {answer: code, change: func(r *http.Request) { r.URL.Path = "/favicon.ico" }, status: 404},
		"another host":           {answer: code, change: func(r *http.Request) { r.Host = "evil.example" }, status: 421},
		"localhost":              {answer: code, change: func(r *http.Request) { r.Host = "localhost:" + r.URL.Port() }, status: 421},
		"host without port":      {answer: code, change: func(r *http.Request) { r.Host = "127.0.0.1" }, status: 421},
		"another port":           {answer: code, change: func(r *http.Request) { r.Host = "127.0.0.1:1" }, status: 421},
		"wrong state":            {answer: url.Values{"code": {authCode}, "state": {strings.Repeat("A", 26)}}, status: 400},
		"empty state":            {answer: url.Values{"code": {authCode}, "state": {""}}, status: 400},
		"half the state":         {answer: code, change: changeState(func(state string) string { return state[:13] }), status: 400},
		"nearly the state":       {answer: code, change: changeState(func(state string) string { return state[:25] }), status: 400},
		"more than the state":    {answer: code, change: changeState(func(state string) string { return state + "A" }), status: 400},
		"state in lower case":    {answer: code, change: changeState(strings.ToLower), status: 400},
		"two states":             {answer: code, change: func(r *http.Request) { r.URL.RawQuery += "&state=x" }, status: 400},
		"two codes":              {answer: url.Values{"code": {authCode, "4/other"}}, status: 400},
		"code and error":         {answer: url.Values{"code": {authCode}, "error": {"access_denied"}}, status: 400},
		"neither code nor error": {answer: url.Values{}, status: 400},
		"broken query":           {answer: code, change: func(r *http.Request) { r.URL.RawQuery += "&x=%zz" }, status: 400},
		"no query":               {answer: code, change: func(r *http.Request) { r.URL.RawQuery = "" }, status: 400},
	} {
		t.Run(name, func(t *testing.T) {
			var refused, shown page
			_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
					method := test.method
					if method == "" {
						method = http.MethodGet
					}
					var err error
					if refused, err = visit(ctx, method, returnURL(address, test.answer), test.change); err != nil {
						return err
					}
					return answerWith(code, &shown).Open(ctx, address)
				}),
				HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
			})
			require.NoError(t, err)
			require.Equal(t, test.status, refused.status)
			requireNoSecret(t, refused.body)
			require.Equal(t, 200, shown.status)
		})
	}
}

func changeState(change func(string) string) func(*http.Request) {
	return func(r *http.Request) {
		query := r.URL.Query()
		query.Set("state", change(query.Get("state")))
		r.URL.RawQuery = query.Encode()
	}
}

func TestOnlyTheFirstAnswerCounts(t *testing.T) {
	inExchange, goOn := make(chan struct{}), make(chan struct{})
	google := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		close(inExchange) // A second exchange would panic here.
		<-goOn
		return jsonResponse(200, tokens(credentials.DefaultScopes()...)), nil
	})}
	var first, second page
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			firstDone := make(chan error, 1)
			go func() { firstDone <- answerWith(url.Values{"code": {authCode}}, &first).Open(ctx, address) }()
			<-inExchange
			err := answerWith(url.Values{"error": {"access_denied"}}, &second).Open(ctx, address)
			close(goOn)
			if err != nil {
				return err
			}
			return <-firstDone
		}),
		HTTP: google,
	})
	require.NoError(t, err)
	require.Equal(t, 200, first.status)
	require.Equal(t, 409, second.status)
}

// Browsers send the same request twice: a prefetch and the navigation, or a
// reload. The user sees the second answer.
func TestTheSameAnswerTwiceShowsTheSamePage(t *testing.T) {
	goOn := make(chan struct{})
	exchanges := 0
	google := &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		exchanges++
		<-goOn
		return jsonResponse(200, tokens(credentials.DefaultScopes()...)), nil
	})}
	var pages [2]page
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			again := returnURL(address, url.Values{"code": {authCode}})
			var results [2]string
			for i := range results {
				sent, err := deliver(ctx, again)
				if err != nil {
					return err
				}
				results[i] = sent
			}
			close(goOn)
			for i, result := range results {
				var err error
				if pages[i], err = visit(ctx, http.MethodGet, result, nil); err != nil {
					return err
				}
			}
			return nil
		}),
		HTTP: google,
	})
	require.NoError(t, err)
	require.Equal(t, 1, exchanges)
	for _, shown := range pages {
		require.Equal(t, 200, shown.status)
		require.Contains(t, shown.body, "Signed in")
	}
}

// deliver is a browser that brings the answer; it returns where it is sent on to.
func deliver(ctx context.Context, address string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("the answer was not taken: %s", resp.Status)
	}
	location, err := resp.Location()
	if err != nil {
		return "", err
	}
	if location.RawQuery != "" || resp.Header.Get("Cache-Control") != "no-store" || resp.Header.Get("Referrer-Policy") != "no-referrer" {
		return "", errors.New("the redirect leaks the answer")
	}
	return location.String(), nil
}

// A browser that never asks for the page does not hold up the grant for long,
// and a reload of it after that is nobody's business any more.
func TestABrowserThatLeavesAtOnce(t *testing.T) {
	var result string
	grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) (err error) {
			result, err = deliver(ctx, returnURL(address, url.Values{"code": {authCode}}))
			return err
		}),
		HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
	})
	require.NoError(t, err)
	require.NotNil(t, grant)
	_, err = visit(t.Context(), http.MethodGet, result, nil)
	require.Error(t, err)
}

func TestTheListenerIsGoneAfterwards(t *testing.T) {
	for name, answer := range map[string]url.Values{
		"success": {"code": {authCode}},
		"denied":  {"error": {"access_denied"}},
	} {
		t.Run(name, func(t *testing.T) {
			var address string
			_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener: credentials.OpenerFunc(func(ctx context.Context, consentURL string) error {
					address = returnURL(consentURL, nil)
					return answerWith(answer, nil).Open(ctx, consentURL)
				}),
				HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
			})
			require.Equal(t, name == "success", err == nil)
			_, err = visit(t.Context(), http.MethodGet, address, nil)
			require.Error(t, err)
		})
	}
}

// Browsers open connections ahead of time and send nothing on them.
func TestIdleConnectionsAreClosed(t *testing.T) {
	var idle net.Conn
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			parsed, err := url.Parse(returnURL(address, nil))
			if err != nil {
				return err
			}
			var dialer net.Dialer
			if idle, err = dialer.DialContext(ctx, "tcp", parsed.Host); err != nil {
				return err
			}
			return answerWith(url.Values{"code": {authCode}}, nil).Open(ctx, address)
		}),
		HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
	})
	require.NoError(t, err)
	_, err = idle.Read(make([]byte, 1))
	require.Error(t, err)
	require.NoError(t, idle.Close())
}

func TestPageHeaders(t *testing.T) {
	var shown page
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: answerWith(url.Values{"error": {"<script>alert(1)</script>"}}, &shown),
	})
	require.Error(t, err)
	require.Equal(t, "no-store", shown.header.Get("Cache-Control"))
	require.Equal(t, "no-referrer", shown.header.Get("Referrer-Policy"))
	require.Equal(t, "nosniff", shown.header.Get("X-Content-Type-Options"))
	require.Equal(t, "text/html; charset=utf-8", shown.header.Get("Content-Type"))
	policy := shown.header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "style-src 'sha256-", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"} {
		require.Contains(t, policy, want)
	}
	require.NotContains(t, policy, "unsafe")
	require.NotContains(t, shown.body, "<script")
	require.Contains(t, shown.body, "prefers-color-scheme: dark")
	require.Equal(t, 1, strings.Count(shown.body, "<h1 "))
	require.NotContains(t, shown.body, "http") // Nothing to load, nothing to follow.
}
