package googletest

import (
	"net/http"
	"slices"

	"github.com/nasphotos/nasphotos/internal/secret"
)

func newSecret(text string) Secret { return secret.New(text) }

// AuthorizedClient returns [Server.Client] with an access token of [Server.Issue]
// on every request. It does not refresh the token.
func (s *Server) AuthorizedClient(scopes ...string) *http.Client {
	return &http.Client{Transport: &bearer{base: s.transport, token: s.Issue(scopes...).AccessToken}}
}

type bearer struct {
	base  http.RoundTripper
	token Secret
}

func (b *bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	if !slices.Contains([]string{hostLibrary, hostUserinfo, hostBytes, hostPicker}, req.URL.Hostname()) {
		return b.base.RoundTrip(req)
	}
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+b.token.Reveal())
	return b.base.RoundTrip(req)
}
