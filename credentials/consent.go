package credentials

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/oauth2"
)

// consent is one request to the consent page, and what its answer has to match.
type consent struct {
	client   Client
	config   *oauth2.Config
	options  AuthorizeOptions
	verifier Secret
	url      string
}

func newConsent(client Client, redirectURI, state string, options AuthorizeOptions) *consent {
	verifier := oauth2.GenerateVerifier()
	parameters := []oauth2.AuthCodeOption{
		oauth2.AccessTypeOffline,
		oauth2.S256ChallengeOption(verifier),
	}
	if options.ForceConsent {
		parameters = append(parameters, oauth2.ApprovalForce)
	}
	if options.LoginHint != "" {
		parameters = append(parameters, oauth2.SetAuthURLParam("login_hint", options.LoginHint))
	}
	config := client.OAuthConfig(redirectURI, options.Scopes...)
	return &consent{
		client:   client,
		config:   config,
		options:  options,
		verifier: NewSecret(verifier),
		url:      config.AuthCodeURL(state, parameters...),
	}
}

// await waits for the answer of the consent page, which opener shows, and asks
// for pasted text meanwhile. listening says that the browser can bring the answer
// by itself.
func (c *consent) await(ctx context.Context, inbox *inbox, opener *errand, listening bool) (answer, error) {
	var pasted <-chan error
	if c.options.Paste != nil {
		box := &pasteBox{inbox: inbox}
		paste := startErrand(ctx, func(ctx context.Context) error {
			opener.lead(ctx)
			return box.receive(ctx, c.options.Paste)
		})
		defer paste.stop(false)
		pasted = paste.ended
	}

	var end error
	for opened := opener.ended; end == nil; {
		select {
		case got := <-inbox.first:
			return got, nil
		case err := <-opened:
			opened = nil // Shown; now it is the user's turn.
			if err != nil {
				end = &openError{url: NewSecret(c.url), err: err}
			}
		case err := <-pasted:
			pasted = nil
			if !listening || !errors.Is(err, errNoMorePastes) {
				end = err
			}
		case <-ctx.Done():
		}
		if err := ctx.Err(); err != nil {
			end = c.interrupted(ctx, err)
		}
	}
	select {
	case got := <-inbox.first: // It counts, whatever else happened at the same time.
		return got, nil
	default:
		return answer{}, end
	}
}

// interrupted is the error of a waiting that ended without an answer.
func (c *consent) interrupted(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), ErrTimeout) {
		return fmt.Errorf("%w: nobody answered within %s: authorize again, or set a longer Timeout; %s", ErrTimeout, c.options.Timeout, remedyErrorPage(c.client))
	}
	return fmt.Errorf("credentials: waiting for the consent page: %w", err)
}

// finish turns the answer into a grant.
func (c *consent) finish(ctx context.Context, got answer) (*Grant, error) {
	if got.err != nil {
		return nil, got.err
	}
	ctx, cancel := context.WithTimeout(ctx, exchangeTimeout)
	defer cancel()
	ctx = context.WithValue(ctx, oauth2.HTTPClient, tokenClient(c.options.HTTP))
	now := c.options.Now()
	token, err := c.config.Exchange(ctx, got.code.Reveal(), oauth2.VerifierOption(c.verifier.Reveal()))
	if err != nil {
		return nil, exchangeError(err, got.code, c.verifier, c.client.Secret)
	}
	if token.RefreshToken == "" {
		return nil, ErrNoRefreshToken
	}
	if token.ExpiresIn <= 0 {
		return nil, errNoExpiry
	}
	grant := &Grant{
		ClientID:  c.client.ID,
		Account:   account(token, c.client.ID),
		Scopes:    slices.Clone(c.options.Scopes),
		GrantedAt: now.UTC().Truncate(time.Second),
	}
	grant.take(token, now)
	if missing := missingScopes(c.options.Scopes, grant.Scopes); len(missing) > 0 {
		return nil, &ScopeError{Missing: missing, Grant: grant}
	}
	return grant, nil
}
