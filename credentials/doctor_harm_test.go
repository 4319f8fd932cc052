package credentials_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// This file has the faults that the fake cannot be told to have.

const sharedID = "202264815644-rt1o1c9evjaotbpbab10m83i8cnjk077.apps.googleusercontent.com"

// become makes the client one of another type, copied value by value.
func (p *patient) become(kind googletest.ClientType) {
	file := strings.Replace(string(p.google.Console("").AddClient(kind)), `"web"`, `"installed"`, 1)
	client, err := credentials.ParseClient([]byte(file))
	require.NoError(p.t, err)
	p.client = client
}

// web makes the client a Web application, with a grant that has ended.
func (p *patient) web() {
	p.become(googletest.WebApplication)
	p.grant.RefreshToken = credentials.NewSecret("1//0revoked")
}

// replaceSecret does so in the console alone.
func (p *patient) replaceSecret() {
	console := p.google.Console("")
	_, err := console.AddSecret()
	require.NoError(p.t, err)
	require.NoError(p.t, console.RemoveOldSecret())
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

// rewrite changes what the API says.
func (p *patient) rewrite(from, to string) {
	base := p.way.base
	p.answer(func(r *http.Request) (*http.Response, error) {
		resp, err := base.RoundTrip(r)
		if err != nil || r.URL.Hostname() != "photoslibrary.googleapis.com" {
			return resp, err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		text := strings.ReplaceAll(string(body), from, to)
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
