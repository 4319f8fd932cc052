package truenas

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// SCRAM-SHA-512 as TrueNAS 26.0 and newer speak it: RFC 5802 with nonces of
// raw bytes. The server appends its bytes to ours before encoding, so its text does
// not begin with ours and both are compared decoded.
const (
	scramNonceSize     = 32
	scramMaxSalt       = 1024
	scramMinIterations = 50_000
	scramMaxIterations = 5_000_000
)

// scramKeys are the keys of RFC 5802, section 3: 64 bytes each.
type scramKeys struct{ client, stored, server Secret }

// deriveScramKeys is the slow step, made slow for whoever tries keys.
func deriveScramKeys(secret string, salt []byte, iterations int) (*scramKeys, error) {
	salted, err := pbkdf2.Key(sha512.New, secret, salt, iterations, sha512.Size)
	if err != nil {
		return nil, err
	}
	key := NewSecret(string(salted))
	client := hmacSHA512(key, "Client Key")
	stored := sha512.Sum512(client)
	return &scramKeys{
		client: NewSecret(string(client)), stored: NewSecret(string(stored[:])),
		server: NewSecret(string(hmacSHA512(key, "Server Key"))),
	}, nil
}

func hmacSHA512(key Secret, text string) []byte {
	h := hmac.New(sha512.New, []byte(key.Reveal()))
	h.Write([]byte(text)) // never fails
	return h.Sum(nil)
}

// scramClient is the client's side of one login.
type scramClient struct {
	nonce   []byte
	bare    string // client-first-message-bare
	header  string // gs2-header
	binding []byte // cbind-data; nil without channel binding
}

func newScramClient(name string, nonce, binding []byte) *scramClient {
	c := &scramClient{
		nonce: nonce, header: "n,,", binding: binding,
		bare: "n=" + name + ",r=" + base64.StdEncoding.EncodeToString(nonce),
	}
	if binding != nil {
		c.header = "p=tls-server-end-point,,"
	}
	return c
}

// first is the client-first-message.
func (c *scramClient) first() string { return c.header + c.bare }

// scramServerFirst is the server-first-message.
type scramServerFirst struct {
	text       string
	nonce      string // as it was sent
	salt       []byte
	iterations int
}

var scramCount = regexp.MustCompile(`^[1-9][0-9]{0,8}$`)

// parseServerFirst reads r=…,s=…,i=… and nothing else.
func (c *scramClient) parseServerFirst(text string) (scramServerFirst, error) {
	values, err := scramAttributes(text, "r", "s", "i")
	if err != nil {
		return scramServerFirst{}, err
	}
	nonce, err := decodeBase64(values[0], 2*scramNonceSize)
	if err != nil {
		return scramServerFirst{}, fmt.Errorf("the nonce %w", err)
	}
	if len(nonce) != 2*scramNonceSize {
		return scramServerFirst{}, fmt.Errorf("the nonce has %d bytes, not %d", len(nonce), 2*scramNonceSize)
	}
	if subtle.ConstantTimeCompare(nonce[:scramNonceSize], c.nonce) != 1 {
		return scramServerFirst{}, errors.New("the nonce does not begin with the one that was sent")
	}
	salt, err := decodeBase64(values[1], scramMaxSalt)
	if err != nil {
		return scramServerFirst{}, fmt.Errorf("the salt %w", err)
	}
	if len(salt) == 0 {
		return scramServerFirst{}, errors.New("the salt is empty")
	}
	if !scramCount.MatchString(values[2]) {
		return scramServerFirst{}, errors.New("the number of iterations is no number")
	}
	iterations, err := strconv.Atoi(values[2])
	if err != nil || iterations < scramMinIterations || iterations > scramMaxIterations {
		return scramServerFirst{}, fmt.Errorf("%s iterations are not within %d and %d", values[2], scramMinIterations, scramMaxIterations)
	}
	return scramServerFirst{text: text, nonce: values[0], salt: salt, iterations: iterations}, nil
}

// final is the client-final-message, and the signature that the server must
// answer with.
func (c *scramClient) final(first scramServerFirst, keys *scramKeys) (message string, signature []byte) {
	input := append([]byte(c.header), c.binding...)
	message = "c=" + base64.StdEncoding.EncodeToString(input) + ",r=" + first.nonce
	authMessage := c.bare + "," + first.text + "," + message
	proof := hmacSHA512(keys.stored, authMessage)
	subtle.XORBytes(proof, proof, []byte(keys.client.Reveal()))
	return message + ",p=" + base64.StdEncoding.EncodeToString(proof), hmacSHA512(keys.server, authMessage)
}

// verifyServerFinal reads v=… and nothing else, and compares the signature.
func verifyServerFinal(text string, signature []byte) error {
	values, err := scramAttributes(text, "v")
	if err != nil {
		return err
	}
	got, err := decodeBase64(values[0], sha512.Size)
	if err != nil {
		return fmt.Errorf("the signature %w", err)
	}
	if subtle.ConstantTimeCompare(got, signature) != 1 {
		return errors.New("the signature is wrong")
	}
	return nil
}

// scramAttributes splits a=…,b=… into the values of exactly these names in
// this order.
func scramAttributes(text string, names ...string) ([]string, error) {
	if strings.HasPrefix(text, "e=") {
		return nil, errors.New("it reports an error in place of an answer")
	}
	parts := strings.SplitN(text, ",", len(names)+1)
	if len(parts) != len(names) {
		return nil, fmt.Errorf("want the attributes %s and no other", strings.Join(names, ", "))
	}
	for i, name := range names {
		value, ok := strings.CutPrefix(parts[i], name+"=")
		if !ok {
			return nil, fmt.Errorf("want the attributes %s and no other", strings.Join(names, ", "))
		}
		parts[i] = value
	}
	return parts, nil
}

// decodeBase64 decodes standard base64 of at most limit bytes. encoding/base64
// alone skips line breaks, which would let two texts stand for the same bytes.
func decodeBase64(text string, limit int) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") {
		return nil, errors.New("is not base64")
	}
	if len(text) > base64.StdEncoding.EncodedLen(limit) {
		return nil, fmt.Errorf("is longer than %d bytes", limit)
	}
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, errors.New("is not base64")
	}
	if len(data) > limit {
		return nil, fmt.Errorf("is longer than %d bytes", limit)
	}
	return data, nil
}
