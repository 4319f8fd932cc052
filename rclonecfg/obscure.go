package rclonecfg

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/nasphotos/nasphotos/internal/secret"
)

// ErrNotObscured is returned by [Reveal] for a text that Obscure cannot have
// made. Most plain passwords give it, but not all: the form has no check sum.
var ErrNotObscured = errors.New("rclonecfg: the text is not an obscured password: " +
	"obscure the plain password first, with Obscure or with the command rclone obscure")

// obscureKey is the key that is the same in every rclone and published in its
// source: obscuring protects from a glance at the screen and from nothing else.
var obscureKey = [32]byte{
	0x9c, 0x93, 0x5b, 0x48, 0x73, 0x0a, 0x55, 0x4d, 0x6b, 0xfd, 0x7c, 0x63, 0xc8, 0x86, 0xa9, 0x2b,
	0xd3, 0x90, 0x19, 0x8e, 0xb8, 0x12, 0x8a, 0xfb, 0xf4, 0xde, 0x16, 0x2b, 0x8b, 0x95, 0xf6, 0x38,
}

// Obscure returns the form in which rclone stores passwords, such as those of a
// crypt remote. Two calls give different texts: the result starts with 16
// random bytes. It does not protect the password: everybody can [Reveal] it.
func Obscure(plain Secret) (string, error) { return obscure(plain, rand.Reader) }

// obscure takes the random bytes from random, so that tests can know them.
func obscure(plain Secret, random io.Reader) (string, error) {
	out := make([]byte, aes.BlockSize+len(plain.Reveal()))
	if _, err := io.ReadFull(random, out[:aes.BlockSize]); err != nil {
		return "", fmt.Errorf("rclonecfg: no random bytes to obscure a password: %w", err)
	}
	stream := obscureStream(out[:aes.BlockSize]) //nolint:gosec // filled with random bytes above
	stream.XORKeyStream(out[aes.BlockSize:], []byte(plain.Reveal()))
	return base64.RawURLEncoding.EncodeToString(out), nil
}

// Reveal is the reverse of [Obscure], and of the command "rclone obscure". The
// password itself is then what the method Reveal of the [Secret] returns. The
// error is [ErrNotObscured] when the text cannot be an obscured password.
func Reveal(obscured string) (Secret, error) {
	data, err := base64.RawURLEncoding.DecodeString(obscured)
	if err != nil || len(data) < aes.BlockSize {
		return Secret{}, ErrNotObscured
	}
	plain := data[aes.BlockSize:]
	obscureStream(data[:aes.BlockSize]).XORKeyStream(plain, plain)
	return secret.New(string(plain)), nil
}

func obscureStream(iv []byte) cipher.Stream {
	// NewCipher fails on a wrong key length only.
	block, err := aes.NewCipher(obscureKey[:])
	if err != nil {
		panic(err)
	}
	return cipher.NewCTR(block, iv)
}
