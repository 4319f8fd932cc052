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

const (
	encryptHeader = "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\n"
	encryptedText = "[p]\ntype = local\n\n"
	encryptedBox  = "K2Wbb0udPxfy7hPr/DA3qfR1ZRrV7H2FdBznLIVcQ+BdegPVwdHH6jftCTrUf1bi8lpmkTQ5+ZufNQ=="
	encryptPass   = "hunter2"
)

func decrypt(text, password string) (string, error) {
	plain, err := rclonecfg.Decrypt([]byte(text), rclonecfg.NewSecret(password))
	return string(plain), err
}

// The texts were made by the command "rclone config encryption set" of v1.76.0.
func TestDecryptKnown(t *testing.T) {
	for password, box := range map[string]string{
		encryptPass:               encryptedBox,
		" blanks ":                "w7/YeLn3iXJW6ah0xgQQcm93r2q6skg7hnq/ptGYrnC5hGBUyCJi4v5HOGHLAlESbMreWeoYSoz3Lw==",
		"\uff28\ufb01 e\u0301":    "YivPapDjxvtxA0Py/YJn8+8YYUYIaqu5F5dMLWlcW6WTfKcOh/1B19n477Yp47JRWmFTkvHXkm6JBQ==",
		"Hfi \u00e9":              "YivPapDjxvtxA0Py/YJn8+8YYUYIaqu5F5dMLWlcW6WTfKcOh/1B19n477Yp47JRWmFTkvHXkm6JBQ==",
		strings.Repeat("x", 5000): "mGRbBTqHW+D9nNtOUkutUdNxtZee3vJ3iVCN0os+ZXAs9VhtPtE4gr0DS+YFGumLz6yhKMpg/d8uLw==",
		"a\tb\x01c":               "Z0Ub/yZHopIY0l5vc+4ljaMoM7NXxfU/o33SDJzOeD4Cg4x0mInTr/RHyISAzLIRLXzSwhPqv12sEQ==",
		"tab\t":                   "BizdYKxzuG4eQIFqHQ4npkThDolMPZU7F3AuJE+QJJcO7/QiFXvbadu6v8MFZHCHEpp0ftKbcUBCBQ==",
	} {
		got, err := decrypt(encryptHeader+box, password)
		require.NoError(t, err)
		require.Equal(t, encryptedText, got)
		for _, wrong := range []string{"", " ", "\xff", "hunter", "blanks", "hunter2\n", "tab", strings.Repeat("x", 4999)} {
			_, err := decrypt(encryptHeader+box, wrong)
			require.ErrorIs(t, err, rclonecfg.ErrPassword)
		}
	}
}

func TestEncrypt(t *testing.T) {
	for _, password := range []string{encryptPass, " ends ", "pässwörd", "\x00", strings.Repeat("long", 1<<18)} {
		for _, text := range []string{"", encryptedText, "\ufeff[p]\r\n", strings.Repeat("# long\n", 1<<15)} {
			first, err := rclonecfg.Encrypt([]byte(text), rclonecfg.NewSecret(password))
			require.NoError(t, err)
			second, err := rclonecfg.Encrypt([]byte(text), rclonecfg.NewSecret(password))
			require.NoError(t, err)
			require.NotEqual(t, first, second, "the random part")
			require.True(t, rclonecfg.IsEncrypted(first))
			got, err := decrypt(string(second), password)
			require.NoError(t, err)
			require.Equal(t, text, got)
		}
	}
}

// With rclone's random bytes, the text is rclone's.
func TestEncryptRandom(t *testing.T) {
	box, err := base64.StdEncoding.DecodeString(encryptedBox)
	require.NoError(t, err)
	got, err := rclonecfg.EncryptWith([]byte(encryptedText), rclonecfg.NewSecret(encryptPass), bytes.NewReader(box[:24]))
	require.NoError(t, err)
	require.Equal(t, encryptHeader+encryptedBox, string(got))

	broken := errors.New("broken")
	_, err = rclonecfg.EncryptWith(nil, rclonecfg.NewSecret(encryptPass), iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)
}

func TestEncryptRefuses(t *testing.T) {
	for password, says := range map[string]string{
		"": "empty", "\t\u00a0": "blanks", "s3cr3t\xff": "UTF-8",
	} {
		_, err := rclonecfg.Encrypt([]byte(encryptedText), rclonecfg.NewSecret(password))
		require.ErrorContains(t, err, says)
		require.NotContains(t, err.Error(), "s3cr3t")
	}
	_, err := rclonecfg.Encrypt([]byte(encryptHeader+encryptedBox), rclonecfg.NewSecret(encryptPass))
	require.ErrorContains(t, err, "already")
}

