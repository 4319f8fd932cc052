//go:build rclone

package rcloneproof_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	// maxCrashes is on how many files rclone may crash: each one takes seconds.
	// Those that rclonecfg does not refuse are all read.
	maxCrashes = 10

	unasked verdict = "endless, rclone not asked"
)

// requireSameAsRclone reads text with rclonecfg and with the rclone binary.
func requireSameAsRclone(t *testing.T, rclone *daemon, text []byte) verdict {
	t.Helper()
	ours, verdict, _ := judge(t, text)
	if verdict == endless && rclone.crashes >= maxCrashes {
		return unasked
	}
	theirs, theirVerdict := rclone.read(t, text)
	switch {
	case verdict == endless && theirVerdict == loaded:
		require.Greater(t, longest(theirs), 256<<10, "refused without a reason: %q", text)
		return tooLarge
	case verdict == encrypted:
		require.Equal(t, refused, theirVerdict, "%q", text)
		return encrypted
	}
	require.Equal(t, theirVerdict, verdict, "%q", text)
	if verdict == loaded {
		require.Equal(t, theirs, throughJSON(t, ours.values), "%q", text)
	}
	return verdict
}

// longest is how long all values of one section are, where that is the most.
func longest(values map[string]map[string]string) (most int) {
	for _, section := range values {
		size := 0
		for _, value := range section {
			size += len(value)
		}
		most = max(most, size)
	}
	return most
}

// throughJSON is values as they come out of rclone's JSON, in which all bytes that
// are no text look the same.
func throughJSON(t *testing.T, values map[string]map[string]string) map[string]map[string]string {
	t.Helper()
	text, err := json.Marshal(values)
	require.NoError(t, err)
	var out map[string]map[string]string
	require.NoError(t, json.Unmarshal(text, &out))
	return out
}

// The binary reads what we read, and where it stops or crashes, there is an error.
func TestRcloneReadsTheSameFiles(t *testing.T) {
	seed := seed(t)
	rclone := startDaemon(t)
	count := map[verdict]int{}
	for i := range uint64(files) {
		count[requireSameAsRclone(t, rclone, generateFile(random(seed, i)))]++
	}
	t.Logf("%d generated files: %v; rclone crashed on %d", files, count, rclone.crashes)
	for _, verdict := range []verdict{loaded, refused, encrypted, endless} {
		require.NotZero(t, count[verdict], verdict)
	}
}

// The binary reads back what we wrote.
func TestRcloneReadsEditedFiles(t *testing.T) {
	seed := seed(t)
	rclone := startDaemon(t)
	for i := range uint64(files) {
		text := editedFile(t, random(seed, i)).Bytes()
		require.Equal(t, loaded, requireSameAsRclone(t, rclone, text), "%q", text)
	}
}
