package credentials_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

const days = 24 * time.Hour

// patient is a setup that a check examines: healthy as it comes.
type patient struct {
	t       *testing.T
	google  *googletest.Server
	client  credentials.Client
	grant   *credentials.Grant
	options credentials.CheckOptions
	way     *way
	clock   *clock
}

// clock is the time of Google and, but for skew, of this computer.
type clock struct {
	mu   sync.Mutex
	now  time.Time
	skew time.Duration // how far this computer is ahead
}

func (c *clock) google() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }
func (c *clock) here() time.Time   { c.mu.Lock(); defer c.mu.Unlock(); return c.now.Add(c.skew) }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

// way counts the requests of a check and notes what they were.
type way struct {
	base  http.RoundTripper
	asked []string
}

func (w *way) RoundTrip(r *http.Request) (*http.Response, error) {
	path := r.URL.Path
	switch {
	case r.URL.Hostname() == "lh3.googleusercontent.com":
		path = "/…"
	case strings.HasPrefix(path, "/v1/sessions/"):
		path = "/v1/sessions/…"
	}
	w.asked = append(w.asked, r.Method+" "+r.URL.Hostname()+path)
	return w.base.RoundTrip(r)
}

// harmless is all that a check may ever ask for. None of it changes anything that
// stays: a session of the picker is deleted again.
func harmless() []string {
	return []string{
		"POST oauth2.googleapis.com/token",
		"POST oauth2.googleapis.com/tokeninfo",
		"GET accounts.google.com/o/oauth2/v2/auth",
		"POST photoslibrary.googleapis.com/v1/mediaItems:search",
		"HEAD lh3.googleusercontent.com/…",
		"POST photospicker.googleapis.com/v1/sessions",
		"DELETE photospicker.googleapis.com/v1/sessions/…",
	}
}

// newPatient was signed in 30 days ago, is in use, and has three photos.
func newPatient(t *testing.T, config googletest.Config, scopes ...string) *patient {
	t.Helper()
	p := &patient{t: t, clock: &clock{now: now}}
	config.Now = p.clock.google
	p.google = googletest.NewServer(t, config)
	for range 3 {
		p.google.AddPhoto(googletest.Photo{})
	}
	var err error
	p.client, err = credentials.ParseClient(p.google.ClientSecretJSON())
	require.NoError(t, err)
	p.grant = p.issue(scopes...)
	p.way = &way{base: p.google.Transport()}
	p.options = credentials.CheckOptions{HTTP: &http.Client{Transport: p.way}, Now: p.clock.here, Account: "Owner@example.com"}
	if !config.Testing {
		p.age(30 * days)
	}
	return p
}

// allScopes are those of the Library, the picker and the identity.
func allScopes() []string { return append(credentials.DefaultScopes(), picker.Scope) }

func (p *patient) issue(scopes ...string) *credentials.Grant {
	if len(scopes) == 0 {
		scopes = allScopes()
	}
	tokens := p.google.Issue(scopes...)
	return &credentials.Grant{
		ClientID: p.google.ClientID(), Account: "owner@example.com", Scopes: tokens.Scopes,
		AccessToken: tokens.AccessToken, RefreshToken: tokens.RefreshToken, TokenType: "Bearer",
		Expiry: tokens.Expiry, GrantedAt: p.clock.google(),
	}
}

// signIn is a grant of the same person for the client of now.
func (p *patient) signIn() *credentials.Grant {
	grant, err := credentials.Authorize(p.t.Context(), p.client, credentials.AuthorizeOptions{
		Opener: p.google.Approve(), HTTP: p.google.Client(), Now: p.clock.google, Scopes: allScopes(),
	})
	require.NoError(p.t, err)
	return grant
}

// age lets time pass in which the grant is in use.
func (p *patient) age(d time.Duration) {
	p.clock.pass(d)
	p.grant.RefreshedAt = p.clock.here().Add(-time.Hour)
	p.grant.Expiry = p.clock.here().Add(-time.Second)
}

// rest lets time pass in which nobody uses the grant.
func (p *patient) rest(d time.Duration) { p.clock.pass(d) }

// answer puts a round tripper in between, for what the fake cannot be told to do.
func (p *patient) answer(f roundTrip) { p.way.base = f }

// check examines the patient and sees to what is true of every check.
func (p *patient) check() credentials.Report {
	p.t.Helper()
	p.way.asked = nil
	report := credentials.Check(p.t.Context(), p.client, p.grant, p.options)
	require.LessOrEqual(p.t, len(p.way.asked), 6, p.way.asked)
	sent := slices.Clone(p.way.asked)
	slices.Sort(sent)
	for _, request := range slices.Compact(sent) {
		require.Contains(p.t, harmless(), request)
	}
	asJSON, err := json.Marshal(report)
	require.NoError(p.t, err)
	secrets := []credentials.Secret{p.client.Secret}
	for _, grant := range []*credentials.Grant{p.grant, report.Grant} {
		if grant != nil {
			secrets = append(secrets, grant.AccessToken, grant.RefreshToken)
		}
	}
	for _, text := range []string{string(asJSON), report.String()} {
		for _, secret := range secrets {
			if !secret.IsZero() {
				require.NotContains(p.t, text, secret.Reveal())
			}
		}
	}
	require.NotContains(p.t, string(asJSON), "owner@")
	require.Empty(p.t, p.google.Unexpected())
	requireColumns(p.t, report)
	return report
}

// requireColumns wants text that a terminal of 80 columns shows as it is, but for
// links, which nothing may break.
func requireColumns(t *testing.T, report credentials.Report) {
	t.Helper()
	for line := range strings.Lines(report.String()) {
		if !strings.Contains(line, "https://") {
			require.LessOrEqual(t, len([]rune(strings.TrimSuffix(line, "\n"))), 80, line)
		}
	}
}
