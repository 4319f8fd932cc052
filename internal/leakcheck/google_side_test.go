package leakcheck_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/internal/leakcheck"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

// session is a program that does everything the Google side can, and prints
// whatever it gets.
type session struct {
	t       *testing.T
	google  *googletest.Server
	witness *leakcheck.Witness
	http    *http.Client
	log     printed
}

func newSession(t *testing.T, config googletest.Config) *session {
	t.Helper()
	google := googletest.NewServer(t, config)
	google.AddPhoto(googletest.Photo{Filename: "beach.jpg"})
	witness := &leakcheck.Witness{Base: google.Transport()}
	return &session{t: t, google: google, witness: witness, http: &http.Client{Transport: witness}}
}

// signIn asks for consent and prints the outcome. The state and the consent
// address are secrets of this sign-in until it is over.
func (s *session) signIn(change func(*googletest.Opener), between func()) *credentials.Grant {
	client, err := credentials.ParseClient(s.google.ClientSecretJSON())
	require.NoError(s.t, err)
	s.log.add(client, &client)
	user := s.google.Approve()
	if change != nil {
		change(user)
	}
	options := credentials.AuthorizeOptions{
		HTTP: s.http, Scopes: append(credentials.DefaultScopes(), picker.Scope), Timeout: time.Minute,
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			if parsed, err := url.Parse(address); err == nil {
				s.witness.Note("state", parsed.Query().Get("state"))
			}
			if between != nil {
				between()
			}
			return user.Open(ctx, address)
		}),
	}
	grant, err := credentials.Authorize(s.t.Context(), client, options)
	s.log.add(grant, err, options)
	return grant
}

// use makes every call of both APIs and asks the doctor.
func (s *session) use(grant *credentials.Grant) {
	ctx := s.t.Context()
	client, err := credentials.ParseClient(s.google.ClientSecretJSON())
	require.NoError(s.t, err)
	report := credentials.Check(ctx, client, grant, credentials.CheckOptions{HTTP: s.http})
	s.log.add(report, report.Checks)
	if grant == nil {
		return
	}
	authorized := grant.HTTPClient(ctx, client, s.http)
	once := photoslibrary.Retry{Attempts: 1}
	library := &photoslibrary.Client{HTTP: authorized, Retry: once, Meter: &photoslibrary.Meter{}}
	token, err := library.Upload(ctx, "hills.jpg", "image/jpeg", strings.NewReader(string(googletest.JPEG(googletest.PhotoSpec{Seed: 1}))))
	s.log.add(err)
	created, err := library.CreateItems(ctx, "", photoslibrary.NewItem{UploadToken: token})
	s.log.add(err)
	for _, item := range created {
		s.log.add(item.Err)
	}
	_, err = library.CreateItems(ctx, "", photoslibrary.NewItem{UploadToken: token})
	s.log.add(err)
	_, err = library.CreateAlbum(ctx, "Hills")
	s.log.add(err)
	for _, err := range library.Albums(ctx) {
		s.log.add(err)
	}
	for item, err := range library.Search(ctx, photoslibrary.SearchRequest{}) {
		s.log.add(err)
		if err == nil {
			_, err := library.Download(ctx, item, io.Discard)
			s.log.add(err)
			_, err = library.Get(ctx, item.ID)
			s.log.add(err)
		}
	}
	_, err = library.Get(ctx, "nothing")
	s.log.add(err, library.Meter.Usage())
	s.pick(&picker.Client{HTTP: authorized, Retry: once})
}

func (s *session) pick(photos *picker.Client) {
	ctx := s.t.Context()
	picking, err := photos.CreateSession(ctx, picker.CreateOptions{})
	s.log.add(err)
	if err != nil {
		return
	}
	for _, err := range photos.Items(ctx, picking.ID) {
		s.log.add(err) // nothing is picked yet
	}
	require.NoError(s.t, s.google.Pick(picking.PickerURI, s.google.Library().Items[0].ID))
	for item, err := range photos.Items(ctx, picking.ID) {
		s.log.add(err)
		if err == nil {
			_, err := photos.Download(ctx, item, io.Discard)
			s.log.add(err)
		}
	}
	s.log.add(photos.DeleteSession(ctx, picking.ID))
	_, err = photos.Session(ctx, picking.ID)
	s.log.add(err)
}

// requireClean fails if something that was printed or asked for has a secret.
func (s *session) requireClean() {
	s.t.Helper()
	require.Greater(s.t, s.log.text.Len(), 1000, "something was printed")
	for _, leak := range s.witness.Find(s.log.text.String()) {
		lines := strings.Split(s.log.text.String(), "\n")
		s.t.Errorf("%s: %s", leak, lines[leak.Line-1])
	}
	for _, address := range s.witness.URLs() {
		require.Empty(s.t, s.witness.Find(withoutOwnSecret(s.t, address)), "the address of a request")
	}
}

// withoutOwnSecret takes out what makes an address of bytes or of an upload what
// it is: whoever has it can use it, so Google needs it there.
func withoutOwnSecret(t *testing.T, address string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	if parsed.Host == "lh3.googleusercontent.com" {
		parsed.Path = ""
	}
	query := parsed.Query()
	query.Del("upload_id")
	parsed.RawQuery = query.Encode()
	return parsed.String()
}

// Nothing of the Google side prints a secret or puts one into an address,
// however Google answers.
func TestGoogleSide(t *testing.T) {
	all := []string{"access token", "authorization code", "base URL", "client secret", "identity token", "refresh token", "state", "upload token", "verifier"}
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
	googletest.FaultDisabledClient, googletest.FaultReauthenticate, googletest.FaultUnavailable,
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
