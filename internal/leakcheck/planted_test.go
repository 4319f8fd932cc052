//go:build planted

package leakcheck_test

import (
	"fmt"
	"log/slog"
	"os"
	"testing"

	"github.com/nasphotos/nasphotos/internal/leakcheck"
)

// This test leaks in every way that a test can. It is never part of the suite:
// TestPlanted runs it to prove that the scan of the suite's log finds leaks.
func TestLeaks(t *testing.T) {
	for _, kind := range leakcheck.Kinds() {
		t.Run("log "+kind, func(t *testing.T) { t.Logf("log %s", secrets[kind]) })
		t.Run("stdout "+kind, func(*testing.T) { fmt.Println("stdout", secrets[kind]) })
		t.Run("stderr "+kind, func(*testing.T) { fmt.Fprintln(os.Stderr, "stderr", secrets[kind]) })
		t.Run("slog "+kind, func(*testing.T) { slog.Info("slog", "value", secrets[kind]) })
		t.Run("failure "+kind, func(t *testing.T) { t.Errorf("failure %s", secrets[kind]) })
		t.Run("pieces "+kind, func(*testing.T) {
			half := len(secrets[kind]) / 2
			fmt.Print("pieces ", secrets[kind][:half])
			fmt.Print(secrets[kind][half:], "\n")
		})
	}
	t.Run(secrets["client secret"], func(*testing.T) {})
}
