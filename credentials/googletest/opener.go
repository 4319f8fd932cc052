package googletest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Opener plays the user in front of a browser: it opens the address, picks the
// account, passes the warning, fills the consent page and follows the redirect
// to the program that waits for it. It has the method that credentials.Opener
// wants. Set the fields before use.
type Opener struct {
	// Account is the address of the account to use. Empty is the one that the
	// program has named in login_hint, and else that of [Config.Email].
	Account string
	// Refuse presses Back to safety on the page that warns of an app that Google
	// has not verified, which the program hears as access_denied. Who sees no
	// warning goes on.
	Refuse bool
	// Scopes are the boxes to tick; nil ticks all, an empty slice none. Boxes
	// that cannot be changed may be left out.
	Scopes []string
	// Deny presses Cancel on the consent page.
	Deny bool
	// Elsewhere, if set, puts the browser on another computer or a phone, which
	// cannot reach the program: it is called with the address at which the browser
	// gives up, for the user to paste. The address has the code in it.
	Elsewhere func(address string)

	server *Server
}

// Approve returns an opener that goes on past the warning, ticks every box and
// presses Allow; set its fields for another user.
func (s *Server) Approve() *Opener { return &Opener{server: s} }

// PageError is the error page that the user would see instead of the consent
// page: the program that waits for the redirect hears nothing.
type PageError struct {
	Status      int
	Code        string // such as redirect_uri_mismatch
	Description string
}

func (e *PageError) Error() string {
	return fmt.Sprintf("googletest: the consent page is an error page: %d %s: %s", e.Status, e.Code, e.Description)
}

// maxPages is more than a sign-in has, so that none goes on for ever.
const maxPages = 10

// Open loads address, which must be an authorization URL of Google, its
// [Server.LocalURL], or a page on this machine that redirects to one, and
// returns once the redirect was answered.
func (o *Opener) Open(ctx context.Context, address string) error {
	visit, err := o.send(ctx, http.MethodGet, address, nil)
	for range maxPages {
		if err != nil {
			return err
		}
		if failure := o.errorPage(visit); failure != nil {
			return failure
		}
		if visit.unreached != "" {
			o.Elsewhere(visit.unreached)
			return nil
		}
		if !o.atGoogle(visit.url) {
			return nil // the program has its answer
		}
		visit, err = o.answer(ctx, visit)
	}
	return fmt.Errorf("googletest: the sign-in does not end after %d pages", maxPages)
}

// answer does on a page what the user would.
func (o *Opener) answer(ctx context.Context, visit *browserPage) (*browserPage, error) {
	page, err := parsePage(visit.body)
	if err != nil {
		return nil, fmt.Errorf("googletest: %s%s is no page of a sign-in: %w", visit.url.Host, visit.url.Path, err)
	}
	if o.Account != "" && page.account != "" && page.account != o.Account {
		target, err := visit.url.Parse(page.switchTo)
		if err != nil {
			return nil, fmt.Errorf("googletest: the link to another account: %w", err)
		}
		return o.send(ctx, http.MethodGet, target.String(), nil)
	}
	values, err := o.fill(page)
	if err != nil {
		return nil, err
	}
	action, err := visit.url.Parse(page.action)
	if err != nil {
		return nil, fmt.Errorf("googletest: the form's action: %w", err)
	}
	return o.send(ctx, http.MethodPost, action.String(), values)
}

func (o *Opener) fill(page *htmlPage) (url.Values, error) {
	values := url.Values{}
	for name, value := range page.hidden {
		values.Set(name, value)
	}
	switch page.id {
	case "page-account":
		choice := o.Account
		if choice == "" {
			choice = o.server.config.Email
		}
		if !slices.Contains(page.buttons, choice) {
			return nil, fmt.Errorf("googletest: the page offers no account %s", choice)
		}
		values.Set("account", choice)
		return values, nil
	case "page-unverified", "page-testing":
		values.Set("decision", "proceed")
		if o.Refuse {
			values.Set("decision", "back")
		}
		return values, nil
	case "page-consent":
		return values, o.tick(page, values)
	}
	return nil, fmt.Errorf("googletest: the user does not know the page %q", page.id)
}

func (o *Opener) tick(page *htmlPage, values url.Values) error {
	if o.Deny {
		values.Set("decision", "cancel")
		return nil
	}
	values.Set("decision", "allow")
	if o.Scopes == nil {
		values["scope"] = page.boxes
		return nil
	}
	for _, scope := range o.Scopes {
		scope = canonicalScope(scope)
		switch {
		case slices.Contains(page.boxes, scope):
			values.Add("scope", scope)
		case !slices.Contains(page.fixed, scope):
			return fmt.Errorf("googletest: the consent page has no box for %s", scope)
		}
	}
	return nil
}

type browserPage struct {
	url       *url.URL
	status    int
	body      []byte
	unreached string // the address that the page redirects to and that is not here
}

func (o *Opener) send(ctx context.Context, method, address string, form url.Values) (*browserPage, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, errors.New("googletest: the address to open is not a URL")
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := o.server.Client()
	var unreached string
	if o.Elsewhere != nil {
		client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
			if o.atGoogle(next.URL) && len(via) < maxPages {
				return nil
			}
			unreached = next.URL.String()
			return http.ErrUseLastResponse
		}
	}
	resp, err := client.Do(req)
	if err != nil {
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err // the URL has the code in it
		}
		return nil, fmt.Errorf("googletest: open the page: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, fmt.Errorf("googletest: read the page: %w", err)
	}
	return &browserPage{url: resp.Request.URL, status: resp.StatusCode, body: body, unreached: unreached}, nil
}

// atGoogle tells the pages of this server from those of the program that waits.
func (o *Opener) atGoogle(u *url.URL) bool {
	return !isLoopback(u.Hostname()) || u.Host == o.server.transport.address
}

// errorPage returns the error page of Google that was reached, if one was.
func (o *Opener) errorPage(p *browserPage) *PageError {
	if !o.atGoogle(p.url) {
		return nil
	}
	if strings.HasSuffix(p.url.Path, "/signin/oauth/error") {
		if e, err := decodePageError(p.url.Query().Get("authError")); err == nil {
			return &PageError{Status: e.status, Code: e.code, Description: e.message}
		}
	}
	if p.status >= 400 {
		return &PageError{Status: p.status, Description: http.StatusText(p.status)}
	}
	return nil
}
