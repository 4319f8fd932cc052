//go:build browser

package browsertest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/browsertest"
)

// good is a page without a problem. The bad ones differ in one place.
const good = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"><title>Good</title>
<style>body { margin: 0 } main { padding: 1rem } :focus-visible { outline: 3px solid }</style></head>
<body><main><h1>Good</h1><p>Some text.</p>
<form><input type="checkbox" id="box"><label for="box">A box</label> <button>Go</button></form>
<details><summary>More</summary><p><a href="/more">A link</a></p></details></main></body></html>`

func serve(t *testing.T, pages map[string]string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.URL.Path]
		if !ok {
			http.Error(w, "not there", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, page)
	}))
	t.Cleanup(server.Close)
	return server
}

// One browser is enough for all: to start one takes longer than most tests.
func TestInBrowser(t *testing.T) {
	t.Setenv("NASPHOTOS_SCREENSHOTS", t.TempDir())
	browser := browsertest.Start(t)
	for name, test := range map[string]func(*testing.T, *browsertest.Browser){
		"inspect": testInspect, "traffic": testTraffic, "no scripts": testNoScripts, "screenshots": testScreenshots,
	} {
		t.Run(name, func(t *testing.T) { test(t, browser) })
	}
}

// Each check fails on a page that is bad in the way it looks for, and on a good
// page none does.
func testInspect(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	tests := map[string]struct {
		old, new string // what is changed in the good page
		dark     bool
		want     string // part of the only problem; "" for none
	}{
		"good":                  {},
		"good in the dark":      {dark: true},
		"no language":           {old: ` lang="en"`, want: "document: no language"},
		"no title":              {old: "<title>Good</title>", want: "document: no title"},
		"no heading":            {old: "<h1>Good</h1>", want: "document: not exactly one h1"},
		"two headings":          {old: "<p>Some", new: "<h1>Again</h1><p>Some", want: "document: not exactly one h1"},
		"a gap in the headings": {old: "<p>Some", new: "<h3>Deep</h3><p>Some", want: "document: a level of headings"},
		"no viewport":           {old: `<meta name="viewport" content="width=device-width, initial-scale=1">`, want: "document: no viewport"},
		"no doctype":            {old: "<!doctype html>", want: "document: no doctype"},
		"an id twice":           {old: "<p>Some", new: `<p id="box">Some`, want: "document: the id box is there twice"},
		"text outside of main":  {old: "<body>", new: "<body><p>Astray</p>", want: "document: outside of main"},
		"a script":              {old: "<p>Some", new: "<script>1</script><p>Some", want: "script: a script"},
		"a handler":             {old: "<p>Some", new: `<p onclick="1">Some`, want: "script: a handler"},
		"no label":              {old: `<label for="box">A box</label>`, want: "label: nobody can tell what this is for (input#box"},
		"an empty label":        {old: "A box", want: "label: nobody can tell"},
		"an empty button":       {old: "<button>Go", new: "<button>", want: "label: no text"},
		"no legend":             {old: "<form>", new: "<form><fieldset>x</fieldset>", want: "label: no legend"},
		"a picture":             {old: "Some", new: `<img src="data:," width="9" height="9">Some`, want: "label: no alternative"},
		"a wide box":            {old: "<p>Some", new: `<p style="width: 400px">Some`, want: "overflow: a box leaves the window"},
		"a long word":           {old: "Some", new: strings.Repeat("x", 60), want: "overflow: text leaves its box"},
		"a box to the left":     {old: "<p>Some", new: `<p style="margin-left: -99px">Some`, want: "overflow: a box leaves the window"},
		"cut off":               {old: "<p>Some", new: `<p style="overflow: hidden; white-space: nowrap; width: 3ch">Some`, want: "overflow: the content is cut off"},
		"a wide layout":         {old: "width=device-width", new: "width=500", want: "overflow: the page is laid out for 500 pixels"},
		"grey text":             {old: "<p>Some", new: `<p style="color: #777">Some`, want: "contrast: text has 4.48:1, less than 4.5:1"},
		"text that is enough":   {old: "<p>Some", new: `<p style="color: #767676">Some`},
		"large grey text":       {old: "<p>Some", new: `<p style="color: #949494; font-size: 24px">Some`},
		"large pale text":       {old: "<p>Some", new: `<p style="color: #969696; font-size: 24px">Some`, want: "contrast: text has 2.9"},
		"faded text":            {old: "<p>Some", new: `<p style="opacity: .5">Some`, want: "contrast: text has 3.9"},
		"a pale ground":         {old: "<p>Some", new: `<p style="background: rgb(0 0 0 / 60%)">Some`, want: "contrast: text has 3."},
		"on a gradient":         {old: "<p>Some", new: `<p style="background: linear-gradient(red, blue)">Some`, want: "contrast: nobody can tell"},
		"black in the dark":     {old: "<p>Some", new: `<p style="color: black">Some`, dark: true, want: "contrast: text has 1."},
		"no dark side":          {old: "<p>Some", new: `<p style="color: CanvasText; background: white">Some`, dark: true, want: "contrast: text has 1.00:1"},
		"small print":           {old: "<p>Some", new: `<p style="font-size: 11px">Some`, want: "contrast: text is 11 pixels high"},
		"pale after":            {old: "</style>", new: `p::after { content: "pale"; color: #ccc }</style>`, want: "contrast: ::after has"},
		"a pale placeholder":    {old: "<button>", new: `<input aria-label="Name" placeholder="Your name"> <button>`, dark: true, want: "contrast: the placeholder has"},
		"no outline":            {old: "outline: 3px solid", new: "outline: none", want: "focus: nothing shows"},
		"a pale outline":        {old: "outline: 3px solid", new: "outline: 3px solid #ccc", want: "focus: the outline of"},
		"a covered control":     {old: "<form>", new: `<form style="position: relative"><div style="position: absolute; inset: 0; background: Canvas">.</div>`, want: "focus: something hides"},
		"another order":         {old: "<button>", new: `<button tabindex="1">`, want: "tab order: a tabindex of its own"},
		"a trap":                {old: "<button>", new: `<button onfocus="document.getElementById('box').focus()">`, want: "tab order: key 2 goes to control 1"},
	}
	pages := map[string]string{}
	for name, test := range tests {
		if test.old != "" {
			require.Contains(t, good, test.old, name)
		}
		pages["/"+strings.ReplaceAll(name, " ", "-")] = strings.Replace(good, test.old, test.new, 1)
	}
	server := serve(t, pages)
	tab := browser.Tab(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, chromedp.Do(tab.Context(), chromedp.Navigate(server.URL+"/"+strings.ReplaceAll(name, " ", "-"))))
			scheme := "light"
			if test.dark {
				scheme = "dark"
			}
			problems, err := tab.Problems(360, scheme)
			require.NoError(t, err)
			if test.want == "" {
				require.Empty(t, problems)
				return
			}
			require.Contains(t, strings.Join(problems, "\n"), test.want)
		})
	}
}

