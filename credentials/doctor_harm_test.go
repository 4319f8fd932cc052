package credentials_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// This file has the faults that the fake cannot be told to have.

const sharedID = "202264815644-rt1o1c9evjaotbpbab10m83i8cnjk077.apps.googleusercontent.com"

// web makes the client one of the type Web application, copied value by value.
func (p *patient) web() {
	file := strings.Replace(string(p.google.WebClientJSON()), `"web"`, `"installed"`, 1)
	client, err := credentials.ParseClient([]byte(file))
	require.NoError(p.t, err)
	p.client = client
	p.grant.RefreshToken = credentials.NewSecret("1//0revoked")
}

func (p *patient) unknownID() {
	p.client.ID = "742138104895-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"
}

// other is a client that the grant is not of.
func (p *patient) other() {
	client, err := credentials.ParseClient(p.google.AddClient())
	require.NoError(p.t, err)
	p.client = client
}

// empty takes the photos away: they are of another client.
func (p *patient) empty() { p.rewriteBody(func(body string) string { return body }, "{}") }

// rewrite changes what the API says.
func (p *patient) rewrite(from, to string) {
	p.rewriteBody(func(body string) string { return strings.ReplaceAll(body, from, to) }, "")
}

func (p *patient) rewriteBody(change func(string) string, instead string) {
	base := p.way.base
	p.answer(func(r *http.Request) (*http.Response, error) {
		resp, err := base.RoundTrip(r)
		if err != nil || r.URL.Hostname() != "photoslibrary.googleapis.com" {
			return resp, err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		text := change(string(body))
		if instead != "" {
			text = instead
		}
		resp.Body = io.NopCloser(strings.NewReader(text))
		resp.ContentLength = int64(len(text))
		return resp, err
	})
}

// distrust reaches Google through a proxy that opens the connections, and whose
// certificate this computer does not know.
func (p *patient) distrust() {
	proxy, err := p.google.Proxy()
	require.NoError(p.t, err)
	address, err := url.Parse(proxy.URL())
	require.NoError(p.t, err)
	transport := &http.Transport{Proxy: http.ProxyURL(address), DisableKeepAlives: true}
	p.t.Cleanup(transport.CloseIdleConnections)
	p.way.base = transport
}

// signInPage is Google, for a client that the fake does not have.
func signInPage(r *http.Request) (*http.Response, error) {
	if r.URL.Hostname() == "accounts.google.com" {
		resp := jsonResponse(http.StatusFound, "")
		resp.Header.Set("Location", "https://accounts.google.com/v3/signin/identifier?part=x")
		resp.Request = r
		return resp, nil
	}
	return jsonResponse(400, `{"error":"invalid_grant","error_description":"Malformed auth code."}`), nil
}

type timeout struct{}

func (timeout) Error() string   { return "i/o timeout" }
func (timeout) Timeout() bool   { return true }
func (timeout) Temporary() bool { return true }
