package rcloneproof_test

import (
	"strings"
	"testing"

	"github.com/rclone/rclone/fs/config/obscure"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// requireRevealed obscures plain here and in rclone, and opens each one there.
func requireRevealed(tb testing.TB, plain string) {
	tb.Helper()
	ours, err := rclonecfg.Obscure(rclonecfg.NewSecret(plain))
	require.NoError(tb, err)
	opened, err := obscure.Reveal(ours)
	require.NoError(tb, err)
	require.Equal(tb, plain, opened)

	theirs, err := obscure.Obscure(plain)
	require.NoError(tb, err)
	back, err := rclonecfg.Reveal(theirs)
	require.NoError(tb, err)
	require.Equal(tb, plain, back.Reveal())
}

// requireSameRevealed opens a text that nobody may have obscured.
func requireSameRevealed(tb testing.TB, text string) {
	tb.Helper()
	theirs, theirErr := obscure.Reveal(text)
	ours, err := rclonecfg.Reveal(text)
	if theirErr != nil {
		require.ErrorIs(tb, err, rclonecfg.ErrNotObscured, "%q: %v", text, theirErr)
		return
	}
	require.NoError(tb, err, "%q", text)
	require.Equal(tb, theirs, ours.Reveal(), "%q", text)
}

func TestObscuredValuesOpenInBothDirections(t *testing.T) {
	seed := seed(t)
	for i := range uint64(files) {
		random := random(seed, i)
		requireRevealed(t, generateValue(random))
		requireSameRevealed(t, generateValue(random))
		obscured := obscure.MustObscure(generateValue(random))
		cut := random.IntN(len(obscured))
		requireSameRevealed(t, obscured[cut:])
		requireSameRevealed(t, obscured[:cut])
		requireSameRevealed(t, obscured[:cut]+one(random, "=", "+", "\n", " ", "A", "é")+obscured[cut:])
	}
}

func FuzzObscure(f *testing.F) {
	for _, text := range []string{"", "secret", "pass wörd", "\x00\xff", strings.Repeat("A", 22), strings.Repeat("A", 21) + "B", strings.Repeat("A", 24) + "\n"} {
		f.Add(text)
	}
	f.Add(obscure.MustObscure("secret"))
	f.Fuzz(func(t *testing.T, text string) {
		requireRevealed(t, text)
		requireSameRevealed(t, text)
	})
}
