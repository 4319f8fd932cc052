package credentials_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// instead is Google with another answer for the requests with this method and
// host.
func instead(method, host string, status int, body string) *http.Client {
	return &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.Method == method && r.URL.Hostname()+r.URL.Path == host || r.URL.Hostname() == host && r.Method == method {
			resp := jsonResponse(status, body)
			resp.Request = r
			return resp, nil
		}
		return goodAnswer(r), nil
	})}
}

func TestCheckTokenInfo(t *testing.T) {
	const other = `"55-other.apps.googleusercontent.com"`
	for name, test := range map[string]struct {
		status         int
		body           string
		owner, account credentials.Status
		says           string
	}{
		"ours":               {200, `{"aud":"` + clientID + `","email":"Ann@example.com"}`, credentials.StatusOK, credentials.StatusOK, "Google says so"},
		"ours, by azp":       {200, `{"azp":"` + clientID + `"}`, credentials.StatusOK, credentials.StatusOK, "Google says so"},
		"of another client":  {200, `{"aud":` + other + `}`, credentials.StatusFail, credentials.StatusSkipped, "it was given to 55-othe…"},
		"says nothing":       {200, `{}`, credentials.StatusUnknown, credentials.StatusSkipped, "does not tell"},
		"odd":                {200, `{"aud":5}`, credentials.StatusUnknown, credentials.StatusSkipped, "does not tell"},
		"not an object":      {200, `[]`, credentials.StatusUnknown, credentials.StatusSkipped, "does not tell"},
		"does not know":      {400, `{"error":"invalid_token","error_description":"Invalid Value"}`, credentials.StatusUnknown, credentials.StatusSkipped, "HTTP 400"},
		"outage":             {503, ``, credentials.StatusUnknown, credentials.StatusSkipped, "HTTP 503"},
		"echoes the token":   {200, `{"aud":"` + accessToken + `"}`, credentials.StatusFail, credentials.StatusSkipped, "ya29…"},
		"ours, another user": {200, `{"aud":"` + clientID + `","email":"bob@example.com"}`, credentials.StatusOK, credentials.StatusFail, "Google says so"},
	} {
		t.Run(name, func(t *testing.T) {
			client := instead(http.MethodPost, "oauth2.googleapis.com/tokeninfo", test.status, test.body)
			google := client.Transport
			client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
				require.NotContains(t, r.URL.String(), accessToken, "addresses end up in logs")
				if r.URL.Path == "/tokeninfo" {
					require.NoError(t, r.ParseForm())
					require.Equal(t, accessToken, r.PostForm.Get("access_token"))
				}
				return google.RoundTrip(r)
			})
			report := credentials.Check(t.Context(), desktopClient(), newGrant(), credentials.CheckOptions{HTTP: client, Account: "ann@example.com"})
			owner := result(t, report, credentials.CheckOwner)
			require.Equal(t, test.owner, owner.Status)
			require.Contains(t, owner.Evidence, test.says)
			require.Equal(t, test.account, result(t, report, credentials.CheckAccount).Status)
			api := result(t, report, credentials.CheckAPI)
			if test.owner == credentials.StatusFail {
				require.Equal(t, credentials.CheckOwner, api.Because)
			} else {
				require.Equal(t, credentials.StatusOK, api.Status, "an unknown owner stops nothing")
			}
			require.Equal(t, test.owner != credentials.StatusFail && test.account != credentials.StatusFail, report.OK())
			requireNoSecret(t, report.String())
		})
	}
}

// Without the scopes openid and email nobody tells whose the grant is.
func TestCheckAccountThatIsNotNamed(t *testing.T) {
	for wanted, status := range map[string]credentials.Status{"": credentials.StatusSkipped, "ann@example.com": credentials.StatusUnknown} {
		grant := newGrant()
		grant.Account = ""
		client := instead(http.MethodPost, "oauth2.googleapis.com/tokeninfo", 200, `{"aud":"`+clientID+`","scope":"x"}`)
		report := credentials.Check(t.Context(), desktopClient(), grant, credentials.CheckOptions{HTTP: client, Account: wanted})
		account := result(t, report, credentials.CheckAccount)
		require.Equal(t, status, account.Status)
		require.Equal(t, wanted != "", strings.Contains(account.Remedy, "openid and email"))
		require.True(t, report.OK())
	}
}

func TestCheckDownload(t *testing.T) {
	for name, test := range map[string]struct {
		code   int
		status credentials.Status
		says   string
	}{
		"good":       {200, credentials.StatusOK, "can be had"},
		"moved":      {302, credentials.StatusOK, "can be had"},
		"forbidden":  {403, credentials.StatusWarn, "HTTP 403"},
		"not found":  {404, credentials.StatusWarn, "HTTP 404"},
		"used up":    {429, credentials.StatusWarn, "HTTP 429"},
		"outage":     {503, credentials.StatusUnknown, "HTTP 503"},
		"never seen": {418, credentials.StatusUnknown, "HTTP 418"},
	} {
		t.Run(name, func(t *testing.T) {
			client := instead(http.MethodHead, "lh3.googleusercontent.com", test.code, "")
			report := credentials.Check(t.Context(), desktopClient(), newGrant(), credentials.CheckOptions{HTTP: client})
			download := result(t, report, credentials.CheckDownload)
			require.Equal(t, test.status, download.Status)
			require.Contains(t, download.Evidence, test.says)
			require.NotContains(t, report.String(), "lh3.googleusercontent.com/lr/")
			require.True(t, report.OK())
		})
	}
}

