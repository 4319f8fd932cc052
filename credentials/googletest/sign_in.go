package googletest

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The pages of a sign-in, in their order.
const (
	pathAccount = "/v3/signin/identifier"
	pathWarning = "/signin/oauth/warning"
	pathConsent = "/signin/oauth/consent"
)

func (s *Server) accountsHandler() http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"/o/oauth2/v2/auth", "/o/oauth2/auth"} {
		mux.HandleFunc("GET "+path, s.serveAuthorize)
		mux.HandleFunc("POST "+path, s.serveAuthorize)
	}
	for path, pages := range map[string][2]flowHandler{
		pathAccount: {(*Server).showAccounts, (*Server).chooseAccount},
		pathWarning: {(*Server).showWarning, (*Server).answerWarning},
		pathConsent: {(*Server).showConsent, (*Server).answerConsent},
	} {
		mux.HandleFunc("GET "+path, s.flow(pages[0]))
		mux.HandleFunc("POST "+path, s.flow(pages[1]))
	}
	mux.HandleFunc("GET /signin/oauth/error", s.serveErrorPage)
	mux.HandleFunc("GET /.well-known/openid-configuration", s.serveDiscovery)
	return limitBody(s.guard(mux))
}

// step is where the browser goes next: exactly one of the fields is set.
type step struct {
	failure *pageError         // to the error page
	outcome url.Values         // back to the program, and the sign-in is over
	path    string             // to another page
	page    *template.Template // nowhere: this is the page
	data    map[string]any     // of page
}

// flowHandler answers one page's request. It runs with the server locked.
type flowHandler func(*Server, *authorization, *http.Request) step

// flow serves a page of a sign-in that has begun; the parameter part names it.
func (s *Server) flow(handle flowHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			badRequest("The form is malformed.").redirect(w, r, "")
			return
		}
		part := r.Form.Get("part")
		s.mu.Lock()
		a := s.pending[part]
		if a == nil {
			s.mu.Unlock()
			badRequest("The page has expired; start again.").redirect(w, r, "")
			return
		}
		next := handle(s, a, r)
		if next.outcome != nil {
			delete(s.pending, part)
		}
		s.mu.Unlock()
		here := url.Values{"part": {part}}.Encode()
		switch {
		case next.failure != nil:
			next.failure.redirect(w, r, a.client.id)
		case next.outcome != nil:
			redirectBack(w, r, a, next.outcome)
		case next.page != nil:
			next.data["Part"], next.data["App"] = part, a.client.project.id
			next.data["Action"] = localPath(r, r.URL.Path)
			next.data["Switch"] = localPath(r, pathAccount+"?choose=1&"+here)
			writeSignInPage(w, http.StatusOK, next.page, next.data)
		default:
			http.Redirect(w, r, localPath(r, next.path+"?"+here), http.StatusFound)
		}
	}
}

var changedForm = badRequest("The form was changed; start again.")

// nextPage returns the page that the user has to answer now. Nobody reaches
// one by its address before the ones that come first.
func (a *authorization) nextPage() string {
	switch {
	case a.account == nil:
		return pathAccount
	case !a.warned && a.warning() != "":
		return pathWarning
	}
	return pathConsent
}

// showAccounts asks for the account, unless the program has named one.
func (s *Server) showAccounts(a *authorization, r *http.Request) step {
	if !r.Form.Has("choose") {
		if a.account != nil {
			return step{path: a.nextPage()}
		}
		if hinted := s.findAccount(a.hint); hinted != nil && !a.selectAccount {
			return s.useAccount(a, hinted)
		}
	}
	var emails []string
	for _, account := range s.accounts {
		emails = append(emails, account.email)
	}
	return step{page: accountTemplate, data: map[string]any{"Accounts": emails}}
}

func (s *Server) chooseAccount(a *authorization, r *http.Request) step {
	i := slices.IndexFunc(s.accounts, func(account *account) bool { return account.email == r.PostForm.Get("account") })
	if i < 0 {
		return step{failure: changedForm}
	}
	return s.useAccount(a, s.accounts[i])
}

// useAccount goes on with an account, or says why it may not use the app.
func (s *Server) useAccount(a *authorization, chosen *account) step {
	a.account, a.warned = nil, false
	p := a.client.project
	switch failure := faults[s.fault].account; {
	case failure != nil:
		return step{failure: failure}
	case p.audience == Testing && chosen != s.owner() && !p.tester(chosen.email):
		return step{failure: faults[FaultNotTestUser].account}
	case s.outside(p, chosen):
		return step{failure: faults[FaultOrgInternal].page}
	}
	a.account = chosen
	return step{path: a.nextPage()}
}

// warning returns which warning the user sees: none for an Internal app and
// for scopes that only tell who the user is.
func (a *authorization) warning() Audience {
	if a.client.project.audience == Internal || !slices.ContainsFunc(a.scopes, func(scope string) bool { return !identityScope(scope) }) {
		return ""
	}
	return a.client.project.audience
}

func (s *Server) showWarning(a *authorization, _ *http.Request) step {
	if next := a.nextPage(); next != pathWarning {
		return step{path: next}
	}
	return step{page: warningTemplate, data: map[string]any{"Email": a.account.email, "Testing": a.warning() == Testing}}
}

func (s *Server) answerWarning(a *authorization, r *http.Request) step {
	if next := a.nextPage(); next != pathWarning {
		return step{path: next}
	}
	switch r.PostForm.Get("decision") {
	case "back":
		return step{outcome: url.Values{"error": {"access_denied"}}}
	case "proceed":
		a.warned = true
		return step{path: a.nextPage()}
	}
	return step{failure: changedForm}
}

// embedded reports whether a browser is a view inside of an app, in which
// Google lets nobody sign in: Android's views say so.
func embedded(r *http.Request) bool { return strings.Contains(r.UserAgent(), "; wv)") }
