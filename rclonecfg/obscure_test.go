package rclonecfg_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// The obscured texts were made by the command "rclone obscure" of v1.76.0.
func TestRevealKnown(t *testing.T) {
	for obscured, plain := range map[string]string{
		"3t9IArQfAEtGOeq_MCd_JaA":             "p",
		"AvoIZ9MFf4CQr9dCSFg1h_L0n_CnUXi2i6Y": "pass wörd",
		"FqseY4OFFX6TZ2d6kZTg8iPN0xKxNhtPFupvg8RDNXoKtnwZSwH35EhZHbRHcm2L6ahfnQL7UeTmmx0rC2sJrg": "hunter2 hunter2 hunter2 hunter2 hunter2 hunter2 ",
	} {
		got, err := rclonecfg.Reveal(obscured)
		require.NoError(t, err)
		require.Equal(t, plain, got.Reveal())
	}
}

func TestObscure(t *testing.T) {
	for _, plain := range []string{"", "p", "pass wörd", strings.Repeat("x", 1000)} {
		first, err := rclonecfg.Obscure(rclonecfg.NewSecret(plain))
		require.NoError(t, err)
		second, err := rclonecfg.Obscure(rclonecfg.NewSecret(plain))
		require.NoError(t, err)
		require.NotEqual(t, first, second, "the random part")
		for _, obscured := range []string{first, second} {
			got, err := rclonecfg.Reveal(obscured)
			require.NoError(t, err)
			require.Equal(t, plain, got.Reveal())
		}
	}
}

func TestObscureRandom(t *testing.T) {
	got, err := rclonecfg.ObscureWith(rclonecfg.NewSecret(""), bytes.NewReader(make([]byte, 16)))
	require.NoError(t, err)
	require.Equal(t, "AAAAAAAAAAAAAAAAAAAAAA", got)

	broken := errors.New("broken")
	_, err = rclonecfg.ObscureWith(rclonecfg.NewSecret("x"), iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
}

func TestRevealRefuses(t *testing.T) {
	for _, text := range []string{"", "plain", "with blank", "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAA"} {
		_, err := rclonecfg.Reveal(text)
		require.ErrorIs(t, err, rclonecfg.ErrNotObscured)
	}
}
