package googletest

import (
	"html/template"
	"net/http"
)

// The ids and the texts of the buttons are what tests in a browser look for;
// doc.go lists them.

var accountTemplate = template.Must(template.New("account").Parse(pageHead + `
<title>Choose an account</title></head><body><main id="page-account">
<h1>Choose an account</h1>
<p>to continue to {{.App}}</p>
<form method="post" action="{{.Action}}">
<input type="hidden" name="part" value="{{.Part}}"/>
<ul class="accounts">
{{range $i, $email := .Accounts}}<li><button type="submit" name="account" value="{{$email}}" id="account-{{$i}}">{{$email}}</button></li>
{{end}}</ul>
</form>
</main></body></html>
`))

// switchAccount stands on every page after the first.
const switchAccount = `<p class="who">Signed in as <strong id="account">{{.Email}}</strong>. <a id="switch-account" href="{{.Switch}}">Use another account</a></p>`

// As with Google, the way on is hidden under Advanced for an app that nobody
// has verified, and open for one that is being tested.
var warningTemplate = template.Must(template.New("warning").Parse(pageHead + `
<title>Google hasn't verified this app</title></head><body><main id="page-{{if .Testing}}testing{{else}}unverified{{end}}">
<h1>Google hasn't verified this app</h1>
` + switchAccount + `
{{if .Testing}}<p>{{.App}} is still being tested, and its developer has let you in. Go on only if you know who that is.</p>
{{else}}<p>{{.App}} asks for sensitive information in your Google Account. Until its developer has had it verified by Google, you should not use it.</p>
{{end}}<form method="post" action="{{.Action}}">
<input type="hidden" name="part" value="{{.Part}}"/>
<p><button type="submit" name="decision" value="back" id="back-to-safety">Back to safety</button>
{{if .Testing}}<button type="submit" name="decision" value="proceed" id="proceed">Continue</button>
{{end}}</p>
{{if not .Testing}}<details><summary id="advanced">Advanced</summary>
<p>Go on only if you understand the risk and trust the developer.</p>
<p><button type="submit" name="decision" value="proceed" id="proceed">Go to {{.App}} (unsafe)</button></p>
</details>
{{end}}</form>
</main></body></html>
`))

// writeSignInPage writes a page of the sign-in, which loads nothing and which
// nobody may frame. The policy says nothing of forms: theirs lead to the program
// that waits, on another address.
func writeSignInPage(w http.ResponseWriter, status int, page *template.Template, data any) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
	w.Header().Set("X-Frame-Options", "DENY")
	writePage(w, status, page, data)
}
