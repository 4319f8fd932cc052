package googletest

import (
	"bytes"
	"html/template"
	"net/http"
)

// pageHead starts every page: no resource from elsewhere, light and dark.
const pageHead = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; overflow-wrap: anywhere; }
main { max-width: 34rem; margin: 2rem auto; padding: 0 1rem; }
fieldset { border: 1px solid; border-radius: .5rem; margin: 1rem 0; min-inline-size: 0; }
.accounts { list-style: none; padding: 0; }
.accounts button { inline-size: 100%; margin: .25rem 0; text-align: start; }
details { margin: 1rem 0; }
summary { cursor: pointer; padding: .5rem 0; }
.scope { display: flex; gap: .75rem; padding: .5rem 0; }
.scope input { inline-size: 1.25rem; block-size: 1.25rem; flex: none; }
button { font: inherit; padding: .5rem 1.5rem; margin: .25rem 1rem .25rem 0; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
</style>`

var consentTemplate = template.Must(template.New("consent").Parse(pageHead + `
<title>{{.App}} wants access to your Google Account</title></head><body><main id="page-consent">
<h1>{{.App}} wants access to your Google Account</h1>
` + switchAccount + `
<form method="post" action="{{.Action}}">
<input type="hidden" name="part" value="{{.Part}}"/>
<fieldset><legend>Select what {{.App}} can access</legend>
{{range $i, $scope := .Scopes}}<div class="scope">
<input type="checkbox" name="scope" id="scope-{{$i}}" value="{{$scope.Name}}"{{if $scope.Fixed}} checked="checked" disabled="disabled"{{end}}/>
<label for="scope-{{$i}}">{{$scope.Text}}</label>
</div>
{{end}}</fieldset>
<button type="submit" name="decision" value="cancel" id="cancel">Cancel</button>
<button type="submit" name="decision" value="allow" id="allow">Allow</button>
</form>
</main></body></html>
`))

func writePage(w http.ResponseWriter, status int, page *template.Template, data any) {
	var out bytes.Buffer
	if err := page.Execute(&out, data); err != nil {
		panic("googletest: page " + page.Name() + ": " + err.Error())
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes())
}
