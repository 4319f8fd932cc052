package credentials_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// What Google's error page got as authError.
const (
	deletedBlob  = "Cg5kZWxldGVkX2NsaWVudBIdVGhlIE9BdXRoIGNsaWVudCB3YXMgZGVsZXRlZC4gkQM="
	notFoundBlob = "Cg5pbnZhbGlkX2NsaWVudBIfVGhlIE9BdXRoIGNsaWVudCB3YXMgbm90IGZvdW5kLiCRAw=="
	// With fields of other types in between.
	mismatchBlob = "ChVyZWRpcmVjdF91cmlfbWlzbWF0Y2gSEllvdSBjYW4ndCBzaWduIGluLhoDYWJjKQECAwQFBgcINQECAwQgkAM="
)

func encoded(text string) string { return base64.URLEncoding.EncodeToString([]byte(text)) }

func TestDecodePageError(t *testing.T) {
	for name, test := range map[string]struct {
		text, code, description string
		status                  int
	}{
		"deleted":              {deletedBlob, "deleted_client", "The OAuth client was deleted.", 401},
		"not found":            {notFoundBlob, "invalid_client", "The OAuth client was not found.", 401},
		"mismatch":             {mismatchBlob, "redirect_uri_mismatch", "You can't sign in.", 400},
		"without padding":      {strings.TrimRight(notFoundBlob, "="), "invalid_client", "The OAuth client was not found.", 401},
		"a status that is odd": {encoded("\x0a\x03abc\x20\x05"), "abc", "", 0},
		"cut off":              {encoded("\x0a\x0edeleted_client\x12\x7fThe"), "deleted_client", "", 0},
		"another form":         {encoded(`{"code":"org_internal"}`), "org_internal", "", 0},
		"no code":              {encoded("\x12\x03abc"), "", "", 0},
		"empty":                {"", "", "", 0},
		"not base64":           {"deleted_client!", "", "", 0},
		"a length beyond all":  {encoded("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "", "", 0},
		"a number without end": {encoded("\x20\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "", "", 0},
		"too long":             {encoded(strings.Repeat("deleted_client", 5000)), "", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := credentials.DecodePageError(test.text)
			require.Equal(t, test.code, got.Code)
			require.Equal(t, test.description, got.Description)
			require.Equal(t, test.status, got.StatusCode)
			require.Equal(t, credentials.EndpointConsent, got.Endpoint)
		})
	}
}

func FuzzDecodePageError(f *testing.F) {
	for _, text := range []string{deletedBlob, notFoundBlob, mismatchBlob, "", "!", encoded("\x0a\xff\x01")} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := credentials.DecodePageError(text)
		if got.StatusCode != 0 && (got.StatusCode < 100 || got.StatusCode > 599) {
			t.Errorf("status %d", got.StatusCode)
		}
		if got.Code == "" && (got.Description != "" || got.StatusCode != 0) {
			t.Errorf("an error without a code: %+v", got)
		}
	})
}

// consentPage answers at the authorization endpoint, and well at the other.
func consentPage(status int, location string, asked *url.Values) *http.Client {
	return &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Hostname() != "accounts.google.com" {
			return jsonResponse(400, `{"error":"invalid_grant","error_description":"Malformed auth code."}`), nil
		}
		if asked != nil {
			*asked = r.URL.Query()
		}
		resp := jsonResponse(status, "")
		if location != "" {
			resp.Header.Set("Location", location)
		}
		resp.Request = r
		return resp, nil
	})}
}

