package credentials

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"golang.org/x/oauth2"
)

const (
	defaultTimeout  = 5 * time.Minute
	exchangeTimeout = 30 * time.Second
	// openerGrace is how long an Opener that follows the user's way itself, such
	// as one of a test, may take to read the result page.
	openerGrace = 250 * time.Millisecond
)

// AuthorizeOptions are the settings of [Authorize]. The zero value opens the
// user's browser, asks for [DefaultScopes] and waits five minutes.
type AuthorizeOptions struct {
	// Opener shows the consent page; default [Browser].
	Opener Opener
	// HTTP reaches Google's token endpoint; default a client with a timeout of 30
	// seconds.
	HTTP *http.Client
	// Scopes to ask for; default [DefaultScopes].
	Scopes []string
	// LoginHint is the e-mail address of the account to preselect. The user can
	// still choose another one: compare Grant.Account.
	LoginHint string
	// ForceConsent shows the boxes again to a user who ticked them before. Each
	// consent adds one of at most 100 refresh tokens that an account has for a
	// client; beyond that Google drops the oldest without a word.
	ForceConsent bool
	// Timeout is how long the user may take; default 5 minutes.
	Timeout time.Duration
	// Now is the clock for the times in the grant; default [time.Now].
	Now func() time.Time
}

func (o AuthorizeOptions) withDefaults() AuthorizeOptions {
	if o.Opener == nil {
		o.Opener = Browser{}
	}
	if len(o.Scopes) == 0 {
		o.Scopes = DefaultScopes()
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Authorize lets the user consent in a browser and returns the grant: it listens
// on a free port of 127.0.0.1, shows Google's consent page through the Opener,
// waits for the browser to come back, and exchanges the code for tokens (RFC
// 8252, with PKCE of RFC 7636). The browser must run on this computer.
//
// It returns when the first valid answer was dealt with, after the timeout, or
// when ctx ends; the listener is closed by then. Several calls can run at once.
//
// Errors: [*OAuthError] if Google or the user refused, [*ScopeError] if boxes
// were left unticked, [ErrTimeout], [ErrNoRefreshToken], [*ClientFileError] for
// a client with foreign endpoints, and the Opener's own error.
func Authorize(ctx context.Context, client Client, options AuthorizeOptions) (*Grant, error) {
	if err := client.validate(); err != nil {
		return nil, err
	}
	options = options.withDefaults()
	listener, err := listenLoopback(ctx)
	if err != nil {
		return nil, fmt.Errorf("credentials: cannot listen on 127.0.0.1 for the browser's answer: %w", err)
	}
	defer listener.close(ctx)

	consent := newConsent(client, listener, options)
	waiting, stopWaiting := context.WithTimeoutCause(ctx, options.Timeout, ErrTimeout)
	defer stopWaiting()
	opener := startOpener(waiting, options.Opener, consent.url)
	defer opener.stop()

	got, err := awaitAnswer(waiting, listener, opener)
	if err != nil {
		if errors.Is(err, ErrTimeout) {
			return nil, fmt.Errorf("%w: nobody answered within %s: authorize again, or set a longer Timeout; %s", ErrTimeout, options.Timeout, remedyErrorPage(client))
		}
		return nil, err
	}
	grant, err := consent.finish(ctx, got)
	if err != nil {
		listener.show(pageFailure(err))
		return nil, err
	}
	listener.show(pageSuccess(grant))
	return grant, nil
}

// awaitAnswer waits for the browser, the Opener's failure, or the end. If the
// answer is there, it counts, whatever else happened at the same time.
func awaitAnswer(ctx context.Context, listener *loopback, opener *opening) (answer, error) {
	var end error
	for failed := opener.failed; end == nil; {
		select {
		case got := <-listener.answers:
			return got, nil
		case err := <-failed:
			failed = nil // Shown; now it is the user's turn.
			if err != nil {
				end = &openError{url: opener.url, err: err}
			}
		case <-ctx.Done():
		}
		if err := ctx.Err(); err != nil {
			if errors.Is(context.Cause(ctx), ErrTimeout) {
				err = ErrTimeout
			}
			end = fmt.Errorf("credentials: waiting for the consent page: %w", err)
		}
	}
	select {
	case got := <-listener.answers:
		return got, nil
	default:
		return answer{}, end
	}
}

// consent is one request to the consent page, and what its answer has to match.
type consent struct {
	client   Client
	config   *oauth2.Config
	options  AuthorizeOptions
	verifier Secret
	url      string
}

func newConsent(client Client, listener *loopback, options AuthorizeOptions) *consent {
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
	config := client.OAuthConfig(listener.redirectURI(), options.Scopes...)
	return &consent{
		client:   client,
		config:   config,
		options:  options,
		verifier: NewSecret(verifier),
		url:      config.AuthCodeURL(listener.state, parameters...),
	}
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
