package googletest

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

// counter makes ids that look like Google's and are the same in every run.
type counter struct{ n int }

// next returns an id of the given length out of [A-Za-z0-9_-]. The kind keeps
// ids of different things apart.
func (c *counter) next(kind string, length int) string {
	c.n++
	var out []byte
	for block := 0; len(out) < length; block++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%d", kind, c.n, block))
		out = base64.RawURLEncoding.AppendEncode(out, sum[:])
	}
	return string(out[:length])
}

// Media and album ids have 76 characters; tools tell them from names by at
// least 55.
const (
	idPrefix = "AGj1"
	idLength = 72
)

func (c *counter) libraryID(kind string) string { return idPrefix + c.next(kind, idLength) }

// libraryIDShape reports whether id could be of an item or album.
func libraryIDShape(id string) bool {
	if len(id) != len(idPrefix)+idLength || id[:len(idPrefix)] != idPrefix {
		return false
	}
	_, err := base64.RawURLEncoding.DecodeString(id)
	return err == nil
}
