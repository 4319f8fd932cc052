package googletest

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

func (s *Server) oauthHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", s.serveToken)
	mux.HandleFunc("POST /device/code", s.serveDeviceCode)
	mux.HandleFunc("POST /revoke", s.serveRevoke)
	mux.HandleFunc("GET /tokeninfo", s.serveTokenInfo)
	mux.HandleFunc("POST /tokeninfo", s.serveTokenInfo)
	return limitBody(s.guard(mux))
}

// tokenError is an error answer of the token endpoint.
type tokenError struct {
	status      int
	Code        string `json:"error"`
	Description string `json:"error_description,omitempty"`
	Subtype     string `json:"error_subtype,omitempty"`
}

func invalidGrant(description string) *tokenError {
	return &tokenError{status: http.StatusBadRequest, Code: "invalid_grant", Description: description}
}

func invalidClient(description string) *tokenError {
	return &tokenError{status: http.StatusUnauthorized, Code: "invalid_client", Description: description}
}

func invalidRequest(description string) *tokenError {
	return &tokenError{status: http.StatusBadRequest, Code: "invalid_request", Description: description}
}

// tokenAnswer is a success of the token endpoint.
type tokenAnswer struct {
	AccessToken      string `json:"access_token"`
	ExpiresIn        int64  `json:"expires_in"`
	RefreshToken     string `json:"refresh_token,omitempty"`
	Scope            string `json:"scope"`
	TokenType        string `json:"token_type"`
	IDToken          string `json:"id_token,omitempty"`
	RefreshExpiresIn int64  `json:"refresh_token_expires_in,omitempty"`
}

