package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func TestCanonicalURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://s3.example":            "https://s3.example/",
		"https://s3.example/":           "https://s3.example/",
		"HTTPS://S3.Example/Path":       "https://s3.example/Path",
		"https://s3.example:443/a?b#c":  "https://s3.example/a?b#c",
		"https://s3.example?b":          "https://s3.example/?b",
		"http://s3.example:80":          "http://s3.example/",
		"http://s3.example:":            "http://s3.example/",
		"http://s3.example:443/":        "http://s3.example:443/",
		"http://127.0.0.1:9000":         "http://127.0.0.1:9000/",
		"http://127.1/":                 "http://127.0.0.1/",
		"http://0x7f.0.0.1/":            "http://127.0.0.1/",
		"http://[::1]:9000/x":           "http://[::1]:9000/x",
		"http://[0:0::1]/":              "http://[::1]/",
		"https://user:pass@s3.example/": "https://user:pass@s3.example/",
		"https://user:@s3.example/":     "https://user@s3.example/",
		"https://@s3.example/":          "https://s3.example/",
		"https://bücher.example/é":      "https://xn--bcher-kva.example/%C3%A9",
		"https://例え.テスト":                "https://xn--r8jz45g.xn--zckzah/",
		"https://💩.la/":                 "https://xn--ls8h.la/",
		"https://ａ。b/":                  "https://a.b/",
		"http://[::ffff:1.2.3.4]/":      "http://[::ffff:102:304]/",
		"https://s3.example/a/../b/./":  "https://s3.example/b/",
		"https://s3.example/a/..":       "https://s3.example/",
		"https://s3.example/%2e%2E/x":   "https://s3.example/x",
		"https://s3.example//a//":       "https://s3.example//a//",
		"https://s3.example/?q='x'":     "https://s3.example/?q=%27x%27",
	} {
		got, message := rules.CanonicalURL(in)
		require.Empty(t, message, in)
		require.Equal(t, want, got, in)
	}
	const invalid, strict = "Input should be a valid URL, ", "Input violated strict URL syntax rules, "
	for in, want := range map[string]string{
		"":                       invalid + "input is empty",
		" ":                      invalid + "relative URL without a base",
		"s3.example":             invalid + "relative URL without a base",
		"//s3.example":           invalid + "relative URL without a base",
		"ftp://s3.example/":      "URL scheme should be 'http' or 'https'",
		"localhost:9000":         "URL scheme should be 'http' or 'https'",
		"https://":               invalid + "empty host",
		"https://:443/":          invalid + "empty host",
		"https://a:b/":           invalid + "invalid port number",
		"https://a:65536/":       invalid + "invalid port number",
		"https://a b/":           invalid + "invalid international domain name",
		"https://a|b/":           invalid + "invalid international domain name",
		"https://256.1.1.1/":     invalid + "invalid IPv4 address",
		"https://1.1.1.1.1/":     invalid + "invalid IPv4 address",
		"https://[::1/":          invalid + "invalid IPv6 address",
		"https://[1.2.3.4]/":     invalid + "invalid IPv6 address",
		" https://s3.example":    strict + "leading or trailing control or space character are ignored in URLs",
		"https://s3.example\n/x": strict + "tabs or newlines are ignored in URLs",
		"https:s3.example":       strict + "expected //",
		"https:///s3.example":    strict + "expected //",
		`https://s3.example\a`:   strict + "backslash",
		"https://s3.example/a b": strict + "non-URL code point",
		"https://s3.example/%zz": strict + "expected 2 hex digits after %",
		"https://a@b@s3.example": strict + "unencoded @ sign in username or password",
		"https://s3.example/" + strings.Repeat("x", 2083): "URL should have at most 2083 characters",
	} {
		_, message := rules.CanonicalURL(in)
		require.Equal(t, want, message, in)
	}
}

// A canonical URL is its own canonical form: what the NAS stores can be sent
// again without a change.
func FuzzCanonicalURL(f *testing.F) {
	for _, s := range []string{
		"https://s3.example", "http://[::1]:80/x", `https:\\a\b`, "https:///a?b#c", "http://ü.example/é", "https://a:b/",
		"https://u:p@h:8443/%zz", "ftp://x", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, message := rules.CanonicalURL(s)
		if message != "" {
			return
		}
		twice, message := rules.CanonicalURL(once)
		require.Empty(t, message, once)
		require.Equal(t, once, twice)
	})
}
