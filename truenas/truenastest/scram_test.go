package truenastest_test

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func b64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

func hmac512(key []byte, text string) []byte {
	h := hmac.New(sha512.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// scramClient does the client's side as RFC 5802 says, with TrueNAS's nonces.
type scramClient struct {
	user, key string
	header    string // GS2
	binding   []byte
	rounds    int // that the server must ask for
}

func (x scramClient) first() string {
	id, _, _ := strings.Cut(x.key, "-")
	return x.header + "n=" + x.user + ":" + id + ",r=" + b64([]byte(strings.Repeat("n", 32)))
}

// final is the client's answer, and the signature it wants to see.
func (x scramClient) final(t *testing.T, server string) (message, signature string) {
	t.Helper()
	parts := strings.Split(server, ",")
	require.Len(t, parts, 3)
	nonce, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(parts[0], "r="))
	require.NoError(t, err)
	require.Len(t, nonce, 64)
	require.Equal(t, strings.Repeat("n", 32), string(nonce[:32]))
	salt, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(parts[1], "s="))
	require.NoError(t, err)
	require.Len(t, salt, 16)
	rounds, err := strconv.Atoi(strings.TrimPrefix(parts[2], "i="))
	require.NoError(t, err)
	require.Equal(t, x.rounds, rounds)

	_, secret, _ := strings.Cut(x.key, "-")
	salted, err := pbkdf2.Key(sha512.New, secret, salt, rounds, 64)
	require.NoError(t, err)
	client := hmac512(salted, "Client Key")
	stored := sha512.Sum512(client)
	without := "c=" + b64(append([]byte(x.header), x.binding...)) + "," + parts[0]
	bare := strings.TrimPrefix(x.first(), x.header)
	auth := bare + "," + server + "," + without
	proof := make([]byte, 64)
	subtle.XORBytes(proof, client, hmac512(stored[:], auth))
	return without + ",p=" + b64(proof), "v=" + b64(hmac512(hmac512(salted, "Server Key"), auth))
}

type scramAnswer struct {
	ResponseType string         `json:"response_type"`
	ScramType    string         `json:"scram_type"`
	Text         string         `json:"rfc_str"`
	User         map[string]any `json:"user_info"`
}

func (c *client) scram(kind, text string) scramAnswer {
	c.t.Helper()
	var answer scramAnswer
	c.must(&answer, "auth.login_ex", map[string]any{"mechanism": "SCRAM", "scram_type": kind, "rfc_str": text})
	return answer
}

const testRounds = 50_000

func TestScram(t *testing.T) {
	for _, plain := range []bool{false, true} {
		s := truenastest.NewServer(t, truenastest.Config{Release: truenas.V26, Plain: plain, Insecure: plain, ScramRounds: testRounds})
		key := s.APIKey("svc")
		binding, err := hex.DecodeString(s.Fingerprint()) // SHA-256, as RFC 5929 wants for this certificate
		require.NoError(t, err)
		for name, test := range map[string]struct {
			client scramClient
			begins bool
			ends   bool
		}{
			"unbound":       {scramClient{user: "svc", key: key, header: "n,,"}, true, true},
			"bound":         {scramClient{user: "svc", key: key, header: "p=tls-server-end-point,,", binding: binding}, !plain, true},
			"other binding": {scramClient{user: "svc", key: key, header: "p=tls-server-end-point,,", binding: make([]byte, sha256.Size)}, !plain, false},
			"wrong secret":  {scramClient{user: "svc", key: key[:len(key)-1] + "?", header: "n,,"}, true, false},
			"other user":    {scramClient{user: "else", key: key, header: "n,,"}, false, false},
			"no such key":   {scramClient{user: "svc", key: "77-x", header: "n,,"}, false, false},
			"odd binding":   {scramClient{user: "svc", key: key, header: "p=tls-unique,,"}, false, false},
		} {
			t.Run(name, func(t *testing.T) {
				c := dial(t, s)
				test.client.rounds = testRounds
				first := c.scram("CLIENT_FIRST_MESSAGE", test.client.first())
				if !test.begins {
					require.Equal(t, scramAnswer{ResponseType: "AUTH_ERR"}, first)
					return
				}
				require.Equal(t, "SERVER_FIRST_RESPONSE", first.ScramType)
				require.Equal(t, "SCRAM_RESPONSE", first.ResponseType)
				message, signature := test.client.final(t, first.Text)
				final := c.scram("CLIENT_FINAL_MESSAGE", message)
				if !test.ends {
					require.Equal(t, scramAnswer{ResponseType: "AUTH_ERR"}, final)
					require.Equal(t, 207, c.fails("auth.me").Data.Error)
					return
				}
				require.Equal(t, signature, final.Text)
				require.Equal(t, "SERVER_FINAL_RESPONSE", final.ScramType)
				require.Equal(t, "svc", final.User["pw_name"])
				c.must(nil, "auth.me")
			})
		}
		require.False(t, s.KeyRevoked(key), "the key was never sent")
		e := dial(t, s).fails("auth.login_ex", map[string]any{"mechanism": "SCRAM", "scram_type": "CLIENT_FINAL_MESSAGE", "rfc_str": "c=biws"})
		require.Contains(t, e.Data.Reason, "SCRAM authentication is not in progress")
	}
}

