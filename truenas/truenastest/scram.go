package truenastest

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// scramRounds are those of PBKDF2 that TrueNAS uses.
const scramRounds = 500_000

// scramSecret is what the server knows of a key for SCRAM. It is worked out
// when it is needed for the first time, because that takes a while.
type scramSecret struct {
	password string
	rounds   int
	salt     []byte
	derive   sync.Once
	client   []byte
	stored   []byte
	server   []byte
}

func (k *scramSecret) keys() (stored, server []byte) {
	k.derive.Do(func() {
		salted, err := pbkdf2.Key(sha512.New, k.password, k.salt, k.rounds, sha512.Size)
		if err != nil {
			panic("truenastest: cannot derive a SCRAM key: " + err.Error())
		}
		k.client = mac(salted, "Client Key")
		sum := sha512.Sum512(k.client)
		k.stored, k.server = sum[:], mac(salted, "Server Key")
	})
	return k.stored, k.server
}

// fields are the keys as api_key.create and convert_raw_key show them.
func (k *scramSecret) fields() *ejson.Object {
	stored, server := k.keys()
	return ejson.NewObject("iterations", k.rounds, "salt", b64(k.salt), "client_key", b64(k.client),
		"stored_key", b64(stored), "server_key", b64(server))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha512.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// scramExchange is a login between its two calls.
type scramExchange struct {
	key    *apiKey
	header string // the GS2 header
	bare   string // the client's first message without it
	first  string // the server's answer
	nonce  string // both nonces
}

// clientFirst is "p=tls-server-end-point,,n=user:id,r=nonce", read.
type clientFirst struct {
	header string // with both commas
	bare   string
	user   string
	keyID  int
	nonce  []byte
}

// parseClientFirst reads a client's first message. Names are not escaped:
// commas and equals signs cannot be in them.
func parseClientFirst(text string) (clientFirst, error) {
	parts := strings.Split(text, ",")
	if len(parts) != 4 {
		return clientFirst{}, fmt.Errorf("%d parts in a client's first message, want 4", len(parts))
	}
	binding, authzid := parts[0], parts[1]
	name, hasName := strings.CutPrefix(parts[2], "n=")
	nonce, hasNonce := strings.CutPrefix(parts[3], "r=")
	user, id, hasID := strings.Cut(name, ":")
	switch {
	case binding != "n" && binding != "y" && binding != scramBinding, authzid != "":
		return clientFirst{}, fmt.Errorf("the header %q is not known", binding+","+authzid)
	case !hasName, !hasNonce, !hasID, user == "", strings.Contains(name, "="):
		return clientFirst{}, fmt.Errorf("no user, key id and nonce in a client's first message")
	}
	keyID, err := strconv.Atoi(id)
	if err != nil || keyID < 1 {
		return clientFirst{}, fmt.Errorf("the key id %q is not a number from 1", id)
	}
	raw, err := base64.StdEncoding.DecodeString(nonce)
	if err != nil || len(raw) != scramNonce && len(raw) != 2*scramNonce {
		return clientFirst{}, fmt.Errorf("the nonce is not base64 of %d bytes", scramNonce)
	}
	return clientFirst{
		header: binding + "," + authzid + ",", bare: parts[2] + "," + parts[3], user: user, keyID: keyID, nonce: raw,
	}, nil
}

const (
	scramBinding = "p=tls-server-end-point"
	scramNonce   = 32 // bytes
)

// begin answers a client's first message.
func (f clientFirst) begin(k *apiKey) *scramExchange {
	mine := make([]byte, scramNonce)
	_, _ = rand.Read(mine) // never fails
	// Bytes are joined, not texts: because of base64's padding the result does
	// not start with what the client sent.
	nonce := b64(append(f.nonce[:len(f.nonce):len(f.nonce)], mine...))
	return &scramExchange{
		key: k, header: f.header, bare: f.bare, nonce: nonce,
		first: fmt.Sprintf("r=%s,s=%s,i=%d", nonce, b64(k.scram.salt), k.scram.rounds),
	}
}

// finish checks a client's final message; binding is the hash of the
// certificate, nil without TLS. ok false is a refusal.
func (e *scramExchange) finish(text string, binding []byte) (answer string, ok bool) {
	parts := strings.Split(text, ",")
	if len(parts) != 3 {
		return "", false
	}
	channel, hasChannel := strings.CutPrefix(parts[0], "c=")
	proofText, hasProof := strings.CutPrefix(parts[2], "p=")
	proof, err := base64.StdEncoding.DecodeString(proofText)
	if !hasChannel || !hasProof || err != nil || len(proof) != sha512.Size || parts[1] != "r="+e.nonce {
		return "", false
	}
	want := []byte(e.header)
	if strings.HasPrefix(e.header, "p=") {
		want = append(want, binding...)
	}
	if channel != b64(want) {
		return "", false
	}
	message := strings.Join([]string{e.bare, e.first, parts[0], parts[1]}, ",")
	stored, server := e.key.scram.keys()
	client := make([]byte, len(proof))
	subtle.XORBytes(client, proof, mac(stored, message))
	if sum := sha512.Sum512(client); subtle.ConstantTimeCompare(sum[:], stored) != 1 {
		return "", false
	}
	return "v=" + b64(mac(server, message)), true
}
