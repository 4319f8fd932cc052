package rclonecfg

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/nacl/secretbox"
)

const (
	// encryptMark is the line in front of an encrypted text; other versions of the
	// form start like it.
	encryptMark   = "RCLONE_ENCRYPT_V0:"
	encryptFamily = "RCLONE_ENCRYPT_V"
	encryptHeader = "# Encrypted rclone configuration File\n\n" + encryptMark + "\n"

	nonceSize = 24
)

var (
	// ErrEncrypted is returned for an rclone.conf that is encrypted, if there is no
	// password to open it.
	ErrEncrypted = errors.New("rclonecfg: the configuration is encrypted: " +
		"give its password, with ConfigFile.Password or Decrypt, or remove it with rclone config encryption remove")

	// ErrPassword is returned by [Decrypt] for a wrong password. The form cannot tell
	// that from a text that was changed.
	ErrPassword = errors.New("rclonecfg: the password does not open the configuration: " +
		"it is another one, or the text was damaged")

	errNotEncrypted = errors.New("rclonecfg: the configuration is not encrypted: use it as it is")
	errTwice        = errors.New("rclonecfg: the configuration is encrypted already: decrypt it first")
	errEncryptForm  = errors.New("rclonecfg: the configuration is encrypted in a form newer than " + encryptMark[:len(encryptMark)-1] +
		": decrypt it with the rclone that wrote it (rclone config encryption remove)")
	errEncryptDamaged = errors.New("rclonecfg: the encrypted configuration is damaged or cut off: put back a copy of it")
)

// IsEncrypted reports whether rclone takes this text of an rclone.conf for an
// encrypted one, in whatever version of the form.
func IsEncrypted(data []byte) bool {
	return findMark(bufio.NewReader(bytes.NewReader(data))) != ""
}

// Decrypt opens what rclone or [Encrypt] encrypted, and returns the text of the
// rclone.conf. A wrong password is [ErrPassword], as is one that rclone never
// takes: see [Encrypt]. Text that is not encrypted, is not whole or has a newer
// form is another error.
func Decrypt(data []byte, password Secret) ([]byte, error) {
	text := bufio.NewReader(bytes.NewReader(data))
	switch findMark(text) {
	case encryptMark:
	case "":
		return nil, errNotEncrypted
	default:
		return nil, errEncryptForm
	}
	// Its reader passes over ends of lines, and over nothing else, as in rclone.
	box, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, text))
	if err != nil || len(box) < nonceSize+secretbox.Overhead {
		return nil, errEncryptDamaged
	}
	key, err := encryptKey(password)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPassword, err)
	}
	nonce := [nonceSize]byte(box)
	plain, ok := secretbox.Open(nil, box[nonceSize:], &nonce, &key)
	if !ok {
		return nil, ErrPassword
	}
	return plain, nil
}

// Encrypt returns what rclone writes for this text of an rclone.conf when it has a
// configuration password. Two calls give different texts. As in rclone 1.76, the
// password must be UTF-8 and more than blanks; blanks at its ends belong to it, which
// older versions took off; and spellings of a letter that look the same are the same
// (NFKC).
func Encrypt(data []byte, password Secret) ([]byte, error) {
	return encrypt(data, password, rand.Reader)
}

// encrypt takes the nonce from random, so that tests can know it.
func encrypt(data []byte, password Secret, random io.Reader) ([]byte, error) {
	if IsEncrypted(data) {
		return nil, errTwice
	}
	key, err := encryptKey(password)
	if err != nil {
		return nil, fmt.Errorf("rclonecfg: cannot encrypt with this password: %w", err)
	}
	var nonce [nonceSize]byte
	if _, err := io.ReadFull(random, nonce[:]); err != nil {
		return nil, fmt.Errorf("rclonecfg: no random bytes to encrypt the configuration: %w", err)
	}
	box := secretbox.Seal(nonce[:], data, &nonce, &key)
	return base64.StdEncoding.AppendEncode([]byte(encryptHeader), box), nil
}

// findMark returns the mark of an encrypted text, without blanks around it, and
// leaves the reader behind its line. It is the first line that is neither blank nor
// a comment. "" means that the text is in the clear.
//
// The reader counts: rclone, too, sees a line in pieces of the size of its buffer.
func findMark(text *bufio.Reader) string {
	for {
		line, _, err := text.ReadLine()
		if err != nil {
			return "" // the end: a reader of bytes has no other error
		}
		line = bytes.TrimSpace(line)
		switch {
		case len(line) == 0 || line[0] == '#' || line[0] == ';':
		case bytes.HasPrefix(line, []byte(encryptFamily)):
			return string(line)
		default:
			return ""
		}
	}
}
