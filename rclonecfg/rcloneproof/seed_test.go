package rcloneproof_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
)

// seed is what everything made up in a test comes from: 1, or the number in
// NASPHOTOS_SEED. The same seed makes the same files.
func seed(t *testing.T) uint64 {
	t.Helper()
	number := uint64(1)
	if text := os.Getenv("NASPHOTOS_SEED"); text != "" {
		var err error
		number, err = strconv.ParseUint(text, 10, 64)
		require.NoError(t, err, "NASPHOTOS_SEED has to be a number")
	}
	t.Logf("NASPHOTOS_SEED=%d", number)
	return number
}

// random is the source for the item number index: one item can be made again
// without those before it.
func random(seed, index uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, index)) }

// one picks one of choices.
func one[T any](random *rand.Rand, choices ...T) T { return choices[random.IntN(len(choices))] }

// chance is true once in n times.
func chance(random *rand.Rand, n int) bool { return random.IntN(n) == 0 }
