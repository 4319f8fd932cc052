package credentials_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// The answers are recorded ones, as far as they are known.
func TestTokenEndpointErrors(t *testing.T) {
	for name, test := range map[string]struct {
		status      int
		body        string
		cause       credentials.Cause
		reauthorize bool
	}{
		"secret missing":     {400, `{"error":"invalid_request","error_description":"client_secret is missing."}`, credentials.CauseSecretMissing, false},
		"other request":      {400, `{"error":"invalid_request","error_description":"Missing parameter."}`, credentials.CauseRequestMalformed, false},
		"client not found":   {401, `{"error":"invalid_client","error_description":"The OAuth client was not found."}`, credentials.CauseClientNotFound, false},
		"secret wrong":       {401, `{"error":"invalid_client","error_description":"The provided client secret is invalid."}`, credentials.CauseSecretWrong, false},
		"secret wrong, old":  {401, `{"error":"invalid_client","error_description":"Unauthorized"}`, credentials.CauseSecretWrong, false},
		"client deleted":     {401, `{"error":"deleted_client","error_description":"The OAuth client was deleted."}`, credentials.CauseClientDeleted, false},
		"client disabled":    {401, `{"error":"disabled_client"}`, credentials.CauseClientDisabled, false},
		"grant ended":        {400, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`, credentials.CauseGrantEnded, true},
		"grant malformed":    {400, `{"error":"invalid_grant","error_description":"Bad Request"}`, credentials.CauseGrantEnded, true},
		"code malformed":     {400, `{"error":"invalid_grant","error_description":"Malformed auth code."}`, credentials.CauseCodeRefused, true},
		"no verifier":        {400, `{"error":"invalid_grant","error_description":"Missing code verifier."}`, credentials.CauseCodeRefused, true},
		"session policy":     {400, `{"error":"invalid_grant","error_description":"reauth related error (invalid_rapt)","error_subtype":"invalid_rapt"}`, credentials.CauseSessionPolicy, true},
		"session policy two": {400, `{"error":"invalid_grant","error_subtype":"rapt_required"}`, credentials.CauseSessionPolicy, true},
		"other client":       {401, `{"error":"unauthorized_client","error_description":"Unauthorized"}`, credentials.CauseGrantOfOther, true},
		"wrong verifier":     {400, `{"error":"invalid_grant","error_description":"Invalid code verifier."}`, credentials.CauseCodeRefused, true},
		"new grant text":     {400, `{"error":"invalid_grant","error_description":"Moon phase."}`, credentials.CauseGrantEnded, true},
		"redirect":           {400, `{"error":"redirect_uri_mismatch","error_description":"Bad Request"}`, credentials.CauseCodeRefused, true},
		"grant type":         {400, `{"error":"unsupported_grant_type","error_description":"Invalid grant_type: x"}`, credentials.CauseRequestMalformed, false},
		"admin":              {400, `{"error":"admin_policy_enforced"}`, credentials.CauseAdminPolicy, false},
		"internal":           {403, `{"error":"org_internal"}`, credentials.CauseInternal, false},
		"scope":              {400, `{"error":"invalid_scope"}`, credentials.CauseScopeRefused, false},
		"a page":             {400, `<html><title>Error 400 (Bad Request)!!1</title>invalid_grant`, credentials.CauseNotOAuth, false},
		"a page, 401":        {401, `<!DOCTYPE html>Token has been expired or revoked.`, credentials.CauseNotOAuth, false},
		"nothing":            {403, ``, credentials.CauseNotOAuth, false},
		"rate limit, page":   {429, `<html>invalid_grant`, credentials.CauseTemporary, false},
		"rate limit, worded": {429, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`, credentials.CauseTemporary, false},
		"bad gateway":        {502, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`, credentials.CauseTemporary, false},
		"gateway timeout":    {504, ``, credentials.CauseTemporary, false},
		"outage":             {503, `<html>`, credentials.CauseTemporary, false},
		"outage, worded":     {500, `{"error":"invalid_grant"}`, credentials.CauseTemporary, false},
		"rate limit":         {429, `{"error":"rate_limit_exceeded"}`, credentials.CauseTemporary, false},
		"a proxy denies":     {403, `{"error":"access_denied","error_description":"blocked by policy"}`, credentials.CauseUnknown, false},
		"new code":           {400, `{"error":"moon_phase"}`, credentials.CauseUnknown, false},
		"gateway":            {403, `{"error":{"code":403,"message":"x"}}`, credentials.CauseNotOAuth, false},
	} {
		t.Run(name, func(t *testing.T) {
			grant := newGrant()
			grant.Expiry = time.Time{}
			_, err := grant.TokenSource(t.Context(), desktopClient(), answering(test.status, test.body)).Token()
			var oauth *credentials.OAuthError
			require.ErrorAs(t, err, &oauth)
			require.Equal(t, test.cause, oauth.Cause())
			require.Equal(t, test.status, oauth.StatusCode)
			require.Equal(t, credentials.EndpointToken, oauth.Endpoint)
			require.ErrorContains(t, err, oauth.Remedy())
			if test.reauthorize {
				require.ErrorIs(t, err, credentials.ErrReauthorize)
			} else {
				require.NotErrorIs(t, err, credentials.ErrReauthorize)
			}
		})
	}
}

func TestConsentErrors(t *testing.T) {
	for code, cause := range map[string]credentials.Cause{
		"access_denied":           credentials.CauseDenied,
		"admin_policy_enforced":   credentials.CauseAdminPolicy,
		"org_internal":            credentials.CauseInternal,
		"invalid_scope":           credentials.CauseScopeRefused,
		"server_error":            credentials.CauseTemporary,
		"temporarily_unavailable": credentials.CauseTemporary,
		"moon_phase":              credentials.CauseUnknown,
	} {
		t.Run(code, func(t *testing.T) {
			_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener: answerWith(url.Values{"error": {code}, "error_subtype": {"sub"}}, nil),
			})
			var oauth *credentials.OAuthError
			require.ErrorAs(t, err, &oauth)
			require.Equal(t, credentials.EndpointConsent, oauth.Endpoint)
			require.Equal(t, cause, oauth.Cause())
			require.Equal(t, "sub", oauth.Subtype)
		})
	}
}

// What the consent page shows instead of itself. Nothing of it comes back to the
// program; a probe without a user reads it from the redirect to the page.
func TestConsentPageErrors(t *testing.T) {
	for name, test := range map[string]struct {
		status            int
		code, description string
		cause             credentials.Cause
		says              string
	}{
		"not a tester":       {403, "access_denied", "The app is currently being tested, and can only be accessed by developer-approved testers.", credentials.CauseNotTester, "Test users"},
		"cancelled":          {0, "access_denied", "", credentials.CauseDenied, "press Allow"},
		"admin":              {400, "admin_policy_enforced", "", credentials.CauseAdminPolicy, "trust the client id"},
		"embedded":           {403, "disallowed_useragent", "", credentials.CauseEmbeddedBrowser, "system's own browser"},
		"internal":           {403, "org_internal", "This client is restricted to users within its organization.", credentials.CauseInternal, "Make external"},
		"web client":         {400, "redirect_uri_mismatch", "", credentials.CauseRedirect, "Desktop app"},
		"unknown client":     {401, "invalid_client", "The OAuth client was not found.", credentials.CauseClientNotFound, "client id again"},
		"client, other text": {401, "invalid_client", "Unauthorized", credentials.CauseClientNotFound, "client id again"},
		"deleted":            {401, "deleted_client", "The OAuth client was deleted.", credentials.CauseClientDeleted, "30 days"},
		"disabled":           {401, "disabled_client", "The OAuth client was disabled.", credentials.CauseClientDisabled, "notice"},
		"out of band":        {400, "invalid_request", "The out-of-band (OOB) flow has been blocked in order to keep users secure.", credentials.CauseRequestMalformed, "client id"},
		"response type":      {400, "unsupported_response_type", "", credentials.CauseRequestMalformed, "client id"},
		"scope":              {400, "invalid_scope", "Some requested scopes were invalid.", credentials.CauseScopeRefused, "DefaultScopes"},
		"blocked":            {400, "policy_enforced", "This app is blocked. It tried to access sensitive info.", credentials.CauseBlocked, "of your own"},
		"outage":             {503, "", "", credentials.CauseTemporary, "later"},
		"new":                {400, "moon_phase", "", credentials.CauseUnknown, "documentation"},
	} {
		t.Run(name, func(t *testing.T) {
			err := &credentials.OAuthError{
				Code: test.code, Description: test.description, StatusCode: test.status, Endpoint: credentials.EndpointConsent,
			}
			require.Equal(t, test.cause, err.Cause())
			require.Contains(t, err.Remedy(), test.says)
			require.ErrorContains(t, err, err.Remedy())
			require.Equal(t, test.cause == credentials.CauseDenied, errors.Is(err, credentials.ErrReauthorize))
			require.Equal(t, test.cause == credentials.CauseTemporary, err.Temporary())
		})
	}
}

func TestForeignTextHasNoCommands(t *testing.T) {
	for name, command := range map[string]string{
		"CSI": "\u009b2J", "next line": "\u0085", "line separator": "\u2028", "right to left": "\u202e", "isolate": "\u2066", "nothing to see": "\u200b",
	} {
		_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
			Opener: answerWith(url.Values{"error": {"x" + command + "y"}, "error_description": {"x" + command + "y"}}, nil),
		})
		var oauth *credentials.OAuthError
		require.ErrorAs(t, err, &oauth, name)
		for _, text := range []string{err.Error(), oauth.Code, oauth.Description} {
			require.NotContains(t, text, command, name)
		}
	}
}

func TestForeignTextIsTamed(t *testing.T) {
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: answerWith(url.Values{
			"error":             {"x\x1b[2J\r\ny\xff"},
			"error_description": {strings.Repeat("é", 2_000)},
		}, nil),
	})
	var oauth *credentials.OAuthError
	require.ErrorAs(t, err, &oauth)
	require.NotContains(t, err.Error(), "\x1b")
	require.NotContains(t, err.Error(), "\n")
	require.Less(t, len(err.Error()), 1000)
}

// A secret that Google repeats in its text is cut out.
func TestEchoedSecretsAreRedacted(t *testing.T) {
	grant := newGrant()
	grant.Expiry = time.Time{}
	echo := answering(http.StatusBadRequest, `{"error":"`+refreshToken+`","error_description":"`+clientSecret+`","error_subtype":"`+refreshToken+`"}`)
	_, err := grant.TokenSource(t.Context(), desktopClient(), echo).Token()
	require.ErrorContains(t, err, "[redacted]")
	requireNoSecret(t, err.Error())
	var oauth *credentials.OAuthError
	require.ErrorAs(t, err, &oauth)
	requireNoSecret(t, oauth.Code+oauth.Description+oauth.Subtype)

	// The same with the form that was sent, where the slashes are escaped.
	form := url.QueryEscape(refreshToken)
	require.NotEqual(t, refreshToken, form)
	echo = answering(http.StatusBadRequest, `{"error":"x","error_description":"refresh_token=`+form+`&x=`+strings.ToLower(form)+`"}`)
	_, err = grant.TokenSource(t.Context(), desktopClient(), echo).Token()
	require.ErrorContains(t, err, "refresh_token=[redacted]&x=[redacted]")
}
