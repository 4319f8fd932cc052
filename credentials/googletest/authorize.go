package googletest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// authorization is a valid authorization request that waits for the user.
type authorization struct {
	client    *client
	redirect  string
	state     string
	hasState  bool
	scopes    []string
	challenge string
	method    string
	offline   bool
	nonce     string
	hint      string // login_hint: the account to use
	consent   bool   // prompt=consent: ask again for what was granted before
	// prompt=select_account: ask for the account in spite of the hint.
	selectAccount bool

	// What the user has answered so far.
	account *account
	warned  bool
}

// singleParameters may occur once in an authorization request.
var singleParameters = []string{
	"client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge",
	"code_challenge_method", "access_type", "prompt", "login_hint", "nonce",
}

func badRequest(format string, args ...any) *pageError {
	return &pageError{"invalid_request", fmt.Sprintf(format, args...), http.StatusBadRequest}
}

// serveAuthorize checks the request and sends the browser on: to sign-in, or to
// the error page. Errors of the request never reach the redirect address.
func (s *Server) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	request, failure := s.checkAuthorization(r)
	var part string
	if failure == nil && r.FormValue("prompt") != "none" {
		part = s.ids.next("consent", 32)
		s.pending[part] = request
	}
	s.mu.Unlock()
	switch {
	case failure != nil:
		failure.redirect(w, r, r.FormValue("client_id"))
	case r.FormValue("prompt") == "none":
		// The user would have to be asked, and prompt=none forbids that.
		redirectBack(w, r, request, url.Values{"error": {"interaction_required"}})
	default:
		http.Redirect(w, r, localPath(r, pathAccount+"?part="+part), http.StatusFound)
	}
}

func (s *Server) checkAuthorization(r *http.Request) (*authorization, *pageError) {
	if err := r.ParseForm(); err != nil {
		return nil, badRequest("The request is malformed.")
	}
	for _, name := range singleParameters {
		if len(r.Form[name]) > 1 {
			return nil, badRequest("OAuth 2 parameters can only have a single value: %s", name)
		}
	}
	form := r.Form
	if embedded(r) {
		return nil, &pageError{"disallowed_useragent", "Google doesn't let you sign in from a browser that is embedded in an app.", http.StatusForbidden}
	}
	if form.Get("client_id") == "" {
		return nil, badRequest("Missing required parameter: client_id")
	}
	c := s.findClient(form.Get("client_id"))
	if c == nil {
		return nil, &pageError{"invalid_client", "The OAuth client was not found.", http.StatusUnauthorized}
	}
	if !c.deleted.IsZero() {
		return nil, faults[FaultDeletedClient].page
	}
	if failure := faults[s.fault].page; failure != nil {
		return nil, failure
	}
	if failure := checkRedirect(c, form.Get("redirect_uri")); failure != nil {
		return nil, failure
	}
	switch form.Get("response_type") {
	case "code":
	case "":
		return nil, badRequest("Missing required parameter: response_type")
	default:
		return nil, &pageError{"unsupported_response_type", "This client may only use the response type code.", http.StatusBadRequest}
	}
	scopes, unknown := parseScopes(form.Get("scope"))
	switch {
	case len(unknown) > 0:
		return nil, &pageError{"invalid_scope", fmt.Sprintf("Some requested scopes were invalid. {invalid=%v}", unknown), http.StatusBadRequest}
	case len(scopes) == 0:
		return nil, badRequest("Missing required parameter: scope")
	}
	request := &authorization{
		client: c, redirect: form.Get("redirect_uri"), scopes: scopes,
		state: form.Get("state"), hasState: form.Has("state"),
		nonce: form.Get("nonce"), hint: form.Get("login_hint"),
	}
	switch form.Get("access_type") {
	case "", "online":
	case "offline":
		request.offline = true
	default:
		return nil, badRequest("Invalid parameter value for access_type: Invalid access_type: %s", form.Get("access_type"))
	}
	prompts := strings.Fields(form.Get("prompt"))
	for _, prompt := range prompts {
		if !slices.Contains([]string{"none", "consent", "select_account"}, prompt) || prompt == "none" && len(prompts) > 1 {
			return nil, badRequest("Invalid parameter value for prompt: Invalid prompt: %s", form.Get("prompt"))
		}
	}
	request.consent = slices.Contains(prompts, "consent")
	request.selectAccount = slices.Contains(prompts, "select_account")
	return request, request.checkChallenge(form)
}

// checkRedirect applies the rules of the client's type: a Desktop client may use
// any loopback address, a Web client only what is registered, and one for TVs
// nothing.
func checkRedirect(c *client, redirect string) *pageError {
	mismatch := &pageError{"redirect_uri_mismatch", "The redirect URI in the request does not match the ones authorized for the OAuth client.", http.StatusBadRequest}
	if redirect == "" {
		return badRequest("Missing required parameter: redirect_uri")
	}
	if strings.HasPrefix(redirect, "urn:ietf:wg:oauth:2.0:oob") {
		return badRequest("The out-of-band (OOB) flow has been blocked in order to keep users secure.")
	}
	u, err := url.Parse(redirect)
	switch {
	case err != nil || u.Host == "" && u.Scheme == "" || strings.ContainsAny(redirect, " #\\"):
		return badRequest("Invalid parameter value for redirect_uri: Invalid URI: %s", redirect)
	case u.Scheme != "http" && u.Scheme != "https":
		return badRequest("Custom URI scheme is not supported on this client.")
	}
	switch {
	case c.kind == WebApplication && redirect == webRedirect:
		return nil
	case c.kind != DesktopApp:
		return mismatch
	}
	loopback := []string{"127.0.0.1", "::1", "localhost"}
	if u.Scheme != "http" || u.User != nil || !slices.Contains(loopback, u.Hostname()) {
		return mismatch
	}
	return nil
}

// checkChallenge applies RFC 7636 to the PKCE parameters.
func (a *authorization) checkChallenge(form url.Values) *pageError {
	a.challenge, a.method = form.Get("code_challenge"), form.Get("code_challenge_method")
	if a.challenge == "" {
		if a.method != "" {
			return badRequest("Missing required parameter: code_challenge")
		}
		return nil
	}
	if a.method == "" {
		a.method = "plain"
	}
	if a.method != "plain" && a.method != "S256" {
		return badRequest("Invalid parameter value for code_challenge_method: %s", a.method)
	}
	if !verifierShape(a.challenge) || a.method == "S256" && len(a.challenge) != 43 {
		return badRequest("Invalid parameter value for code_challenge: Code challenge must be a base64 encoded SHA-256 hash of the code verifier.")
	}
	return nil
}

// verifierShape is the grammar of RFC 7636, section 4.1.
func verifierShape(text string) bool {
	if len(text) < 43 || len(text) > 128 {
		return false
	}
	for _, b := range []byte(text) {
		switch {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', strings.IndexByte("-._~", b) >= 0:
		default:
			return false
		}
	}
	return true
}

// redirectBack sends the browser to the client with the outcome.
func redirectBack(w http.ResponseWriter, r *http.Request, a *authorization, outcome url.Values) {
	u, err := url.Parse(a.redirect)
	if err != nil {
		badRequest("Invalid redirect_uri.").redirect(w, r, a.client.id) // checked before, so not reached
		return
	}
	query := u.Query()
	if a.hasState {
		query.Set("state", a.state)
	}
	for name, values := range outcome {
		query[name] = values
	}
	u.RawQuery = query.Encode()
	http.Redirect(w, r, u.String(), http.StatusFound)
}
