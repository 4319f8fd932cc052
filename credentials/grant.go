package credentials

import (
	"context"
	"net/http"
	"slices"
	"time"

	"golang.org/x/oauth2"
)

// Grant is what a user allowed a [Client] to do: the tokens, and what is known
// about them. Printing and marshalling leave the tokens out, so a grant that was
// read back from JSON has none.
//
// The methods do not change the grant and are safe for concurrent use.
type Grant struct {
	// ClientID is the client that the tokens belong to; no other can refresh them.
	ClientID string `json:"client_id"`
	// Account is the e-mail address of the user, empty if Google did not say.
	Account string `json:"account,omitempty"`
	// Scopes are the granted ones, as Google spells them. They may be fewer than
	// were asked for.
	Scopes []string `json:"scopes"`
	// AccessToken is good for about an hour, until Expiry.
	AccessToken Secret `json:"-"`
	// RefreshToken gets new access tokens until it is revoked or expires.
	RefreshToken Secret `json:"-"`
	// TokenType is "Bearer".
	TokenType string `json:"token_type"`
	// Expiry is the end of the access token.
	Expiry time.Time `json:"expiry,omitzero"`
	// GrantedAt is when the user consented.
	GrantedAt time.Time `json:"granted_at,omitzero"`
	// RefreshExpiry is the end of the refresh token; zero means that Google named
	// none. A consent screen in "Testing" gives seven days. [Grant.End] weighs it
	// against what else is known.
	RefreshExpiry time.Time `json:"refresh_expiry,omitzero"`
	// RefreshedAt is when Google last gave an access token. Six months later it
	// drops the refresh token as unused.
	RefreshedAt time.Time `json:"refreshed_at,omitzero"`
	// EndedAt is when Google last refused the refresh token as ended; zero while it
	// works. A [TokenSource] sets it, so that no other program asks in vain.
	EndedAt time.Time `json:"ended_at,omitzero"`

	// others are the fields of a newer version's stored grant: a JSON object. They
	// are a secret because nobody here knows what they hold.
	others Secret
}

// Token returns the tokens for golang.org/x/oauth2. They are in the clear.
func (g *Grant) Token() *oauth2.Token {
	return &oauth2.Token{
		AccessToken:  g.AccessToken.Reveal(),
		RefreshToken: g.RefreshToken.Reveal(),
		TokenType:    g.TokenType,
		Expiry:       g.Expiry,
	}
}

// TokenSource returns the access token while it is valid and refreshes it when
// it is not. httpClient reaches the token endpoint; nil means a client with a
// timeout of 30 seconds. ctx must live as long as the source. What it refreshes
// ends with the program: [NewTokenSource] stores it.
//
// Errors of Google are [*OAuthError]; those that need a new consent match
// [ErrReauthorize]. The source is safe for concurrent use.
func (g *Grant) TokenSource(ctx context.Context, client Client, httpClient *http.Client) oauth2.TokenSource {
	refresh := &refresher{ctx: ctx, client: client, grant: g, http: tokenClient(httpClient)}
	if g.Expiry.IsZero() {
		// x/oauth2 would take a token without expiry as valid for ever.
		return oauth2.ReuseTokenSource(nil, refresh)
	}
	return oauth2.ReuseTokenSource(g.Token(), refresh)
}

// HTTPClient returns a client that sends the grant's access token over https to
// *.googleapis.com and to the hosts of base URLs, lh3.googleusercontent.com and
// its siblings. Other hosts of googleusercontent.com, to which Google redirects,
// are asked without it; requests to all others are refused, those to this machine
// too. ctx must live as long as the client.
//
// base reaches Google; nil means a client that waits 30 seconds for the header of
// an answer and for the token endpoint, and as long as it takes for a body: end
// the request's context to stop it.
func (g *Grant) HTTPClient(ctx context.Context, client Client, base *http.Client) *http.Client {
	source := g.TokenSource(ctx, client, base)
	if base == nil {
		base = &http.Client{Transport: apiTransport()}
	}
	authorized := *base
	authorized.Transport = &bearer{source: source, base: base.Transport}
	return &authorized
}

// refresher is the oauth2.TokenSource that does one refresh per call.
type refresher struct {
	ctx    context.Context //nolint:containedctx // TokenSource.Token takes none.
	client Client
	grant  *Grant
	http   *http.Client
}

func (r *refresher) Token() (*oauth2.Token, error) {
	return refreshToken(r.ctx, r.client, r.grant, r.http)
}

// refreshToken asks the token endpoint once for a new access token.
func refreshToken(ctx context.Context, client Client, grant *Grant, http *http.Client) (*oauth2.Token, error) {
	switch {
	case grant.RefreshToken.IsZero():
		return nil, ErrNoRefreshToken
	case grant.ClientID != "" && grant.ClientID != client.ID:
		return nil, mismatch(grant, client)
	}
	if err := client.validate(); err != nil {
		return nil, err
	}
	ctx = context.WithValue(ctx, oauth2.HTTPClient, http)
	expired := &oauth2.Token{RefreshToken: grant.RefreshToken.Reveal()}
	token, err := client.OAuthConfig("").TokenSource(ctx, expired).Token()
	if err != nil {
		return nil, tokenError(err, grant.RefreshToken, client.Secret)
	}
	if token.ExpiresIn <= 0 {
		return nil, errNoExpiry
	}
	return token, nil
}

// renewed returns a copy of g with the tokens of a refresh that was asked for
// at the time now.
func (g *Grant) renewed(token *oauth2.Token, now time.Time) *Grant {
	fresh := g.copy()
	fresh.take(token, now)
	return fresh
}

func (g *Grant) copy() *Grant {
	same := *g
	same.Scopes = slices.Clone(g.Scopes)
	return &same
}

// longestGrant is far beyond what Google gives for a limited time: half a year. A
// number above it is no promise of anything.
const longestGrant = 10 * 365 * 24 * time.Hour

// take copies what a token response says. Times are counted from now, the
// moment before the request, so they never promise too much.
func (g *Grant) take(token *oauth2.Token, now time.Time) {
	g.AccessToken = NewSecret(token.AccessToken)
	g.TokenType = token.Type()
	g.Expiry = now.Add(time.Duration(token.ExpiresIn) * time.Second).UTC().Truncate(time.Second)
	g.EndedAt = time.Time{}
	if token.RefreshToken != "" {
		g.RefreshToken = NewSecret(token.RefreshToken)
	}
	// RFC 6749 section 5.1: no scope field means the scopes that were asked for.
	if granted, _ := token.Extra("scope").(string); granted != "" {
		g.Scopes = splitScopes(granted)
	}
	if seconds, _ := token.Extra("refresh_token_expires_in").(float64); seconds >= 1 && seconds <= longestGrant.Seconds() {
		g.limit(now.Add(time.Duration(seconds)*time.Second).UTC().Truncate(time.Second), now)
	}
	// Not cut to seconds: it orders the refreshes of one grant.
	g.RefreshedAt = now.UTC().Round(0)
}