func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
	w.Header().Set("Pragma", "no-cache")
	answer, failure := s.token(r)
	if failure != nil {
		writeJSON(w, failure.status, failure)
		return
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) token(r *http.Request) (*tokenAnswer, *tokenError) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
		return nil, invalidRequest("Invalid grant_type: ")
	}
	if err := r.ParseForm(); err != nil {
		return nil, invalidRequest("Bad Request")
	}
	form := r.PostForm
	for name, values := range form {
		if len(values) > 1 {
			return nil, invalidRequest("OAuth 2 parameters can only have a single value: " + name)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	grantType := form.Get("grant_type")
	switch grantType {
	case "authorization_code", "refresh_token":
	case "":
		return nil, invalidRequest("Required parameter is missing: grant_type")
	default:
		return nil, &tokenError{status: http.StatusBadRequest, Code: "unsupported_grant_type", Description: "Invalid grant_type: " + grantType}
	}
	c, failure := s.authenticateClient(r, form)
	if failure != nil {
		return nil, failure
	}
	if failure := faults[s.fault].token; failure != nil {
		return nil, failure
	}
	if grantType == "refresh_token" {
		return s.refresh(c, form)
	}
	return s.exchange(c, form)
}

// authenticateClient takes the id and secret from the form, or from Basic
// authentication. A Desktop client needs its secret in spite of PKCE.
func (s *Server) authenticateClient(r *http.Request, form url.Values) (*client, *tokenError) {
	id, password := form.Get("client_id"), form.Get("client_secret")
	if user, pass, ok := r.BasicAuth(); ok {
		// RFC 6749, section 2.3.1: both are form-encoded inside of Basic.
		user, userErr := url.QueryUnescape(user)
		pass, passErr := url.QueryUnescape(pass)
		if userErr != nil || passErr != nil || id != "" && id != user || password != "" {
			return nil, invalidRequest("The request uses more than one way to authenticate the client.")
		}
		id, password = user, pass
	}
	if id == "" {
		return nil, invalidRequest("Could not determine client ID from request.")
	}
	c := s.findClient(id)
	switch {
	case c == nil:
		return nil, invalidClient("The OAuth client was not found.")
	case !c.deleted.IsZero():
		return nil, faults[FaultDeletedClient].token
	case password == "":
		return nil, invalidRequest("client_secret is missing.")
	case !slices.Contains(c.secrets, password):
		return nil, invalidClient("The provided client secret is invalid.")
	}
	return c, nil
}

func (s *Server) exchange(c *client, form url.Values) (*tokenAnswer, *tokenError) {
	text := form.Get("code")
	switch {
	case text == "":
		return nil, invalidRequest("Missing required parameter: code")
	case !strings.HasPrefix(text, "4/"):
		return nil, invalidGrant("Malformed auth code.")
	}
	code := s.codes[text]
	if code == nil || code.request.client != c || s.now().Sub(code.issued) > codeLifetime {
		return nil, invalidGrant("Bad Request")
	}
	a := &code.request
	if form.Get("redirect_uri") != a.redirect {
		return nil, &tokenError{status: http.StatusBadRequest, Code: "redirect_uri_mismatch", Description: "Bad Request"}
	}
	if failure := a.verify(form.Get("code_verifier")); failure != nil {
		return nil, failure
	}
	if s.outside(c.project, a.account) {
		return nil, faults[FaultOrgInternal].token
	}
	delete(s.codes, text)
	// An installed app always gets a refresh token; a Web client only if it
	// asked for one, and only with the consent that it asked for.
	offline := c.kind == DesktopApp || a.offline && (a.consent || len(s.granted(a.account, c)) == 0)
	g := s.newGrant(a.account, c, code.scopes, offline)
	g.nonce = a.nonce
	answer := s.answer(g, g.scopes)
	answer.RefreshToken = g.refresh
	return answer, nil
}

// verify checks the PKCE verifier, RFC 7636, section 4.6.
func (a *authorization) verify(verifier string) *tokenError {
	switch {
	case a.challenge == "" && verifier == "":
		return nil
	case a.challenge == "":
		return invalidGrant("code_verifier or verifier is not needed.")
	case verifier == "":
		return invalidGrant("Missing code verifier.")
	}
	computed := verifier
	if a.method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		computed = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if !verifierShape(verifier) || subtle.ConstantTimeCompare([]byte(computed), []byte(a.challenge)) != 1 {
		return invalidGrant("Invalid code verifier.")
	}
	return nil
}

func (s *Server) refresh(c *client, form url.Values) (*tokenAnswer, *tokenError) {
	token := form.Get("refresh_token")
	if token == "" {
		return nil, invalidRequest("Missing required parameter: refresh_token")
	}
	i := slices.IndexFunc(s.grants, func(g *grant) bool { return g.refresh == token })
	switch {
	case i < 0:
		return nil, invalidGrant("Bad Request")
	case s.grants[i].client != c:
		return nil, &tokenError{status: http.StatusUnauthorized, Code: "unauthorized_client", Description: "Unauthorized"}
	case s.dead(s.grants[i]):
		return nil, invalidGrant("Token has been expired or revoked.")
	}
	g := s.grants[i]
	if s.outside(c.project, g.account) {
		return nil, faults[FaultOrgInternal].token
	}
	scopes := g.scopes
	if form.Has("scope") {
		// RFC 6749, section 6: a refresh may narrow the scopes, not widen them.
		wanted, unknown := parseScopes(form.Get("scope"))
		outside := slices.ContainsFunc(wanted, func(scope string) bool { return !slices.Contains(g.scopes, scope) })
		if len(unknown) > 0 || outside || len(wanted) == 0 {
			return nil, &tokenError{status: http.StatusBadRequest, Code: "invalid_scope", Description: "Some requested scopes were invalid."}
		}
		scopes = wanted
	}
	g.used = s.now()
	return s.answer(g, scopes), nil
}

func (s *Server) answer(g *grant, scopes []string) *tokenAnswer {
	answer := &tokenAnswer{
		AccessToken: s.newAccessToken(g, scopes),
		ExpiresIn:   int64(s.accessTTL / time.Second),
		Scope:       strings.Join(scopes, " "),
		TokenType:   "Bearer",
	}
	if slices.ContainsFunc(scopes, identityScope) {
		answer.IDToken = s.idToken(g, scopes, answer.AccessToken)
	}
	if g.refresh != "" && !g.ends.IsZero() {
		answer.RefreshExpiresIn = max(1, int64(g.ends.Sub(s.now())/time.Second))
	}
	return answer
}
