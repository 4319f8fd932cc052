package leakcheck_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

// Nothing of the Google side prints a secret or puts one into an address,
// however Google answers.
func TestGoogleSide(t *testing.T) {
	all := []string{"access token", "authorization code", "base URL", "client secret", "identity token", "refresh token", "state", "upload token", "upload URL", "verifier"}
	t.Run("all well", func(t *testing.T) {
		s := newSession(t, googletest.Config{Testing: true})
		grant := s.signIn(nil, nil)
		require.NotNil(t, grant)
		s.use(grant)
		s.requireClean()
		require.Subset(t, s.witness.Kinds(), all, "the witness saw every kind")
		// What is looked for is found where it is.
		require.NotEmpty(t, s.witness.Find(grant.AccessToken.Reveal()[:24]))
		require.NotEmpty(t, s.witness.Find(withoutOwnSecret(t, "https://oauth2.googleapis.com/tokeninfo?access_token="+url.QueryEscape(grant.AccessToken.Reveal()))))
	})
	t.Run("denied", func(t *testing.T) {
		s := newSession(t, googletest.Config{})
		require.Nil(t, s.signIn(func(user *googletest.Opener) { user.Deny = true }, nil))
		s.requireClean()
	})
	t.Run("boxes left out", func(t *testing.T) {
		s := newSession(t, googletest.Config{})
		require.Nil(t, s.signIn(func(user *googletest.Opener) { user.Scopes = []string{picker.Scope} }, nil))
		s.requireClean()
	})
	for _, fault := range faults {
		t.Run("fault "+string(fault), func(t *testing.T) {
			s := newSession(t, googletest.Config{})
			grant := s.signIn(nil, nil)
			s.google.SetAccessTokenTTL(-time.Hour) // and so it is refreshed at once
			s.google.SetFault(fault)
			s.signIn(nil, nil)
			s.use(grant)
			s.requireClean()
		})
	}
	for name, trouble := range troubles {
		t.Run("trouble "+name, func(t *testing.T) {
			signsIn := newSession(t, googletest.Config{})
			tokens := googletest.Request{Method: http.MethodPost, Host: "oauth2.googleapis.com", Path: "/token"}
			signsIn.signIn(nil, func() { signsIn.google.Script(tokens, trouble, trouble) })
			signsIn.use(nil)
			signsIn.requireClean()

			uses := newSession(t, googletest.Config{})
			grant := uses.signIn(nil, nil)
			for _, asked := range requests {
				uses.google.Script(asked, trouble)
			}
			uses.use(grant)
			require.Zero(t, uses.google.ScriptLeft(), "every request met its trouble")
			uses.requireClean()
		})
	}
}

var faults = []googletest.Fault{
	googletest.FaultNotTestUser, googletest.FaultOrgInternal, googletest.FaultAdminPolicy, googletest.FaultDeletedClient,
	googletest.FaultDisabledClient, googletest.FaultReauthenticate, googletest.FaultRAPTRequired, googletest.FaultAppBlocked,
	googletest.FaultUnauthorized, googletest.FaultUnavailable,
}

// troubles of single requests, those aside that only take time.
var troubles = map[string]googletest.Trouble{
	"401": googletest.Error(401), "403": googletest.Error(403), "404": googletest.Error(404),
	"429": googletest.Error(429), "500": googletest.Error(500), "page": googletest.ErrorPage(503),
	"garbage": googletest.Garbage(), "drop": googletest.Drop(), "drop answer": googletest.DropAnswer(),
	"cut": googletest.CutBody(9), "short": googletest.ShortBody(9), "redirect": googletest.Redirect("https://elsewhere.example.com/"),
}

// requests are those to the APIs that carry a secret, or whose answers do.
var requests = []googletest.Request{
	{Method: http.MethodPost, Host: "photoslibrary.googleapis.com", Path: "/v1/uploads"},
	{Method: http.MethodPost, Host: "photoslibrary.googleapis.com", Path: "/v1/mediaItems:*"},
	{Method: http.MethodGet, Host: "lh3.googleusercontent.com"},
	{Method: http.MethodPost, Host: "photospicker.googleapis.com", Path: "/v1/sessions"},
}
