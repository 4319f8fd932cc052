package rcloneproof_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/unknwon/goconfig" //nolint:misspell // the name of its author

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// files is how many generated files one test reads or writes, without the race
// detector 10,000.
const files = 10_000 / slower

// verdict is what becomes of a file.
type verdict string

const (
	loaded    verdict = "loaded"
	refused   verdict = "refused"   // with an error
	encrypted verdict = "encrypted" // refused without a password
	endless   verdict = "endless"   // a value grows or refers to itself: rclone crashes
	tooLarge  verdict = "too large" // rclone loads it, rclonecfg refuses it: %(…)s add more than 256 KiB to a section
)

// judge reads text with rclonecfg. A refusal has to be one of those that are
// documented, and to name a line that is there.
func judge(tb testing.TB, text []byte) (reading, verdict, *rclonecfg.ParseError) {
	tb.Helper()
	found, err := readOurs(tb, text)
	parseErr, syntax := errors.AsType[*rclonecfg.ParseError](err)
	switch {
	case err == nil:
		return found, loaded, nil
	case errors.Is(err, rclonecfg.ErrEncrypted):
		return found, encrypted, nil
	}
	require.True(tb, syntax, "%T: %v\n%q", err, err, text)
	require.Positive(tb, parseErr.Column)
	require.NotEmpty(tb, lineOf(tb, text, parseErr.Line))
	if strings.Contains(parseErr.Reason, "%(…)s") {
		require.Contains(tb, string(text), "%(")
		return found, endless, parseErr
	}
	return found, refused, parseErr
}

// lineOf is the text of a line as goconfig puts it in its errors.
func lineOf(tb testing.TB, text []byte, number int) string {
	tb.Helper()
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	lines := strings.Split(string(text), "\n")
	require.Less(tb, number-1, len(lines))
	return strings.TrimSpace(lines[number-1])
}

// requireSameAsGoconfig reads text with rclonecfg and with goconfig, and compares
// everything that rclone can ask for.
func requireSameAsGoconfig(tb testing.TB, text []byte) (reading, verdict) {
	tb.Helper()
	ours, verdict, parseErr := judge(tb, text)
	if verdict == encrypted || verdict == endless {
		// rclone does not give the one to goconfig; the other would end this process.
		return ours, verdict
	}
	theirs, err := readGoconfig(text)
	if verdict == refused {
		readErr, ok := errors.AsType[goconfig.ReadError](err)
		require.True(tb, ok, "goconfig reads it: %v\n%q", parseErr, text)
		require.Equal(tb, readErr.Content, lineOf(tb, text, parseErr.Line), "another line: %v\n%q", parseErr, text)
		return ours, refused
	}
	require.NoError(tb, err, "%q", text)
	require.Equal(tb, theirs, ours, "%q", text)
	return ours, loaded
}

func TestReadsWhatGoconfigReads(t *testing.T) {
	seed := seed(t)
	count := map[verdict]int{}
	for i := range uint64(files) {
		_, verdict := requireSameAsGoconfig(t, generateFile(random(seed, i)))
		count[verdict]++
	}
	t.Logf("%d generated files: %v", files, count)
	require.Greater(t, count[loaded], files/2, "too few of the generated files can be loaded")
	require.Greater(t, count[refused], files/20, "too few of the generated files are refused")
	require.NotZero(t, count[endless])
	require.NotZero(t, count[encrypted])
}