// What stands around the mark and within the text, as rclone takes it.
func TestDecryptLayout(t *testing.T) {
	const mark = "RCLONE_ENCRYPT_V0:"
	wrapped := encryptedBox[:10] + "\n\n" + encryptedBox[10:70] + "\r\n" + encryptedBox[70:]
	for name, test := range map[string]struct {
		text string
		says string // "" opens
	}{
		"no header":               {mark + "\n" + encryptedBox, ""},
		"CRLF":                    {strings.ReplaceAll(encryptHeader, "\n", "\r\n") + encryptedBox + "\r\n", ""},
		"comments and blanks":     {"; a\n\n # b\n\t\r\n" + mark + "\n" + encryptedBox, ""},
		"blanks around the mark":  {" \t" + mark + "\v \u00a0\n" + encryptedBox, ""},
		"wrapped":                 {encryptHeader + wrapped + "\n\n", ""},
		"blank lines in front":    {encryptHeader + "\n\r\n" + encryptedBox, ""},
		"bits behind the end":     {encryptHeader + strings.Replace(encryptedBox, "NQ==", "NR==", 1), ""},
		"a blank within":          {encryptHeader + encryptedBox[:10] + " " + encryptedBox[10:], "damaged"},
		"a blank at the end":      {encryptHeader + encryptedBox + " \n", "damaged"},
		"a comment within":        {encryptHeader + "# c\n" + encryptedBox, "damaged"},
		"a comment behind":        {encryptHeader + encryptedBox + "\n# c\n", "damaged"},
		"no padding":              {encryptHeader + strings.TrimRight(encryptedBox, "="), "damaged"},
		"URL base64":              {encryptHeader + strings.NewReplacer("/", "_", "+", "-").Replace(encryptedBox), "damaged"},
		"cut to whole characters": {encryptHeader + encryptedBox[:40], "damaged"},
		"one byte short of a box": {encryptHeader + base64.StdEncoding.EncodeToString(make([]byte, 39)), "damaged"},
		"cut in the box":          {encryptHeader + encryptedBox[:76], "another one, or the text was damaged"},
		"the mark alone":          {mark, "damaged"},
		"newer":                   {"RCLONE_ENCRYPT_V1:\n" + encryptedBox, "newer"},
		"no colon":                {"RCLONE_ENCRYPT_V0\n" + encryptedBox, "newer"},
		"all on one line":         {mark + " " + encryptedBox, "newer"},
		"BOM":                     {"\ufeff" + mark + "\n" + encryptedBox, "not encrypted"},
		"lower case":              {strings.ToLower(mark) + "\n" + encryptedBox, "not encrypted"},
		"behind a section":        {"[p]\n" + mark + "\n" + encryptedBox, "not encrypted"},
		"a long comment":          {"#" + strings.Repeat("x", 4095) + mark + "\n" + encryptedBox, ""},
		"a longer comment":        {"#" + strings.Repeat("x", 4096) + "\n" + mark + "\n" + encryptedBox, "not encrypted"},
		"in the clear":            {encryptedText, "not encrypted"},
		"empty":                   {"", "not encrypted"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, test.says != "not encrypted", rclonecfg.IsEncrypted([]byte(test.text)))
			_, err := rclonecfg.ParseFile([]byte(test.text))
			require.Equal(t, test.says != "not encrypted", errors.Is(err, rclonecfg.ErrEncrypted))
			got, err := decrypt(test.text, encryptPass)
			if test.says == "" {
				require.NoError(t, err)
				require.Equal(t, encryptedText, got)
				return
			}
			require.ErrorContains(t, err, test.says)
			require.Equal(t, strings.Contains(test.says, "another"), errors.Is(err, rclonecfg.ErrPassword))
			require.NotErrorIs(t, err, rclonecfg.ErrEncrypted)
		})
	}
}

// Whichever bit is turned, the text does not open.
func TestDecryptTurnedBits(t *testing.T) {
	box, err := base64.StdEncoding.DecodeString(encryptedBox)
	require.NoError(t, err)
	for bit := range len(box) * 8 {
		turned := bytes.Clone(box)
		turned[bit/8] ^= 1 << (bit % 8)
		_, err := decrypt(encryptHeader+base64.StdEncoding.EncodeToString(turned), encryptPass)
		require.ErrorIs(t, err, rclonecfg.ErrPassword)
	}
}

// FuzzDecrypt: what Encrypt made opens, and what became of it by a turned bit opens
// to the same text or not at all.
func FuzzDecrypt(f *testing.F) {
	for _, seed := range []string{
		"", encryptedText, encryptHeader + encryptedBox, encryptHeader, "RCLONE_ENCRYPT_V1:\nAAAA",
		"; c\r\n" + encryptHeader + strings.ReplaceAll(encryptedBox, "x", "\r\nx"), "\ufeff" + encryptHeader,
	} {
		f.Add([]byte(seed), encryptPass, uint(0))
		f.Add([]byte(seed), " \ufb01 ", uint(600))
	}
	f.Fuzz(func(t *testing.T, text []byte, password string, bit uint) {
		plain, err := rclonecfg.Decrypt(text, rclonecfg.NewSecret(password))
		if err == nil {
			require.True(t, rclonecfg.IsEncrypted(text))
			text = plain
		}
		sealed, err := rclonecfg.Encrypt(text, rclonecfg.NewSecret(password))
		if err != nil {
			return
		}
		plain, err = rclonecfg.Decrypt(sealed, rclonecfg.NewSecret(password))
		require.NoError(t, err)
		require.Equal(t, string(text), string(plain))

		bit %= uint(len(sealed) * 8)
		sealed[bit/8] ^= 1 << (bit % 8)
		if plain, err = rclonecfg.Decrypt(sealed, rclonecfg.NewSecret(password)); err == nil {
			require.Equal(t, string(text), string(plain))
		}
	})
}
