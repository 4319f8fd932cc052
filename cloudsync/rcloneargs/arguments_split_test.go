package rcloneargs_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
)

// The results are those of shlex.split of Python 3.
func TestSplitArgs(t *testing.T) {
	for text, want := range map[string][]string{
		"":              nil,
		"  ":            nil,
		"a":             {"a"},
		"a b":           {"a", "b"},
		" a\tb\r\nc ":   {"a", "b", "c"},
		"--max-age 30d": {"--max-age", "30d"},
		"a\\ b":         {"a b"},
		"a \"b c\" d":   {"a", "b c", "d"},
		"a 'b c' d":     {"a", "b c", "d"},
		"a'b'\"c\"d":    {"abcd"},
		"''":            {""},
		"\"\"":          {""},
		"a '' b":        {"a", "", "b"},
		"\"a\\\"b\"":    {"a\"b"},
		"\"a\\\\b\"":    {"a\\b"},
		"\"a\\nb\"":     {"a\\nb"},
		"\"a\\'b\"":     {"a\\'b"},
		"'a\\b'":        {"a\\b"},
		"'a\"b'":        {"a\"b"},
		"\\\"a":         {"\"a"},
		"\\\\":          {"\\"},
		"# a b":         {"#", "a", "b"},
		"a # b":         {"a", "#", "b"},
		"a#b":           {"a#b"},
		"a\\\nb":        {"a\nb"},
		"\"a\nb\"":      {"a\nb"},
		"a;b|c>d":       {"a;b|c>d"},
		"$HOME `x`":     {"$HOME", "`x`"},
		"é 'ü ñ'":       {"é", "ü ñ"},
		"a\u00a0b":      {"a\u00a0b"},
		"a\fb":          {"a\fb"},
		"--x=\"a b\"=c": {"--x=a b=c"},
	} {
		got, err := rcloneargs.SplitArgs(text)
		require.NoError(t, err, "%q", text)
		require.Equal(t, want, got, "%q", text)
	}
}

func TestSplitArgsErrors(t *testing.T) {
	for text, reason := range map[string]string{
		"\"a\\":     "No escaped character",
		"'":         "No closing quotation",
		"\"":        "No closing quotation",
		"a 'b":      "No closing quotation",
		"a \"b":     "No closing quotation",
		"a\\":       "No escaped character",
		"\\":        "No escaped character",
		"a 'b\\'c'": "No closing quotation",
		"'a\" ":     "No closing quotation",
		"\"a' ":     "No closing quotation",
	} {
		_, err := rcloneargs.SplitArgs(text)
		var taskErr *rcloneargs.TaskError
		require.ErrorAs(t, err, &taskErr, "%q", text)
		require.Equal(t, "args", taskErr.Field)
		require.Equal(t, reason, taskErr.Reason, "%q", text)
	}
}

func FuzzSplitArgs(f *testing.F) {
	for _, seed := range []string{"", "a b", `a\ b "c \" d" 'e \'`, `"`, `\`, "# x", "é 'ü'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		words, err := rcloneargs.SplitArgs(text)
		if err != nil {
			var taskErr *rcloneargs.TaskError
			require.ErrorAs(t, err, &taskErr)
			return
		}
		// Quoted again, the words split into the same.
		quoted := make([]string, len(words))
		for i, word := range words {
			quoted[i] = "'" + strings.ReplaceAll(word, "'", `'"'"'`) + "'"
		}
		again, err := rcloneargs.SplitArgs(strings.Join(quoted, " "))
		require.NoError(t, err)
		require.Equal(t, words, again)
	})
}
