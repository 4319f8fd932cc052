package googletest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

func (s *Server) accountsHandler() http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"/o/oauth2/v2/auth", "/o/oauth2/auth"} {
		mux.HandleFunc("GET "+path, s.serveAuthorize)
		mux.HandleFunc("POST "+path, s.serveAuthorize)
	}
	mux.HandleFunc("GET /v3/signin/identifier", s.serveSignIn)
	mux.HandleFunc("GET /signin/oauth/consent", s.serveConsent)
	mux.HandleFunc("POST /signin/oauth/consent", s.serveDecision)
	mux.HandleFunc("GET /signin/oauth/error", s.serveErrorPage)
	mux.HandleFunc("GET /.well-known/openid-configuration", s.serveDiscovery)
	return s.guard(mux)
}

// guard answers the state "unavailable" and unknown paths and methods for a mux.
func (s *Server) guard(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.unavailable(w) {
			return
		}
		if _, pattern := mux.Handler(r); pattern == "" {
			s.notFound(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// serveSignIn is where Google asks for the account. The only user is signed in
// already, so it sends the browser on.
func (s *Server) serveSignIn(w http.ResponseWriter, r *http.Request) {
	query := url.Values{"part": {r.URL.Query().Get("part")}}
	http.Redirect(w, r, localPath(r, "/signin/oauth/consent?"+query.Encode()), http.StatusFound)
}

// consentScope is one line of the consent page.
type consentScope struct {
	Name, Text string
	// Fixed is granted without a choice: an identity scope, or one that the user
	// allowed this client before.
	Fixed bool
}

// consentScopes must be called with the lock held.
func (s *Server) consentScopes(a *authorization) []consentScope {
	var before []string
	if !a.consent {
		before = s.granted(a.client)
	}
	var lines []consentScope
	for _, scope := range a.scopes {
		fixed := identityScope(scope) || slices.Contains(before, scope)
		lines = append(lines, consentScope{Name: scope, Text: scopeText[scope], Fixed: fixed})
	}
	return lines
}

func (s *Server) serveConsent(w http.ResponseWriter, r *http.Request) {
	part := r.URL.Query().Get("part")
	s.mu.Lock()
	a := s.pending[part]
	var lines []consentScope
	if a != nil {
		lines = s.consentScopes(a)
	}
	s.mu.Unlock()
	if a == nil {
		badRequest("The consent page has expired; start again.").redirect(w, r)
		return
	}
	writePage(w, http.StatusOK, consentTemplate, map[string]any{
		"Action": localPath(r, "/signin/oauth/consent"),
		"Part":   part, "App": a.client.project.id, "Email": s.config.Email,
		"Scopes": lines, "Testing": s.config.Testing,
	})
}

// serveDecision takes the form of the consent page.
func (s *Server) serveDecision(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		badRequest("The form is malformed.").redirect(w, r)
		return
	}
	s.mu.Lock()
	a := s.pending[r.PostForm.Get("part")]
	var outcome url.Values
	if a != nil {
		outcome = s.decide(a, r.PostForm)
	}
	if outcome != nil {
		delete(s.pending, r.PostForm.Get("part"))
	}
	s.mu.Unlock()
	if outcome == nil {
		badRequest("The consent page has expired or its form was changed; start again.").redirect(w, r)
		return
	}
	redirectBack(w, r, a, outcome)
}

// decide returns the parameters for the client, or nil if the form is not one
// that the page could have sent.
func (s *Server) decide(a *authorization, form url.Values) url.Values {
	switch form.Get("decision") {
	case "cancel":
		return url.Values{"error": {"access_denied"}}
	case "allow":
	default:
		return nil
	}
	var scopes []string
	for _, line := range s.consentScopes(a) {
		if line.Fixed || slices.Contains(form["scope"], line.Name) {
			scopes = append(scopes, line.Name)
		}
	}
	for _, ticked := range form["scope"] {
		if !slices.Contains(a.scopes, ticked) {
			return nil
		}
	}
	if len(scopes) == 0 {
		return url.Values{"error": {"access_denied"}}
	}
	code := "4/0A" + s.ids.next("code", 68)
	s.codes[code] = &authCode{request: *a, scopes: scopes, issued: s.now()}
	return url.Values{"code": {code}, "scope": {strings.Join(scopes, " ")}}
}
