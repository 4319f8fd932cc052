package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func TestCheckArguments(t *testing.T) {
	for args, want := range map[string]string{
		"":                        "",
		"--fast-list -v":          "",
		`--exclude "a b" --x 'c'`: "",
		`"a\"b"`:                  "",
		`'a\'`:                    "",
		"--x # not a comment":     "",
		"'":                       "Parse error: No closing quotation",
		`"a`:                      "Parse error: No closing quotation",
		`a\`:                      "Parse error: No escaped character",
		`"a\`:                     "Parse error: No escaped character",
	} {
		require.Equal(t, want, rules.CheckArguments(args), args)
	}
}

func FuzzCheckArguments(f *testing.F) {
	for _, s := range []string{"", "--a 'b c'", `"\"`, `\`, `'"'"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, args string) {
		if rules.CheckArguments(args) != "" {
			return
		}
		// Nothing is left open, so a quotation after it closes what it opens.
		require.Empty(t, rules.CheckArguments(args+` "x"`))
	})
}
