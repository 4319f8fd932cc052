package leakcheck_test

import (
	"bytes"
	"errors"
	"os/exec"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/leakcheck"
)

// A real run of go test that leaks in every way is found out, with -json and
// without.
func TestPlanted(t *testing.T) {
	for _, form := range []string{"-json", "-v"} {
		command := exec.CommandContext(t.Context(), "go", "test", "-tags", "planted", "-run", "^TestLeaks$", form, ".")
		log, err := command.CombinedOutput()
		var exit *exec.ExitError
		require.ErrorAs(t, err, &exit, "a test that fails")
		found, err := leakcheck.ScanLog(bytes.NewReader(log))
		require.NoError(t, err)

		type place struct{ test, kind string }
		got := map[place]bool{}
		for _, leak := range found {
			require.NotContains(t, leak.String(), secrets[leak.Kind])
			got[place{leak.Test, leak.Kind}] = true
		}
		for _, kind := range leakcheck.Kinds() {
			for _, way := range []string{"log", "stdout", "slog", "failure", "pieces"} {
				test := "TestLeaks/" + way + "_" + strings.ReplaceAll(kind, " ", "_")
				require.True(t, got[place{test, kind}], "%s: %s is not found", form, test)
			}
			// Standard error comes on its own way, perhaps beside another test.
			stderr := 0
			for _, leak := range found {
				if leak.Kind == kind {
					stderr++
				}
			}
			require.GreaterOrEqual(t, stderr, 6, "%s: %s", form, kind)
		}
		require.True(t, got[place{"TestLeaks", "client secret"}], "%s: a test's name is not found", form)
	}
}

func TestScanLog(t *testing.T) {
	secret := secrets["client secret"]
	half := len(secret) / 2
	found, err := leakcheck.ScanLog(strings.NewReader(
		`{"Action":"start","Package":"example.com/a"}` + "\n" +
			`{"Action":"output","Package":"example.com/a","Test":"TestA","Output":"` + secret[:half] + `"}` + "\n" +
			`{"Action":"output","Package":"example.com/b","Test":"TestB","Output":"quiet\n"}` + "\n" +
			`{"Action":"output","Package":"example.com/a","Test":"TestA","Output":"` + secret[half:] + `\n"}` + "\n" +
			`{"Action":"build-output","ImportPath":"example.com/c","Output":"` + secret))
	require.NoError(t, err)
	require.Len(t, found, 2, "the last line was cut off and is read as text")
	require.Equal(t, leakcheck.LogLeak{
		Leak:    leakcheck.Leak{Kind: "client secret", Line: 4, Sample: "GOCSPX… (35 characters)"},
		Package: "example.com/a", Test: "TestA",
	}, found[0])

	found, err = leakcheck.ScanLog(strings.NewReader(`{"Action":"output","Package":"example.com/a","Output":"` + secret + `"}`))
	require.NoError(t, err)
	require.Len(t, found, 1, "a line without an end")

	found, err = leakcheck.ScanLog(strings.NewReader("ok  	example.com/a	0.1s\n"))
	require.NoError(t, err)
	require.Empty(t, found)

	broken := errors.New("broken")
	_, err = leakcheck.ScanLog(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
}
