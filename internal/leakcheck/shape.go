package leakcheck

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Leak is a secret that was found in a text.
type Leak struct {
	// Kind is what it is, such as "access token".
	Kind string
	// Line is where it starts, counted from 1.
	Line int
	// Sample is the start of the secret, too short to be of use.
	Sample string
}

func (l Leak) String() string { return fmt.Sprintf("line %d: %s %s", l.Line, l.Kind, l.Sample) }

// shape is how a kind of secret looks.
type shape struct {
	kind    string
	pattern *regexp.Regexp
	// accept, if set, is a further condition.
	accept func(text string) bool
}

// The shapes of https://developers.google.com/identity/protocols/oauth2, and of
// TrueNAS's API keys and login tokens.
var shapes = []shape{
	{kind: "access token", pattern: regexp.MustCompile(`ya29\.[\w.-]{8,}`)},
	{kind: "refresh token", pattern: regexp.MustCompile(`\b1//[\w-]{8,}`)},
	{kind: "authorization code", pattern: regexp.MustCompile(`\b4/[01][\w-]{8,}`)},
	{kind: "client secret", pattern: regexp.MustCompile(`GOCSPX-[\w-]{8,}`)},
	{kind: "identity token", pattern: regexp.MustCompile(`\beyJ[\w-]{8,}\.eyJ[\w-]{8,}`)},
	{kind: "base URL", pattern: regexp.MustCompile(`lh3\.googleusercontent\.com(:\d+)?/[\w/-]{16,}`)},
	{kind: "upload URL", pattern: regexp.MustCompile(`\bupload_id=[\w-]{8,}`)},
	{kind: "upload token", pattern: regexp.MustCompile(`\bCAIS[\w-]{24,}`)},
	{kind: "API key", pattern: regexp.MustCompile(`\b\d+-[A-Za-z0-9]{64}\b`)},
	{kind: "bearer token", pattern: regexp.MustCompile(`(?i)\bbearer[ +]+[\w.~+/-]{16,}`)},
	{kind: "secret parameter", pattern: regexp.MustCompile(
		`(?i)\b(access_token|refresh_token|id_token|client_secret|code_verifier)["'\\]*\s*[=:]\s*["'\\]*[\w~./+-]{8,}`)},
	// What crypto/rand.Text makes.
	{kind: "state", pattern: regexp.MustCompile(`\b[A-Z2-7]{26}\b`), accept: func(text string) bool { return strings.ContainsAny(text, "234567") }},
	// 43 characters are a PKCE verifier, 64 a token of TrueNAS.
	{kind: "random text", pattern: regexp.MustCompile(`[\w-]+`), accept: random},
}

// Kinds are all kinds of secrets that [Find] knows.
func Kinds() []string {
	var kinds []string
	for _, shape := range shapes {
		kinds = append(kinds, shape.kind)
	}
	return kinds
}

// Find returns the secrets in text, in the order of their lines.
func Find(text string) []Leak {
	var leaks []Leak
	line := 0
	for part := range strings.Lines(text) {
		line++
		leaks = append(leaks, findInLine(part, line)...)
	}
	return leaks
}

func findInLine(text string, line int) []Leak {
	var leaks []Leak
	for _, reading := range readings(text) {
		for _, shape := range shapes {
			for _, found := range shape.pattern.FindAllString(reading, -1) {
				if shape.accept != nil && !shape.accept(found) || strings.HasSuffix(found, "REDACTED") {
					continue
				}
				leak := Leak{Kind: shape.kind, Line: line, Sample: sample(found)}
				if !slices.Contains(leaks, leak) {
					leaks = append(leaks, leak)
				}
			}
		}
	}
	return leaks
}

// random keeps out sentences that are as long: of random text it misses one in
// a thousand.
func random(text string) bool {
	if len(text) != 43 && (len(text) != 64 || strings.ContainsAny(text, "_-")) {
		return false
	}
	upper, lower, digits := 0, 0, 0
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		case unicode.IsDigit(r):
			digits++
		}
	}
	return upper >= 6 && lower >= 6 && digits >= 1
}

// sample keeps what tells the reader where to look, and no more.
func sample(secret string) string {
	const kept = 6
	return fmt.Sprintf("%.*s… (%d characters)", kept, secret, len(secret))
}
