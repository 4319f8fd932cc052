package safefile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// maxName leaves room for what callers add: some encrypting file systems allow
// 143 bytes.
const maxName = 100

// EncodeName turns any text into a part of a file name. Different texts give
// names that differ on every file system, also on those that take upper for
// lower case or one form of é for the other. Lower case, digits and the usual
// marks of an e-mail address stay readable.
func EncodeName(text string) string {
	var name strings.Builder
	for _, c := range []byte(text) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-_.@+", c) >= 0 {
			name.WriteByte(c)
		} else {
			fmt.Fprintf(&name, "%%%02x", c)
		}
	}
	if name.Len() <= maxName {
		return name.String()
	}
	// No short name has a tilde.
	sum := sha256.Sum256([]byte(text))
	end := "~" + hex.EncodeToString(sum[:])
	return name.String()[:maxName-len(end)] + end
}
