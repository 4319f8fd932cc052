package credentials_test

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// everyPage returns each page that the browser can land on.
func everyPage(t *testing.T) map[string]page {
	t.Helper()
	scopes := credentials.DefaultScopes()
	pages := map[string]page{}
	for name, test := range map[string]struct {
		answer url.Values
		google *http.Client
	}{
		"success": {url.Values{"code": {authCode}}, answering(200, tokens(scopes...))},
		"denied":  {url.Values{"error": {"access_denied"}}, nil},
		"scopes":  {url.Values{"code": {authCode}}, answering(200, tokens(scopes[1]))},
		"refused": {url.Values{"code": {authCode}}, answering(401, `{"error":"invalid_client"}`)},
		"outage":  {url.Values{"code": {authCode}}, answering(503, `<html>`)},
		"unknown": {url.Values{"error": {"moon_phase"}, "error_description": {"<b>x</b>"}}, nil},
	} {
		var shown page
		_, _ = credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
			Opener: answerWith(test.answer, &shown), HTTP: test.google,
		})
		pages[name] = shown
	}
	var foreign page
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: credentials.OpenerFunc(func(ctx context.Context, address string) error {
			err := answerWith(url.Values{"code": {authCode}, "state": {"x"}}, &foreign).Open(ctx, address)
			return errors.Join(err, answerWith(url.Values{"error": {"access_denied"}}, nil).Open(ctx, address))
		}),
	})
	require.ErrorIs(t, err, credentials.ErrReauthorize)
	pages["foreign"] = foreign
	return pages
}

// Every page says what happened and what to do next, in a structure that a
// screen reader can walk, and loads and runs nothing.
func TestPagesAreAccessible(t *testing.T) {
	pages := everyPage(t)
	for name, shown := range pages {
		t.Run(name, func(t *testing.T) {
			elements, texts := outline(t, shown.body)
			require.Contains(t, shown.body, `<html lang="en">`)
			require.Contains(t, shown.body, `content="width=device-width, initial-scale=1"`)
			for element, times := range map[string]int{"title": 1, "main": 1, "h1": 1, "h2": 1, "section": 1, "style": 1} {
				require.Equal(t, times, elements[element], element)
			}
			for element := range elements {
				require.NotContains(t, []string{"script", "img", "iframe", "form", "a", "object", "base"}, element)
			}
			require.Equal(t, texts["h1"]+" – nasphotos", texts["title"])
			require.Equal(t, "What to do next", texts["h2"])
			require.Contains(t, shown.body, `aria-labelledby="next"`)
			require.Contains(t, shown.body, `tabindex="-1" autofocus`)
			require.NotContains(t, shown.body, "state=")
			require.NotContains(t, shown.body, "<b>")
			requireNoSecret(t, shown.body)
			require.Equal(t, "no-store", shown.header.Get("Cache-Control"))
		})
	}
	require.Contains(t, pages["scopes"].body, "<li>Add photos and albums to your Google Photos library</li>")
	require.Contains(t, pages["scopes"].body, "<li>Edit the photos and albums that this app added</li>")
}

// outline counts the elements and collects their texts. It fails on anything that
// a browser would have to guess.
func outline(t *testing.T, body string) (elements map[string]int, texts map[string]string) {
	t.Helper()
	elements, texts = map[string]int{}, map[string]string{}
	decoder := xml.NewDecoder(strings.NewReader(body))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var open []string
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			require.Empty(t, open)
			return elements, texts
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, token.Name.Local)
			elements[token.Name.Local]++
		case xml.EndElement:
			require.Equal(t, open[len(open)-1], token.Name.Local)
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				texts[open[len(open)-1]] += strings.TrimSpace(string(token))
			}
		}
	}
}

// The colours of the style sheet keep WCAG 2.2's distances in both schemes: 4.5
// for text (1.4.3, AA), 3 for what is not text (1.4.11).
func TestContrast(t *testing.T) {
	css, err := os.ReadFile("page.css")
	require.NoError(t, err)
	declared := regexp.MustCompile(`--([a-z]+): (#[0-9a-f]{6});`)
	light, dark, found := strings.Cut(string(css), "@media (prefers-color-scheme: dark)")
	require.True(t, found)
	for scheme, part := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]string{}
		for _, match := range declared.FindAllStringSubmatch(part, -1) {
			colours[match[1]] = match[2]
		}
		require.Len(t, colours, 5, "%s: every colour is declared in both schemes", scheme)
		for name, atLeast := range map[string]float64{"ink": 4.5, "good": 3, "bad": 3, "plain": 3} {
			got := contrast(t, colours[name], colours["paper"])
			require.GreaterOrEqual(t, got, atLeast, "%s: %s on paper", scheme, name)
		}
	}
	rules := declared.ReplaceAllString(string(css), "")
	require.NotContains(t, rules, "#", "a colour that is not declared is not checked")
	require.NotRegexp(t, `rgb|hsl|opacity|url\(|@import|(?m)^\s*(min-)?width`, rules)
	require.Equal(t, 1, strings.Count(rules, "  color: "), "text has one colour")

	// The measure itself, with the example values of WCAG's definition.
	require.InDelta(t, 21, contrast(t, "#000000", "#ffffff"), 0.001)
	require.InDelta(t, 4.54, contrast(t, "#767676", "#ffffff"), 0.01)
}

// contrast is WCAG's contrast ratio of two colours.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	luminance := func(colour string) float64 {
		value, err := strconv.ParseUint(colour[1:], 16, 32)
		require.NoError(t, err)
		sum := 0.0
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			channel := float64(value>>(16-8*i)&0xff) / 255
			if channel <= 0.04045 {
				channel /= 12.92
			} else {
				channel = math.Pow((channel+0.055)/1.055, 2.4)
			}
			sum += weight * channel
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
