package rclonecfg

import (
	"crypto/sha256"
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// encryptKey makes the key of a configuration password.
func encryptKey(password Secret) (key [sha256.Size]byte, err error) {
	text := password.Reveal()
	switch {
	case !utf8.ValidString(text):
		return key, errors.New("it is not UTF-8")
	case strings.TrimSpace(text) == "":
		return key, errors.New("it is empty or has blanks only")
	}
	return sha256.Sum256([]byte("[" + norm.NFKC.String(text) + "][rclone-config]")), nil
}
