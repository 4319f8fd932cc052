package truenas_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// rawSCRAMKey is testKey, from which a login derives the keys.
func rawSCRAMKey(t testing.TB) truenas.Key {
	t.Helper()
	key, err := truenas.ParseKey([]byte(testKey))
	require.NoError(t, err)
	return key
}

// testSCRAMKey holds the keys derived from testKey, which saves the time.
func testSCRAMKey(t testing.TB) truenas.Key {
	t.Helper()
	key, err := truenas.ParseKey([]byte(precomputedJSON(map[string]any{"api_key_id": 1})))
	require.NoError(t, err)
	return key
}

// counting is n bytes that count from start.
func counting(start byte, n int) []byte {
	data := make([]byte, n)
	for i := range data {
		data[i] = start + byte(i)
	}
	return data
}

// The messages were computed with Python's hashlib and hmac, for the key
// testKey with the number 12 and the nonces 00 01 … 1f and, from the server, 32
// bytes from 100 and from 200 on.
func TestSCRAMKnownAnswers(t *testing.T) {
	certificate, err := hex.DecodeString(certificateSHA256)
	require.NoError(t, err)
	for _, test := range []struct {
		name, key, clientFirst, serverFirst, clientFinal, serverFinal string
		binding                                                       []byte
	}{
		{
			name:        "raw, without channel binding",
			key:         "12" + testKey[1:],
			clientFirst: "n,,n=svc:12,r=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
			serverFirst: "r=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9kZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCgw==,s=OVdjM3RlbjBiMGNlQ0VSTQ==,i=50000",
			clientFinal: "c=biws,r=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9kZWZnaGlqa2xtbm9wcXJzdHV2d3h5ent8fX5/gIGCgw==,p=6ZszJYW6zNyG1OcLCLi8ZfMJNjmT1pwhRzm4aiMH6+EIwuAMBdlymM35P7mrW8MIysHcBab1InrZiWY7SBuStg==",
			serverFinal: "v=CxtrJbvzQHdg4xF8rDsG1I9TUNsiAvqDrN9+ELbrS2+N0CoLJQo6FN36mYw0ucCloBQX5RgkYOB9RPoOHVsYZw==",
		},
		{
			name: "precomputed, bound to the certificate",
			key: precomputedJSON(map[string]any{
				"client_key": "lwutoL3zoHgOkptzaiis7htNjWufai1IFOhJZ3LuCv0BhzKbE1dpCGf3sseKU1i/q60A88JKrU2r6uLKca1JBg==",
				"stored_key": "1ExfYqyiw2zxz3reMJuG061Jmvq6b2mhhb/LdOsyflhp59HkudDOo00E3hHr8iLXgUalQcMJ+nE9BG0NWE60yg==",
				"server_key": "ZLZO9mJwab9oR1LVDvFqabvqknLPDkzhl1dMANsqGy4Swe5dTfX5FBcJhB/P1oDXRMBEXe7TV6ycjNBcuSW9Xw==",
			}),
			binding:     certificate,
			clientFirst: "p=tls-server-end-point,,n=svc:12,r=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
			serverFirst: "r=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh/IycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5w==,s=OVdjM3RlbjBiMGNlQ0VSTQ==,i=500000",
			clientFinal: "c=cD10bHMtc2VydmVyLWVuZC1wb2ludCwsgazXYhQPppKhQoItL75NxvVLyqUB9oqzflru0Lr+TZk=,r=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh/IycrLzM3Oz9DR0tPU1dbX2Nna29zd3t/g4eLj5OXm5w==,p=R/HafTx+Fcfhic8yMaSBfXRecg7jnk1i/1rWsigTigOFTrArHWYJwvfbkGL+E4Wc2PGEbFAH/2JXExZUyAz/Ig==",
			serverFinal: "v=RY7rCyIzjadOZnoDOhg5tOWzeV1rA1Qr+lNCzqT1C8Gx6d+kChOHB2opf5wzg7haDheV3Z2XQDkdzewCV692VA==",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			key, err := truenas.ParseKey([]byte(test.key))
			require.NoError(t, err)
			first, final, err := truenas.SCRAMExchange(key, "svc:12", counting(0, 32), test.binding, test.serverFirst, test.serverFinal)
			require.NoError(t, err)
			require.Equal(t, test.clientFirst, first)
			require.Equal(t, test.clientFinal, final)
		})
	}
}

// encodedNonce is the text of ours and the server's bytes.
func encodedNonce(ours []byte, more int) string {
	return base64.StdEncoding.EncodeToString(append(bytes.Clone(ours), counting(100, more)...))
}

