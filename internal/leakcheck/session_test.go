package leakcheck_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/internal/leakcheck"
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