// The request is that of a consent page which nobody can finish, with an address
// that changes: a Web client has not registered it.
func TestProbeOfTheClient(t *testing.T) {
	ports := map[string]bool{}
	for range 8 {
		var asked url.Values
		report := credentials.Check(t.Context(), desktopClient(), nil, credentials.CheckOptions{
			HTTP: consentPage(302, "https://accounts.google.com/v3/signin/identifier?part=x", &asked),
		})
		require.Equal(t, credentials.StatusOK, result(t, report, credentials.CheckClientKnown).Status)
		require.Equal(t, credentials.StatusOK, result(t, report, credentials.CheckSecret).Status)
		require.False(t, report.OK(), "there is no grant")
		require.Equal(t, clientID, asked.Get("client_id"))
		require.Equal(t, "code", asked.Get("response_type"))
		require.Equal(t, "openid", asked.Get("scope"))
		redirect, err := url.Parse(asked.Get("redirect_uri"))
		require.NoError(t, err)
		require.Equal(t, "127.0.0.1", redirect.Hostname())
		require.Len(t, redirect.Port(), 5)
		ports[redirect.Port()] = true
		require.Len(t, asked, 4)
	}
	require.Greater(t, len(ports), 1)
}

func TestProbeAnswers(t *testing.T) {
	failed := func(blob string) string { return "https://accounts.google.com/signin/oauth/error?authError=" + blob }
	for name, test := range map[string]struct {
		status   int
		location string
		want     credentials.Status
		says     string
	}{
		"the older sign-in page": {302, "https://accounts.google.com/ServiceLogin?continue=x", credentials.StatusOK, "Desktop app"},
		"accounts to choose":     {302, "https://accounts.google.com/AccountChooser?continue=x", credentials.StatusOK, "Desktop app"},
		"a relative address":     {302, "/v3/signin/identifier?part=x", credentials.StatusOK, "Desktop app"},
		"mismatch":               {302, failed(mismatchBlob), credentials.StatusFail, "Web application"},
		"deleted":                {302, failed(deletedBlob), credentials.StatusFail, "deleted_client"},
		"not found":              {302, failed(notFoundBlob), credentials.StatusFail, "no OAuth client has this id"},
		"blocked":                {302, failed(encoded("\x0a\x0daccess_denied\x12\x13This app is blocked")), credentials.StatusFail, "blocks this app"},
		"a new code":             {302, failed(encoded("\x0a\x09new_error")), credentials.StatusUnknown, "new_error"},
		"no error":               {302, failed(""), credentials.StatusUnknown, "an error page"},
		"an outage as a page":    {302, failed(encoded("\x0a\x0cserver_error\x20\xf7\x03")), credentials.StatusUnknown, "at the moment"},
		"a new page":             {302, "https://accounts.google.com/new/page", credentials.StatusUnknown, "does not know"},
		"another host of Google": {302, "https://www.google.com/sorry/index", credentials.StatusUnknown, "HTTP 302"},
		"a page":                 {200, "", credentials.StatusUnknown, "HTTP 200"},
		"an outage":              {503, "", credentials.StatusUnknown, "HTTP 503"},
		"too fast":               {429, "", credentials.StatusUnknown, "HTTP 429"},
		"a portal":               {302, "http://10.0.0.1/login", credentials.StatusSkipped, ""},
	} {
		t.Run(name, func(t *testing.T) {
			report := credentials.Check(t.Context(), desktopClient(), nil, credentials.CheckOptions{HTTP: consentPage(test.status, test.location, nil)})
			known := result(t, report, credentials.CheckClientKnown)
			require.Equal(t, test.want, known.Status, known)
			require.Contains(t, known.Evidence, test.says)
			require.Equal(t, test.want == credentials.StatusOK, known.Remedy == "" && known.Because == "")
			secret := result(t, report, credentials.CheckSecret)
			if test.want == credentials.StatusFail {
				require.Equal(t, credentials.CheckClientKnown, secret.Because)
				return
			}
			require.Equal(t, credentials.StatusOK, secret.Status)
		})
	}
}

