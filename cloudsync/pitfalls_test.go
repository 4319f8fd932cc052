package cloudsync_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// pitfalls are mistakes that programs make which set up and run cloud sync on a
// NAS, each with the tests that show that this one does not. Those of the client
// underneath are in package truenas.
var pitfalls = []struct {
	mistake string
	shownBy []func(*testing.T)
}{
	{"a token that the NAS refreshed counts as a change", []func(*testing.T){TestTokens, TestTokenWriteBackOverTheWire}},
	{"an older token replaces the one that the NAS refreshed", []func(*testing.T){TestNewSecretKeepsTheNewerToken, TestApplyKeepsATokenThatCameAfterThePlan}},
	{"the same token in another notation counts as another one for ever", []func(*testing.T){TestTokens}},
	{"a create whose answer was lost is made twice", []func(*testing.T){TestLostAnswersMakeNoDuplicates, TestALostAnswerIsNotSomebodyElsesCredential}},
	{"each time something is found to change", []func(*testing.T){TestApplyIsIdempotent}},
	{"a run that was aborted on the NAS has no end", []func(*testing.T){TestNASFailures}},
	{"a run goes on although its caller asked to stop it", []func(*testing.T){TestCancelOverTheWire}},
	{"progress of a run reaches nobody", []func(*testing.T){TestNASProgress}},
}

func TestPitfallsAreShown(t *testing.T) {
	described := map[string]bool{}
	for _, p := range pitfalls {
		require.NotEmpty(t, p.mistake)
		require.False(t, described[p.mistake], "twice: %s", p.mistake)
		described[p.mistake] = true
		require.NotEmpty(t, p.shownBy, p.mistake)
	}
}
