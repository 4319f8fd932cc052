package truenas_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// scramServer is TrueNAS's side of SCRAM, after RFC 5802: it knows the
// keys and checks what a client sends.
type scramServer struct {
	t          testing.TB
	name       string // svc:<id>
	iterations int
	salt       []byte
	clientKey  []byte
	serverKey  []byte
	// certificate is what the server believes to show, in DER; nil without TLS.
	certificate []byte
	// first and final may spoil what is answered.
	first, final func(text string) string
	// response is the response_type, SCRAM_RESPONSE by default.
	response string

	mu        sync.Mutex
	loggedOut int
	nonces    []string // those of clients
	serverEnd []byte   // the random half of the next nonce
}

const scramTestIterations = 50_000

func newSCRAMServer(t testing.TB, key string) *scramServer {
	t.Helper()
	id, secret, _ := strings.Cut(key, "-")
	s := &scramServer{
		t: t, name: "svc:" + id, iterations: scramTestIterations, salt: []byte("9Wc3ten0b0ceCERM"),
		serverEnd: bytes.Repeat([]byte{7}, 32), response: "SCRAM_RESPONSE",
	}
	var err error
	if key == testKey {
		s.clientKey, err = base64.StdEncoding.DecodeString(clientKey)
		require.NoError(t, err)
		s.serverKey, err = base64.StdEncoding.DecodeString(serverKey)
		require.NoError(t, err)
		return s
	}
	salted, err := pbkdf2.Key(sha512.New, secret, s.salt, s.iterations, 64)
	require.NoError(t, err)
	s.clientKey, s.serverKey = mac(salted, "Client Key"), mac(salted, "Server Key")
	return s
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha512.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// secrets are what nothing may print.
func (s *scramServer) secrets() [][]byte {
	return [][]byte{s.clientKey, s.serverKey}
}

// script is one connection to the server, through the test's own network.
func (s *scramServer) script(script *loginScript) *loginScript {
	if script == nil {
		script = &loginScript{}
	}
	script.answer = s.connection()
	return script
}

// connection answers the calls of one connection.
func (s *scramServer) connection() func(method string, params []byte) (string, error) {
	var header, bare, first, nonce string
	return func(method string, params []byte) (string, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if method == "auth.logout" {
			s.loggedOut++
			return "true", nil
		}
		var sent []map[string]string
		if method != "auth.login_ex" || json.Unmarshal(params, &sent) != nil || len(sent) != 1 || len(sent[0]) != 3 || sent[0]["mechanism"] != "SCRAM" {
			s.t.Errorf("the client sent %s %s", method, params)
			return `{"response_type":"AUTH_ERR"}`, nil
		}
		text := sent[0]["rfc_str"]
		switch sent[0]["scram_type"] {
		case "CLIENT_FIRST_MESSAGE":
			var ok bool
			header, bare, ok = strings.Cut(text, ",,")
			name, clientNonce, _ := strings.Cut(bare, ",r=")
			raw, err := base64.StdEncoding.DecodeString(clientNonce)
			if !ok || err != nil || len(raw) != 32 || name != "n="+s.name || (header == "n") != (s.certificate == nil) && header != "n" {
				return `{"response_type":"AUTH_ERR"}`, nil
			}
			s.nonces = append(s.nonces, clientNonce)
			nonce = base64.StdEncoding.EncodeToString(append(raw, s.serverEnd...))
			first = "r=" + nonce + ",s=" + base64.StdEncoding.EncodeToString(s.salt) + ",i=" + strconv.Itoa(s.iterations)
			if s.first != nil {
				first = s.first(first)
			}
			return s.answer("SERVER_FIRST_RESPONSE", first), nil
		case "CLIENT_FINAL_MESSAGE":
			if first == "" {
				return "", errNoSCRAM
			}
			without, proof, _ := strings.Cut(text, ",p=")
			want := header + ",,"
			if header == "p=tls-server-end-point" {
				sum := sha256.Sum256(s.certificate)
				want += string(sum[:])
			}
			message := bare + "," + first + "," + without
			first = ""
			got, err := base64.StdEncoding.DecodeString(proof)
			if err != nil || without != "c="+base64.StdEncoding.EncodeToString([]byte(want))+",r="+nonce || !s.proves(got, message) {
				return `{"response_type":"AUTH_ERR"}`, nil
			}
			answer := "v=" + base64.StdEncoding.EncodeToString(mac(s.serverKey, message))
			if s.final != nil {
				answer = s.final(answer)
			}
			return s.answer("SERVER_FINAL_RESPONSE", answer), nil
		}
		s.t.Errorf("the client sent %s", params)
		return "null", nil
	}
}

// proves reports whether a proof is that of the key: it undoes the exclusive
// or, and what comes out must hash to what is stored.
func (s *scramServer) proves(proof []byte, message string) bool {
	stored := sha512.Sum512(s.clientKey)
	signature := mac(stored[:], message)
	if len(proof) != len(signature) {
		return false
	}
	for i := range signature {
		signature[i] ^= proof[i]
	}
	return sha512.Sum512(signature) == stored
}

func (s *scramServer) answer(step, text string) string {
	answer, err := json.Marshal(map[string]any{"response_type": s.response, "scram_type": step, "rfc_str": text, "user_info": nil})
	require.NoError(s.t, err)
	return string(answer)
}
