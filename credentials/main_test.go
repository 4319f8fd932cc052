package credentials_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/credentials"
)

func TestMain(m *testing.M) {
	runStoreChild() // ends the program in children of the tests about stores
	goleak.VerifyTestMain(m)
}

const (
	clientID     = "742138104895-abcdefghijklmnopqrst.apps.googleusercontent.com"
	clientSecret = "GOCSPX-secretsecretsecretsecret"
	accessToken  = "ya29.access-access-access"
	refreshToken = "1//06refresh-refresh"
	authCode     = "4/0Acode-code-code"
)

func desktopClient() credentials.Client {
	return credentials.Client{ID: clientID, Secret: credentials.NewSecret(clientSecret), ProjectID: "my-photos"}
}

// requireNoSecret fails if text holds one of the secrets above.
func requireNoSecret(t *testing.T, text string) {
	t.Helper()
	for _, secret := range []string{clientSecret, accessToken, refreshToken, authCode} {
		require.NotContains(t, text, secret)
	}
}

// roundTrip is Google as a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func jsonResponse(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Status:     http.StatusText(status),
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(strings.NewReader(body)),
	}
}

// answering returns a client that gives every request this answer.
func answering(status int, body string) *http.Client {
	return &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return jsonResponse(status, body), nil
	})}
}

// tokens is a token response that grants the scopes.
func tokens(scopes ...string) string {
	return `{"access_token":"` + accessToken + `","expires_in":3599,"refresh_token":"` + refreshToken +
		`","scope":"` + strings.Join(scopes, " ") + `","token_type":"Bearer"}`
}

// page is what a browser got.
type page struct {
	status int
	header http.Header
	body   string
}

// visit is a browser's navigation.
func visit(ctx context.Context, method, address string, change func(*http.Request)) (page, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return page{}, err
	}
	if change != nil {
		change(req)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return page{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return page{resp.StatusCode, resp.Header, string(body)}, err
}

// returnURL is where the consent page at consentURL sends the browser, with the
// state of the request and the given parameters.
func returnURL(consentURL string, parameters url.Values) string {
	parsed, err := url.Parse(consentURL)
	if err != nil {
		panic(err)
	}
	query := parsed.Query()
	answer := url.Values{"state": {query.Get("state")}}
	for key, values := range parameters {
		answer[key] = values
	}
	return query.Get("redirect_uri") + "?" + answer.Encode()
}

// answerWith is a user whose browser comes back with the parameters. last gets
// the page that the user sees.
func answerWith(parameters url.Values, last *page) credentials.Opener {
	return credentials.OpenerFunc(func(ctx context.Context, consentURL string) error {
		got, err := visit(ctx, http.MethodGet, returnURL(consentURL, parameters), nil)
		if last != nil {
			*last = got
		}
		return err
	})
}
