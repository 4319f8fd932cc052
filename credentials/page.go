package credentials

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

// resultPage is what the browser shows after the consent page.
type resultPage struct {
	// Kind is "good", "bad" or "plain". It only colours a line: the title says it.
	Kind  string
	Title string
	Text  string
	// List has one entry for each thing the user has to know, such as a box that
	// was not ticked.
	List   []string
	Advice string
}

func pageSuccess(grant *Grant) resultPage {
	page := resultPage{Kind: "good", Title: "Signed in", Text: "Google Photos is connected.", Advice: "You can close this window."}
	if grant.Account != "" {
		page.Text = "Google Photos is connected for " + grant.Account + "."
	}
	return page
}

// pageFailure explains the error that Authorize is about to return.
func pageFailure(err error) resultPage {
	if scope, ok := errors.AsType[*ScopeError](err); ok {
		return resultPage{
			Kind:   "bad",
			Title:  "Some boxes were not ticked",
			Text:   "You signed in, but these permissions are missing:",
			List:   scopeTitles(scope.Missing),
			Advice: "Go back to the program, sign in again, and tick every box.",
		}
	}
	if oauth, ok := errors.AsType[*OAuthError](err); ok {
		cause := oauth.Cause()
		page := resultPage{Kind: "bad", Title: "Not signed in", Text: sentence(cause.String()), Advice: sentence(cause.Remedy())}
		if cause == CauseDenied {
			page.Kind, page.Title = "plain", "Sign-in cancelled"
			page.Advice = "If that was a mistake, go back to the program, sign in again and press Allow."
		}
		return page
	}
	return resultPage{
		Kind:   "bad",
		Title:  "Not signed in",
		Text:   "Google's answer could not be used.",
		Advice: "Go back to the program, which says why.",
	}
}

func pageInterrupted() resultPage {
	return resultPage{
		Kind:   "bad",
		Title:  "Not signed in",
		Text:   "The program stopped waiting for the sign-in.",
		Advice: "Go back to the program and sign in again.",
	}
}

// refuse answers a request that has nothing to do with the sign-in.
func refuse(w http.ResponseWriter, status int) {
	resultPage{
		Kind:   "plain",
		Title:  "Not a sign-in",
		Text:   "This request does not belong to a sign-in that is waiting here.",
		Advice: "You can close this window.",
	}.write(w, status)
}

func sentence(text string) string { return strings.ToUpper(text[:1]) + text[1:] + "." }

// pageParts are the template and the policy that allows its one style sheet.
var pageParts = sync.OnceValues(func() (*template.Template, string) {
	sum := sha256.Sum256([]byte(pageCSS))
	policy := "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; " +
		// The empty icon of the page, without which browsers ask for /favicon.ico.
		"img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return template.Must(template.New("page").Parse(pageHTML)), policy
})

// write sends the page. The address it is shown under holds the authorization
// code, so nothing may be cached, referred to, or loaded from elsewhere.
func (p resultPage) write(w http.ResponseWriter, status int) {
	tmpl, policy := pageParts()
	var body bytes.Buffer
	err := tmpl.Execute(&body, struct {
		resultPage
		Style template.CSS
	}{p, template.CSS(pageCSS)}) //nolint:gosec // Our own embedded file.
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(body.Len()))
	header.Set("Content-Security-Policy", policy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("X-Frame-Options", "DENY")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // The browser may be gone; nothing depends on it.
}