// A base URL that is no photo's, or on a host that must not get the token, is not
// asked for.
func TestCheckDownloadsOnlyPhotosOfGoogle(t *testing.T) {
	for name, item := range map[string]string{
		"video":        `{"id":"a","mimeType":"video/mp4","baseUrl":"https://lh3.googleusercontent.com/lr/a"}`,
		"another host": `{"id":"a","baseUrl":"https://evil.example/lr/a"}`,
		"no TLS":       `{"id":"a","baseUrl":"http://lh3.googleusercontent.com/lr/a"}`,
		"no address":   `{"id":"a","baseUrl":"://"}`,
	} {
		t.Run(name, func(t *testing.T) {
			client := instead(http.MethodPost, "photoslibrary.googleapis.com", 200, `{"mediaItems":[`+item+`]}`)
			google := client.Transport
			client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
				require.NotEqual(t, http.MethodHead, r.Method)
				return google.RoundTrip(r)
			})
			report := credentials.Check(t.Context(), desktopClient(), newGrant(), credentials.CheckOptions{HTTP: client})
			download := result(t, report, credentials.CheckDownload)
			require.Equal(t, credentials.StatusSkipped, download.Status)
			require.Empty(t, download.Because)
		})
	}
}

func TestCheckPicker(t *testing.T) {
	for name, test := range map[string]struct {
		method string
		code   int
		body   string
		status credentials.Status
		says   string
	}{
		"good":                   {"", 0, "", credentials.StatusOK, "answers"},
		"the session stays":      {http.MethodDelete, 500, "{}", credentials.StatusOK, "ends by itself"},
		"the account is without": {http.MethodPost, 400, `{"error":{"code":400,"message":"PHOTOS_NOT_ENABLED","status":"FAILED_PRECONDITION"}}`, credentials.StatusFail, "does not use Google Photos"},
		"too fast":               {http.MethodPost, 429, `{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED"}}`, credentials.StatusWarn, "last minute"},
		"no permission":          {http.MethodPost, 403, `{"error":{"code":403,"message":"Request had insufficient authentication scopes.","status":"PERMISSION_DENIED"}}`, credentials.StatusUnknown, "lack of permissions"},
		"no session":             {http.MethodPost, 200, `{}`, credentials.StatusUnknown, "no session id"},
		"outage":                 {http.MethodPost, 503, `<html>`, credentials.StatusUnknown, "HTTP 503"},
		"portal":                 {http.MethodPost, 511, ``, credentials.StatusSkipped, ""},
	} {
		t.Run(name, func(t *testing.T) {
			client := instead(test.method, "photospicker.googleapis.com", test.code, test.body)
			report := credentials.Check(t.Context(), desktopClient(), newGrant(), credentials.CheckOptions{HTTP: client, Picker: true})
			picking := result(t, report, credentials.CheckPicker)
			require.Equal(t, test.status, picking.Status, picking)
			require.Contains(t, picking.Evidence, test.says)
			requireNoSecret(t, report.String())
		})
	}
}

// An answer of the token endpoint may leave the scopes out; then tokeninfo has
// them, or nobody.
func TestCheckScopesThatTheRefreshDoesNotName(t *testing.T) {
	for scope, status := range map[string]credentials.Status{
		"":                             credentials.StatusUnknown,
		"openid":                       credentials.StatusFail,
		strings.Join(allScopes(), " "): credentials.StatusOK,
		strings.Join(allScopes(), " ") + " https://www.googleapis.com/auth/drive.readonly": credentials.StatusOK,
	} {
		grant := newGrant()
		grant.Scopes = nil
		google := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			switch r.URL.Path {
			case "/token":
				return jsonResponse(200, `{"access_token":"`+accessToken+`","expires_in":3599,"token_type":"Bearer"}`), nil
			case "/tokeninfo":
				return jsonResponse(200, `{"aud":"`+clientID+`","scope":"`+scope+`"}`), nil
			}
			return goodAnswer(r), nil
		})}
		report := credentials.Check(t.Context(), desktopClient(), grant, credentials.CheckOptions{HTTP: google})
		scopes := result(t, report, credentials.CheckScopes)
		require.Equal(t, status, scopes.Status, scope)
		require.Equal(t, strings.Contains(scope, "drive"), strings.Contains(scopes.Evidence, "; also drive.readonly"))
		require.Equal(t, scope == "openid", report.Reauthorize)
	}
}
