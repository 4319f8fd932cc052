package googletest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// maxForm is more than any form or page address of a sign-in needs.
const maxForm = 64 << 10

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

// limitBody cuts off what is too large to be a form.
func limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next.ServeHTTP(w, r)
	})
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
		before = s.granted(a.account, a.client)
	}
	var lines []consentScope
	for _, scope := range a.scopes {
		fixed := identityScope(scope) || slices.Contains(before, scope)
		lines = append(lines, consentScope{Name: scope, Text: scopeText[scope], Fixed: fixed})
	}
	return lines
}

func (s *Server) showConsent(a *authorization, _ *http.Request) step {
	if next := a.nextPage(); next != pathConsent {
		return step{path: next}
	}
	return step{page: consentTemplate, data: map[string]any{"Email": a.account.email, "Scopes": s.consentScopes(a)}}
}

// answerConsent takes the form of the consent page.
func (s *Server) answerConsent(a *authorization, r *http.Request) step {
	if next := a.nextPage(); next != pathConsent {
		return step{path: next}
	}
	if outcome := s.decide(a, r.PostForm); outcome != nil {
		return step{outcome: outcome}
	}
	return step{failure: changedForm}
}

// decide returns the parameters for the program, or nil if the form is not one
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
	number := slices.Index(s.accounts, a.account)
	return url.Values{
		"code": {code}, "scope": {strings.Join(scopes, " ")},
		"authuser": {strconv.Itoa(number)}, "prompt": {"consent"},
	}
}
