package safefile_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/safefile"
)

func TestEncodeName(t *testing.T) {
	for text, want := range map[string]string{
		"ann@example.com": "ann@example.com",
		"Ann":             "%41nn",
		"..":              "..",
		"a/b\\c":          "a%2fb%5cc",
		"é":               "%c3%a9",
		"e\u0301":         "e%cc%81",
		"%41nn":           "%2541nn",
		"a~b":             "a%7eb",
		"\x00 :*?\"<>|":   "%00%20%3a%2a%3f%22%3c%3e%7c",
	} {
		require.Equal(t, want, safefile.EncodeName(text))
	}
	long := strings.Repeat("a", 100)
	require.Equal(t, long, safefile.EncodeName(long))
	longer := safefile.EncodeName(long + "b")
	require.Len(t, longer, 100)
	require.NotEqual(t, longer, safefile.EncodeName(long+"c"))
}

var encoded = regexp.MustCompile(`^([-a-z0-9_.@+]|%[0-9a-f]{2}|~[0-9a-f]{64}$)*$`)

// FuzzEncodeName: two texts never share a name.
func FuzzEncodeName(f *testing.F) {
	f.Add("Ann", "ann")
	f.Add("é", "e\u0301")
	f.Add("%41", "A")
	f.Add(strings.Repeat("é", 40), strings.Repeat("é", 41))
	f.Add("\xff", "\ufffd")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := safefile.EncodeName(a), safefile.EncodeName(b)
		require.Equal(t, a == b, x == y)
		require.LessOrEqual(t, len(x), 100)
		if !strings.Contains(x, "~") {
			require.Regexp(t, encoded, x)
		}
		require.Equal(t, strings.ToLower(x), x)
	})
}
