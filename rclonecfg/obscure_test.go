package rclonecfg_test

import (
	"bytes"
	"encoding/base64"
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
	for _, plain := range []string{"", "p", "pass wörd", "\x00", " \n", "e\u0301\ufeff", "\xff\xfe", strings.Repeat("long", 1<<18)} {
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

// What stands in the base64, as rclone takes it: ends of lines and bits behind the
// end do not count, all else does.
func TestRevealLayout(t *testing.T) {
	const obscured = "3t9IArQfAEtGOeq_MCd_JaA" // "p"
	for text, want := range map[string]string{
		obscured:        "p",
		obscured + "\n": "p",
		"\r\n" + obscured[:9] + "\n\r" + obscured[9:]: "p",
		obscured[:22] + "B":                           "p",
		obscured[:22] + "E":                           "q",
		obscured + "A":                                "p\xe1",
		obscured + "AA":                               "", // a length that base64 does not have
		obscured[:21]:                                 "",
		obscured + "=":                                "",
		obscured + " ":                                "",
		" " + obscured:                                "",
		"\t" + obscured:                               "",
		"\ufeff" + obscured:                           "",
		"\x00" + obscured:                             "",
		strings.Replace(obscured, "_", "/", 1):        "",
	} {
		got, err := rclonecfg.Reveal(text)
		require.Equal(t, want == "", errors.Is(err, rclonecfg.ErrNotObscured), "%q: %v", text, err)
		require.Equal(t, want, got.Reveal(), "%q", text)
	}
}

func TestRevealRefuses(t *testing.T) {
	for _, text := range []string{
		"", "\n", "plain", "with blank", "s3cr3t-s3cr3t-s3cr3t!", "pässwörd", "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAA",
	} {
		_, err := rclonecfg.Reveal(text)
		require.Equal(t, rclonecfg.ErrNotObscured, err, "the same for each, so that it holds nothing of the text")
	}
}

// FuzzReveal: what is revealed and obscured again with the same random bytes is the
// text again, in its usual spelling.
func FuzzReveal(f *testing.F) {
	for _, seed := range []string{
		"", "AAAAAAAAAAAAAAAAAAAAAA", "3t9IArQfAEtGOeq_MCd_JaA", "3t9IArQfAEtGOeq_MCd_JaB\r\n", "3t9IArQfAEtGOeq_MCd_JaA==",
		"AvoIZ9MFf4CQr9dCSFg1h_L0n_CnUXi2i6Y",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain, err := rclonecfg.Reveal(text)
		if err != nil {
			require.Equal(t, rclonecfg.ErrNotObscured, err)
			require.True(t, plain.IsZero())
			return
		}
		data, err := base64.RawURLEncoding.DecodeString(text)
		require.NoError(t, err)
		again, err := rclonecfg.ObscureWith(plain, bytes.NewReader(data))
		require.NoError(t, err)
		require.Equal(t, base64.RawURLEncoding.EncodeToString(data), again)
	})
}