// What a page loads and complains about is noticed, and so is a query that the
// page before gave away.
func testTraffic(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	other := serve(t, map[string]string{"/more": good})
	server := serve(t, map[string]string{
		"/quiet": good,
		"/loads": strings.Replace(good, "Some text.", `<img alt="x" src="`+other.URL+`/more">`, 1),
		"/talks": strings.Replace(good, "Some text.", `<script>console.log("hello"); nothing()</script>`, 1),
		"/gives": strings.Replace(good, "<head>", `<head><meta name="referrer" content="unsafe-url">`, 1),
		"/more":  good,
	})
	open := func(path string) *browsertest.Tab {
		tab := browser.Tab(t)
		require.NoError(t, chromedp.Do(tab.Context(), chromedp.Navigate(server.URL+path)))
		return tab
	}
	host := strings.TrimPrefix(server.URL, "http://")

	quiet := open("/quiet")
	quiet.RequireQuiet(nil, host)
	require.Equal(t, []string{server.URL + "/quiet"}, quiet.Requested())
	require.Equal(t, []string{strings.TrimPrefix(other.URL, "http://")}, open("/loads").Outside(host))
	require.Len(t, open("/talks").Complaints(), 2)
	require.NotEmpty(t, open("/not-there").Complaints())

	gives := open("/gives?code=4/0A")
	_, err := chromedp.RunResponse(gives.Context(), chromedp.Click(chromedp.CSS("summary")), chromedp.Click(chromedp.CSS("a")))
	require.NoError(t, err)
	problems, err := gives.Problems(360, "light")
	require.NoError(t, err)
	require.Equal(t, []string{"referrer: the page was told the query of the page before"}, problems)
}

// A page that needs its script is not there for a user who has none.
func testNoScripts(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	server := serve(t, map[string]string{"/": strings.Replace(good, "</main>", `<script>document.querySelector("h1").innerText = "Script"</script></main>`, 1)})
	heading := func(forbid bool) string {
		tab := browser.Tab(t)
		if forbid {
			tab.ForbidScripts()
		}
		require.NoError(t, chromedp.Do(tab.Context(), chromedp.Navigate(server.URL)))
		text, err := chromedp.Run(tab.Context(), chromedp.Text(chromedp.CSS("h1")))
		require.NoError(t, err)
		return text
	}
	require.Equal(t, "Script", heading(false))
	require.Equal(t, "Good", heading(true))
}

// Inspect keeps a picture for each width and colour scheme.
func testScreenshots(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "shots")
	t.Setenv("NASPHOTOS_SCREENSHOTS", folder)
	server := serve(t, map[string]string{"/": good})
	tab := browser.Tab(t)
	require.NoError(t, chromedp.Do(tab.Context(), chromedp.Navigate(server.URL)))
	tab.Inspect("good")
	for _, name := range []string{"good-360-light", "good-360-dark", "good-1280-light", "good-1280-dark"} {
		picture, err := os.ReadFile(filepath.Join(folder, name+".png"))
		require.NoError(t, err)
		require.Equal(t, "\x89PNG", string(picture[:4]))
	}
}
