package googletest

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Opener plays the user in front of a browser: it opens the consent page, fills
// the form and follows the redirect to the program that waits for it. It has
// the method that credentials.Opener wants. Set the fields before use.
type Opener struct {
	// Scopes are the boxes to tick; nil ticks all, an empty slice none. Boxes
	// that cannot be changed may be left out.
	Scopes []string
	// Deny presses Cancel.
	Deny bool

	server *Server
}

// Approve returns an opener that ticks every box and presses Allow; set its
// fields for another user.
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

// Open loads address, which must be an authorization URL of Google or its
// [Server.LocalURL], and returns once the redirect was answered.
func (o *Opener) Open(ctx context.Context, address string) error {
	resp, err := o.send(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	if page := o.errorPage(resp); page != nil {
		return page
	}
	if !o.atGoogle(resp.url) {
		return nil // answered without a question, as with prompt=none
	}
	form, err := parseForm(resp.body)
	if err != nil {
		return fmt.Errorf("googletest: %s is not the consent page: %w", resp.url.Redacted(), err)
	}
	values, err := o.fill(form)
	if err != nil {
		return err
	}
	action, err := resp.url.Parse(form.action)
	if err != nil {
		return fmt.Errorf("googletest: the form's action: %w", err)
	}
	resp, err = o.send(ctx, http.MethodPost, action.String(), values)
	if err != nil {
		return err
	}
	if page := o.errorPage(resp); page != nil {
		return page
	}
	return nil
}

func (o *Opener) fill(form *htmlForm) (url.Values, error) {
	values := url.Values{}
	for name, value := range form.hidden {
		values.Set(name, value)
	}
	if o.Deny {
		values.Set("decision", "cancel")
		return values, nil
	}
	values.Set("decision", "allow")
	values["scope"] = form.boxes
	if o.Scopes == nil {
		return values, nil
	}
	values["scope"] = nil
	for _, scope := range o.Scopes {
		scope = canonicalScope(scope)
		switch {
		case slices.Contains(form.boxes, scope):
			values.Add("scope", scope)
		case !slices.Contains(form.fixed, scope):
			return nil, fmt.Errorf("googletest: the consent page has no box for %s", scope)
		}
	}
	return values, nil
}

type browserPage struct {
	url    *url.URL
	status int
	body   []byte
}

func (o *Opener) send(ctx context.Context, method, address string, form url.Values) (*browserPage, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, errors.New("googletest: the address to open is not a URL")
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := o.server.Client().Do(req)
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
	return &browserPage{url: resp.Request.URL, status: resp.StatusCode, body: body}, nil
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

// htmlForm is what a user could send with the consent page.
type htmlForm struct {
	action string
	hidden map[string]string
	boxes  []string // that can be ticked
	fixed  []string // that cannot be changed
}

func parseForm(page []byte) (*htmlForm, error) {
	form := &htmlForm{hidden: map[string]string{}}
	decoder := xml.NewDecoder(strings.NewReader(string(page)))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		attributes := map[string]string{}
		for _, a := range start.Attr {
			attributes[a.Name.Local] = a.Value
		}
		switch {
		case start.Name.Local == "form":
			form.action = attributes["action"]
		case start.Name.Local != "input":
		case attributes["type"] == "hidden":
			form.hidden[attributes["name"]] = attributes["value"]
		case attributes["disabled"] != "":
			form.fixed = append(form.fixed, attributes["value"])
		default:
			form.boxes = append(form.boxes, attributes["value"])
		}
	}
	if form.action == "" {
		return nil, errors.New("it has no form")
	}
	return form, nil
}