func TestServerFirst(t *testing.T) {
	ours := counting(0, 32)
	nonce := encodedNonce(ours, 32)
	const salt = "OVdjM3RlbjBiMGNlQ0VSTQ=="
	text := func(r, s, i string) string { return "r=" + r + ",s=" + s + ",i=" + i }
	encoded := func(n int) string { return base64.StdEncoding.EncodeToString(counting(0, n)) }

	for _, good := range []string{text(nonce, salt, "50000"), text(nonce, salt, "5000000"), text(nonce, encoded(1024), "500000"), text(nonce, encoded(1), "500000")} {
		_, _, err := truenas.ParseServerFirst(good, ours)
		require.NoError(t, err, good)
	}
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "want the attributes r, s, i"},
		{"an error", "e=invalid-encoding", "reports an error"},
		{"two attributes", "r=" + nonce + ",s=" + salt, "want the attributes"},
		{"one more", text(nonce, salt, "50000") + ",x=1", "want the attributes"},
		{"a trailing comma", text(nonce, salt, "50000") + ",", "want the attributes"},
		{"another order", "s=" + salt + ",r=" + nonce + ",i=50000", "want the attributes"},
		{"an extension first", "m=ext," + text(nonce, salt, "50000"), "want the attributes"},
		{"twice the same", "r=" + nonce + ",s=" + salt + ",s=" + salt, "want the attributes"},
		{"a short nonce", text(encodedNonce(ours, 31), salt, "50000"), "63 bytes, not 64"},
		{"a long nonce", text(encodedNonce(ours, 33), salt, "50000"), "longer than 64 bytes"},
		{"a very long nonce", text(encodedNonce(ours, 4000), salt, "50000"), "longer than 64 bytes"},
		{"only our nonce", text(encodedNonce(ours, 0), salt, "50000"), "32 bytes, not 64"},
		{"no nonce", text("", salt, "50000"), "0 bytes, not 64"},
		{"another's nonce", text(encodedNonce(counting(1, 32), 32), salt, "50000"), "does not begin with"},
		{"the last bit of ours", text(encodedNonce(append(counting(0, 31), 30), 32), salt, "50000"), "does not begin with"},
		{"half a nonce", text(nonce[:len(nonce)-3], salt, "50000"), "nonce is not base64"},
		{"a line break in the nonce", text(nonce[:8]+"\n"+nonce[8:], salt, "50000"), "nonce is not base64"},
		{"the other alphabet", text(strings.ReplaceAll(nonce, "/", "_"), salt, "50000"), "nonce is not base64"},
		{"spare bits", text(nonce[:len(nonce)-3]+"x==", salt, "50000"), "nonce is not base64"},
		{"no padding", text(nonce, strings.TrimRight(salt, "="), "50000"), "salt is not base64"},
		{"a long salt", text(nonce, encoded(1025), "50000"), "salt is longer than 1024 bytes"},
		{"no salt", text(nonce, "", "50000"), "salt is empty"},
		{"too few iterations", text(nonce, salt, "49999"), "49999 iterations are not within 50000 and 5000000"},
		{"too many iterations", text(nonce, salt, "5000001"), "5000001 iterations"},
		{"very many iterations", text(nonce, salt, "99999999999999999999"), "no number"},
		{"no iterations", text(nonce, salt, ""), "no number"},
		{"a sign", text(nonce, salt, "+50000"), "no number"},
		{"less than none", text(nonce, salt, "-50000"), "no number"},
		{"zeros before", text(nonce, salt, "050000"), "no number"},
		{"hexadecimal", text(nonce, salt, "0xffff"), "no number"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, _, err := truenas.ParseServerFirst(test.text, ours)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestServerFinal(t *testing.T) {
	signature := counting(0, 64)
	right := "v=" + base64.StdEncoding.EncodeToString(signature)
	require.NoError(t, truenas.VerifyServerFinal(right, signature))
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "want the attributes v"},
		{"an empty one", "v=", "signature is wrong"},
		{"an error", "e=invalid-proof", "reports an error"},
		{"one more", right + ",x=1", "want the attributes v"},
		{"another", "v=" + base64.StdEncoding.EncodeToString(counting(1, 64)), "signature is wrong"},
		{"the beginning", "v=" + base64.StdEncoding.EncodeToString(signature[:63]), "signature is wrong"},
		{"longer", "v=" + base64.StdEncoding.EncodeToString(counting(0, 65)), "longer than 64 bytes"},
		{"cut off", right[:len(right)-1], "not base64"},
		{"a line break", right + "\n", "not base64"},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.ErrorContains(t, truenas.VerifyServerFinal(test.text, signature), test.want)
		})
	}
}

func FuzzServerFirst(f *testing.F) {
	ours := counting(0, 32)
	f.Add("r=" + encodedNonce(ours, 32) + ",s=OVdjM3RlbjBiMGNlQ0VSTQ==,i=50000")
	f.Add("r=" + encodedNonce(ours, 33) + ",s=,i=-1")
	f.Add("e=other-error")
	f.Add("r=\n,s=\r,i=0,x=")
	f.Fuzz(func(t *testing.T, text string) {
		salt, iterations, err := truenas.ParseServerFirst(text, ours)
		if err != nil {
			return
		}
		// What is accepted has one form only.
		want := "r=" + strings.Split(text, ",")[0][2:] + ",s=" + base64.StdEncoding.EncodeToString(salt) + ",i="
		require.True(t, strings.HasPrefix(text, want), text)
		require.True(t, iterations >= 50_000 && iterations <= 5_000_000 && len(salt) > 0 && len(salt) <= 1024)
		nonce, err := base64.StdEncoding.DecodeString(strings.Split(text, ",")[0][2:])
		require.NoError(t, err)
		require.True(t, len(nonce) == 64 && bytes.HasPrefix(nonce, ours))
	})
}

func FuzzServerFinal(f *testing.F) {
	signature := counting(0, 64)
	right := "v=" + base64.StdEncoding.EncodeToString(signature)
	f.Add(right)
	f.Add("v=AA==")
	f.Add("e=invalid-proof")
	f.Add(right + ",m=x")
	f.Fuzz(func(t *testing.T, text string) {
		if truenas.VerifyServerFinal(text, signature) == nil {
			require.Equal(t, right, text)
		}
	})
}
