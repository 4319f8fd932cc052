package rcloneproof_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/config"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

const encryptedBox = "K2Wbb0udPxfy7hPr/DA3qfR1ZRrV7H2FdBznLIVcQ+BdegPVwdHH6jftCTrUf1bi8lpmkTQ5+ZufNQ=="

// withRclonePassword makes rclone, which has one password for all, use this one
// while do runs, never ask for another, and print nothing about it.
func withRclonePassword(password string, do func() ([]byte, error)) ([]byte, error) {
	options := fs.GetConfig(context.Background())
	before, stderr := *options, os.Stderr
	options.AskPassword = false
	options.LogLevel = fs.LogLevelEmergency
	os.Stderr = nil // Writing to it fails, which rclone does not look at.
	defer func() {
		*options, os.Stderr = before, stderr
		config.ClearConfigPassword()
	}()
	if err := config.SetConfigPassword(password); err != nil {
		return nil, err
	}
	return do()
}

func rcloneDecrypts(text []byte, password string) ([]byte, error) {
	return withRclonePassword(password, func() ([]byte, error) {
		plain, err := config.Decrypt(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(plain)
	})
}

func rcloneEncrypts(text []byte, password string) ([]byte, error) {
	return withRclonePassword(password, func() ([]byte, error) {
		var out bytes.Buffer
		err := config.Encrypt(bytes.NewReader(text), &out)
		return out.Bytes(), err
	})
}

// requireSameDecryption: rclone takes a text in the clear as it is; else both open
// it to the same, or neither does.
func requireSameDecryption(tb testing.TB, text []byte, password string) {
	tb.Helper()
	theirs, err := rcloneDecrypts(text, password)
	if !rclonecfg.IsEncrypted(text) {
		if err == nil { // not so for a password that rclone does not take
			require.Equal(tb, string(text), string(theirs))
		}
		return
	}
	ours, ourErr := rclonecfg.Decrypt(text, rclonecfg.NewSecret(password))
	require.Equal(tb, err == nil, ourErr == nil, "%q: rclone says %v, we say %v", text, err, ourErr)
	require.Equal(tb, string(theirs), string(ours))
}

// requireSameEncryption: what one encrypts, the other opens; they refuse the same
// passwords.
func requireSameEncryption(tb testing.TB, text []byte, password string) {
	tb.Helper()
	secret := rclonecfg.NewSecret(password)
	theirs, err := rcloneEncrypts(text, password)
	ours, ourErr := rclonecfg.Encrypt(text, secret)
	if rclonecfg.IsEncrypted(text) {
		require.Error(tb, ourErr)
		return
	}
	require.Equal(tb, err == nil, ourErr == nil, "%q: rclone says %v, we say %v", password, err, ourErr)
	if err != nil {
		return
	}
	require.Len(tb, ours, len(theirs))
	plain, err := rclonecfg.Decrypt(theirs, secret)
	require.NoError(tb, err)
	require.Equal(tb, string(text), string(plain))
	plain, err = rcloneDecrypts(ours, password)
	require.NoError(tb, err)
	require.Equal(tb, string(text), string(plain))
}

// layouts are ways to write an encrypted text, some of which rclone refuses.
func layouts() []string {
	const mark = "RCLONE_ENCRYPT_V0:"
	header := "# Encrypted rclone configuration File\n\n" + mark + "\n"
	texts := []string{
		"", "\n", "[p]\n", mark, mark + "\n", header, header + "=", header + "AAAA", "RCLONE_ENCRYPT_V1:\n" + encryptedBox,
		"RCLONE_ENCRYPT_V0\n" + encryptedBox, mark + " " + encryptedBox, mark + encryptedBox,
		strings.ToLower(header) + encryptedBox, "\ufeff" + header + encryptedBox, "\ufeff" + mark + "\n" + encryptedBox,
		"[p]\n" + header + encryptedBox, header + header + encryptedBox,
		header + strings.TrimRight(encryptedBox, "="), header + encryptedBox + "=", header + encryptedBox + "AAAA",
		header + encryptedBox + encryptedBox, header + encryptedBox + "\n\n" + encryptedBox,
		header + strings.Replace(encryptedBox, "Q==", "R==", 1), header + strings.NewReplacer("/", "_", "+", "-").Replace(encryptedBox),
		strings.ReplaceAll(header, "\n", "\r\n") + encryptedBox + "\r\n", strings.ReplaceAll(header, "\n", "\r") + encryptedBox,
	}
	for _, blank := range []string{" ", "\t", "\n", "\r", "\r\n", "\v", "\f", "\x00", "\u0085", "\u00a0", "\u2028", "#", ";", "# c\n", "\n# c\n"} {
		texts = append(texts, blank+header+encryptedBox, header+blank+encryptedBox, header+encryptedBox+blank,
			header+encryptedBox[:33]+blank+encryptedBox[33:], blank+mark+"\n"+encryptedBox, mark+blank+"\n"+encryptedBox,
			mark[:10]+blank+mark[10:]+"\n"+encryptedBox)
	}
	for _, size := range []int{4094, 4095, 4096, 4097, 8191, 8192} {
		long := strings.Repeat("x", size)
		texts = append(texts, "#"+long+"\n"+header+encryptedBox, "#"+long+header+encryptedBox, "#"+long+"#\n"+mark+"\n"+encryptedBox,
			"#"+long+mark+"\n"+encryptedBox, "#"+long+"\r\n"+mark+"\r\n"+encryptedBox)
	}
	for end := range len(encryptedBox) {
		texts = append(texts, header+encryptedBox[:end])
	}
	return texts
}

func TestDecryptsWhatRcloneDecrypts(t *testing.T) {
	opened := 0
	for _, text := range layouts() {
		for _, password := range []string{"hunter2", "wrong"} {
			requireSameDecryption(t, []byte(text), password)
		}
		if _, err := rclonecfg.Decrypt([]byte(text), rclonecfg.NewSecret("hunter2")); err == nil {
			opened++
		}
	}
	require.Greater(t, opened, 20, "a test of refusals alone shows little")
}

// passwords has those that are easily taken for another one.
var passwords = []string{
	"", " ", "\t\n", "\u00a0", "\u3000\u2028", "\ufeff", "\x00", "\xff", "a\xffb", "a", " a", "a ", "\ta\n", "a\r\n", "\u00a0a\u3000",
	"é", "e\u0301", "\u212b", "Å", "\ufb01", "fi", "①", "1", "ｈ", "h", "ﷺ", "\u1e9b\u0323", "가", "가", "❤️", "\U0001f469\u200d\U0001f469",
	"a]b", "[a", "][rclone-config]", "%s", "\\", "a\x01\x1b[31m", strings.Repeat("x", 1<<16), strings.Repeat("\u0301", 100), strings.Repeat("é", 5000),
}

func TestEncryptsWhatRcloneDecrypts(t *testing.T) {
	for _, password := range passwords {
		for _, text := range []string{"", "[p]\ntype = local\n", "\ufeff# c\r\n[p]\r\n"} {
			requireSameEncryption(t, []byte(text), password)
		}
	}
	source := random(seed(t), 0)
	for range 1000 {
		requireSameEncryption(t, madeUpBytes(source, 200), madeUpPassword(source))
	}
}

// The same passwords are the same to both, also in another form of Unicode.
func TestEncryptsWithTheSamePasswords(t *testing.T) {
	for _, written := range passwords {
		text, err := rcloneEncrypts([]byte("[p]\n"), written)
		if err != nil {
			continue
		}
		for _, tried := range passwords {
			requireSameDecryption(t, text, tried)
		}
	}
}

func madeUpBytes(source *rand.Rand, most int) []byte {
	text := make([]byte, source.IntN(most))
	for i := range text {
		text[i] = byte(source.Uint32())
	}
	return text
}

func madeUpPassword(source *rand.Rand) string {
	if chance(source, 10) {
		return string(madeUpBytes(source, 20))
	}
	var text strings.Builder
	for range 1 + source.IntN(12) {
		fmt.Fprintf(&text, "%c", one(source, rune(source.IntN(0x80)), rune(source.IntN(0x3000)), rune(source.IntN(0x10ffff)), ' ', 'a', '\u0301'))
	}
	return text.String()
}

// FuzzDecryptAgainstRclone: we open what rclone opens, and nothing else.
func FuzzDecryptAgainstRclone(f *testing.F) {
	for _, text := range layouts() {
		f.Add([]byte(text), "hunter2")
	}
	for _, password := range passwords {
		f.Add([]byte("[p]\n"), password)
	}
	f.Fuzz(func(t *testing.T, text []byte, password string) {
		requireSameDecryption(t, text, password)
		requireSameEncryption(t, text, password)
	})
}