func TestProbeOfTheSecret(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		want   credentials.Status
		says   string
		known  credentials.Status
	}{
		"good":           {400, `{"error":"invalid_grant","error_description":"Malformed auth code."}`, credentials.StatusOK, "belongs to the id", credentials.StatusUnknown},
		"good, in short": {400, `{"error":"invalid_grant"}`, credentials.StatusOK, "belongs to the id", credentials.StatusUnknown},
		"wrong":          {401, `{"error":"invalid_client","error_description":"The provided client secret is invalid."}`, credentials.StatusFail, "wrong or was replaced", credentials.StatusUnknown},
		"wrong, older":   {401, `{"error":"invalid_client","error_description":"Unauthorized"}`, credentials.StatusFail, "wrong or was replaced", credentials.StatusUnknown},
		"missing":        {400, `{"error":"invalid_request","error_description":"client_secret is missing."}`, credentials.StatusFail, "was not sent", credentials.StatusUnknown},
		"no such client": {401, `{"error":"invalid_client","error_description":"The OAuth client was not found."}`, credentials.StatusSkipped, "", credentials.StatusFail},
		"deleted":        {401, `{"error":"deleted_client"}`, credentials.StatusSkipped, "", credentials.StatusFail},
		"another error":  {400, `{"error":"redirect_uri_mismatch","error_description":"Bad Request"}`, credentials.StatusUnknown, "says nothing", credentials.StatusUnknown},
		"a new error":    {400, `{"error":"brand_new"}`, credentials.StatusUnknown, "brand_new", credentials.StatusUnknown},
		"no OAuth":       {400, `<html>`, credentials.StatusUnknown, "HTTP 400", credentials.StatusUnknown},
		"outage":         {500, `{"error":"internal_failure"}`, credentials.StatusUnknown, "at the moment", credentials.StatusUnknown},
		"a token":        {200, tokens("openid"), credentials.StatusUnknown, "that nobody was given", credentials.StatusUnknown},
		"nonsense":       {200, `{`, credentials.StatusUnknown, "not one of Google's", credentials.StatusUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			sent := 0
			http := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				if r.URL.Hostname() == "accounts.google.com" {
					return jsonResponse(200, ""), nil // tells nothing
				}
				sent++
				require.NoError(t, r.ParseForm())
				require.Equal(t, "4/0-doctor", r.PostForm.Get("code"))
				require.Equal(t, clientSecret, r.PostForm.Get("client_secret"))
				require.Empty(t, r.Header.Get("Authorization"))
				return jsonResponse(test.status, test.body), nil
			})}
			report := credentials.Check(t.Context(), desktopClient(), nil, credentials.CheckOptions{HTTP: http})
			secret := result(t, report, credentials.CheckSecret)
			require.Equal(t, test.want, secret.Status, secret)
			require.Contains(t, secret.Evidence, test.says)
			require.Equal(t, test.known, result(t, report, credentials.CheckClientKnown).Status)
			require.Equal(t, 1, sent, "a code may be sent once")
			requireNoSecret(t, report.String())
		})
	}
}

// The probes keep no cookies and follow no redirects, whatever the caller's
// client does.
func TestCheckUsesNoCookies(t *testing.T) {
	jar := &countingJar{}
	asked := 0
	client := consentPage(302, "https://accounts.google.com/v3/signin/identifier?part=x", nil)
	inner := client.Transport
	client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		asked++
		require.Empty(t, r.Header.Get("Cookie"))
		resp, err := inner.RoundTrip(r)
		resp.Header.Set("Set-Cookie", "NID=1")
		return resp, err
	})
	client.Jar = jar
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return errors.New("followed") }
	report := credentials.Check(t.Context(), desktopClient(), nil, credentials.CheckOptions{HTTP: client})
	require.Equal(t, credentials.StatusOK, result(t, report, credentials.CheckClientKnown).Status)
	require.Zero(t, jar.used)
	require.Equal(t, 2, asked)
	require.True(t, utf8.ValidString(report.String()))
}

type countingJar struct{ used int }

func (j *countingJar) SetCookies(*url.URL, []*http.Cookie)     { j.used++ }
func (j *countingJar) Cookies(*url.URL) (found []*http.Cookie) { j.used++; return }