func TestScramRefusesKeys(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V27, ScramRounds: testRounds})
	expired, revoked, denied := s.APIKey("a"), s.APIKey("b"), s.APIKey("c", truenastest.RoleNone)
	s.ExpireKey(expired)
	s.RevokeKey(revoked)
	for want, x := range map[string]scramClient{
		"EXPIRED": {user: "a", key: expired}, "AUTH_ERR": {user: "b", key: revoked}, "DENIED": {user: "c", key: denied},
	} {
		x.header, x.rounds = "n,,", testRounds
		c := dial(t, s)
		message, _ := x.final(t, c.scram("CLIENT_FIRST_MESSAGE", x.first()).Text)
		require.Equal(t, want, c.scram("CLIENT_FINAL_MESSAGE", message).ResponseType)
	}
	s.FailLogins("EXPIRED")
	require.Equal(t, "EXPIRED", dial(t, s).scram("CLIENT_FIRST_MESSAGE", "n,,").ResponseType)
}

func TestCreateKey(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V26, ScramRounds: testRounds})
	s.AddUser("svc", "pw")
	root := login(t, s, "root")
	var made, converted map[string]any
	root.must(&made, "api_key.create", map[string]any{"name": "sdk", "username": "svc"})
	require.Equal(t, "sdk", made["name"])
	key := made["key"].(string)
	require.Equal(t, "SUCCESS", dial(t, s).loginEx(keyLogin("svc", key)))
	root.must(&converted, "api_key.convert_raw_key", key)
	for _, name := range []string{"iterations", "salt", "client_key", "stored_key", "server_key"} {
		require.Equal(t, made[name], converted[name], name)
	}
	client, err := base64.StdEncoding.DecodeString(converted["client_key"].(string))
	require.NoError(t, err)
	stored := sha512.Sum512(client)
	require.Equal(t, b64(stored[:]), converted["stored_key"])
	require.Equal(t, "EINVAL", root.fails("api_key.convert_raw_key", "9-x").Data.Errname)
	require.Equal(t, "ENOENT", root.fails("api_key.create", map[string]any{"name": "x", "username": "no"}).Data.Errname)

	root.must(&made, "api_key.create", map[string]any{"name": "old", "username": "svc", "expires_at": map[string]any{"$date": 1000}})
	require.Equal(t, "EXPIRED", dial(t, s).loginEx(keyLogin("svc", made["key"].(string))))
}

func FuzzClientFirst(f *testing.F) {
	for _, x := range []string{"n,,n=svc:12,r=" + b64(make([]byte, 32)), "p=tls-server-end-point,,n=a:1,r=" + b64(make([]byte, 64)), "", ",,,", "n,,n=,r="} {
		f.Add(x)
	}
	f.Fuzz(func(t *testing.T, text string) {
		user, id, bare, err := truenastest.ParseClientFirst(text)
		if err == nil && (user == "" || id < 1 || !strings.HasSuffix(text, ",,"+bare)) {
			t.Fatalf("%q: user %q, key %d, bare %q", text, user, id, bare)
		}
	})
}
