package credentials

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"golang.org/x/oauth2"
)

// Google's endpoints, used where a client file names none.
const (
	defaultAuthURI  = "https://accounts.google.com/o/oauth2/auth"
	defaultTokenURI = "https://oauth2.googleapis.com/token" //nolint:gosec // An address, not a credential.

	authHost  = "accounts.google.com"
	tokenHost = "oauth2.googleapis.com" //nolint:gosec // An address, not a credential.
)

// clientIDSuffix ends every client id.
const clientIDSuffix = ".apps.googleusercontent.com"

// Client is an OAuth client of the type "Desktop app": the identity under which
// Google knows the program that asks for consent. [ParseClient] reads the file
// that the Google console offers for download, [NewClient] takes values that
// were copied by hand, and [Client.Marshal] writes the file again.
//
// A Client is a value; copies are independent and safe for concurrent use.
type Client struct {
	// ID ends in ".apps.googleusercontent.com".
	ID string `json:"client_id"`
	// Secret is needed although the client runs on a desktop: Google's token
	// endpoint refuses a Desktop client without it.
	Secret Secret `json:"-"`
	// ProjectID is the Google Cloud project, used for links into the console. It
	// may be empty.
	ProjectID string `json:"project_id,omitempty"`
	// AuthURI and TokenURI are Google's endpoints; empty means the usual ones.
	// Another host than Google's is refused.
	AuthURI  string `json:"auth_uri,omitempty"`
	TokenURI string `json:"token_uri,omitempty"`

	file *clientLayout // of the file that the client was read from
}

// SharedRclone reports whether this is the client that rclone uses for everybody
// who brings none. It is being switched off during 2026 (rclone's documentation
// of Google Photos), and no consent for it outlives that.
func (c Client) SharedRclone() bool { return strings.HasPrefix(c.ID, sharedRcloneClient) }

// OAuthConfig returns the client for use with golang.org/x/oauth2. redirect is
// the redirect URI of the consent request; a config that only refreshes tokens
// needs none.
//
// The client's id and secret travel as form parameters. With x/oauth2's default
// a refused authorization code would be sent twice, and the second answer would
// hide the first.
func (c Client) OAuthConfig(redirect string, scopes ...string) *oauth2.Config {
	config := &oauth2.Config{
		ClientID:     c.ID,
		ClientSecret: c.Secret.Reveal(),
		RedirectURL:  redirect,
		Scopes:       scopes,
		Endpoint: oauth2.Endpoint{
			AuthURL:   c.AuthURI,
			TokenURL:  c.TokenURI,
			AuthStyle: oauth2.AuthStyleInParams,
		},
	}
	if config.Endpoint.AuthURL == "" {
		config.Endpoint.AuthURL = defaultAuthURI
	}
	if config.Endpoint.TokenURL == "" {
		config.Endpoint.TokenURL = defaultTokenURI
	}
	return config
}

// validate finds what would make every request with the client fail, or send
// the secret to somebody else.
func (c Client) validate() error {
	switch {
	case c.ID == "":
		return errors.New("credentials: the OAuth client has no id: read it from the console's file with ParseClient")
	case c.Secret.IsZero():
		return fmt.Errorf("credentials: OAuth client %s has no secret: %s", c.ID, remedySecret)
	}
	if err := checkEndpoint("auth_uri", c.AuthURI, authHost); err != nil {
		return err
	}
	return checkEndpoint("token_uri", c.TokenURI, tokenHost)
}

// projectNumber returns the Google Cloud project number that starts every
// client id, or "".
func (c Client) projectNumber() string {
	number, _, _ := strings.Cut(c.ID, "-")
	number = strings.TrimSuffix(number, clientIDSuffix)
	if number == "" || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return number
}

// checkEndpoint refuses a URI that is not https on Google's host: a doctored
// client file would otherwise redirect the secret, the code and the tokens. Neither
// may it bring parameters of its own, or name another page than the consent page:
// some of Google's lead the user on to wherever the address says.
func checkEndpoint(key, uri, host string) error {
	if uri == "" {
		return nil
	}
	parsed, err := url.Parse(uri)
	// Host and not Hostname: a port of somebody's choice is refused as well.
	if err != nil || parsed.Scheme != "https" || parsed.Host != host || parsed.User != nil || parsed.Fragment != "" {
		return &ClientFileError{
			Kind:   ClientFileForeignHost,
			Detail: fmt.Sprintf("its %s is not on https://%s", key, host),
		}
	}
	if host == authHost && !strings.HasPrefix(path.Clean(parsed.Path), "/o/oauth2/") || parsed.RawQuery != "" {
		return &ClientFileError{
			Kind:   ClientFileForeignHost,
			Detail: fmt.Sprintf("its %s is not the address of Google's %s", key, endpointOf(host)),
		}
	}
	return nil
}

func endpointOf(host string) Endpoint {
	if host == authHost {
		return EndpointConsent
	}
	return EndpointToken
}
