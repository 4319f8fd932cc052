package leakcheck_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/leakcheck"
)

// secrets are made up, one of each kind. They stand in two halves, so that this
// file holds none.
var secrets = map[string]string{
	"access token":       "ya29." + "a0AfH6SMBx1234567890abcdefXYZ",
	"refresh token":      "1/" + "/06oAbCdEfGhIjKlMnOpQrStUv",
	"authorization code": "4/" + "0AeanS0abcdefghijklmnop",
	"client secret":      "GOCS" + "PX-abcdefghijklmnopqrstuvwxyz12",
	"identity token":     "eyJhbGciOi" + "JSUzI1NiJ9.eyJzdWIiOiIxMDUwIn0.c2lnbmF0dXJl",
	"base URL":           "https://lh3.googleuser" + "content.com/lr/AAJ1LKcabcdefghijklmnop",
	"upload URL":         "https://photoslibrary.googleapis.com/v1/uploads?upload" + "_id=ADPycdabcdefgh",
	"upload token":       "CAI" + "S6QKabcdefghijklmnopqrstuvwxyz0123456789",
	"API key":            "1" + "-" + strings.Repeat("aB3dE6gH", 8),
	"bearer token":       "Bearer " + "abcdefghijklmnopqrstuv",
	"secret parameter":   "code_" + "verifier=abcdefghijklmnop",
	"state":              "DKS5IOT6EY5OLHG" + "CH4RV4UL5MX",
	"random text":        "dBjftJeZ4CVP-mB92K27uhb" + "UJU1p1r_wW1gFWFOEjXk",
}

// asBytes is how fmt prints the bytes of a secret that somebody forgot to name.
func asBytes(secret string) string { return fmt.Sprintf("%d", []byte(secret)) }

func kinds(leaks []leakcheck.Leak) []string {
	var found []string
	for _, leak := range leaks {
		found = append(found, leak.Kind)
	}
	return found
}

// Each kind is found, as it is and in each encoding, and not shown.
func TestFind(t *testing.T) {
	for _, kind := range leakcheck.Kinds() {
		secret := secrets[kind]
		require.NotEmpty(t, secret, "a kind without a test: %s", kind)
		inJSON, err := json.Marshal(map[string]string{"x": secret})
		require.NoError(t, err)
		for name, text := range map[string]string{
			"alone":        secret,
			"in a line":    "one\ntwo\n  error: Get " + secret + ": refused\nfour",
			"quoted":       fmt.Sprintf("%q", secret),
			"quoted twice": fmt.Sprintf("%q", fmt.Sprintf("%q", secret)),
			"in JSON":      string(inJSON),
			"PHP's JSON":   strings.ReplaceAll(string(inJSON), "/", `\/`),
			"in a query":   "http://127.0.0.1:1/?x=" + url.QueryEscape(secret),
			"as bytes":     asBytes(secret),
			"as Go bytes":  fmt.Sprintf("%#v", []byte(secret)),
			"as hex":       hex.EncodeToString([]byte(secret)),
			"as base64":    base64.StdEncoding.EncodeToString([]byte(secret)),
			"as base64url": base64.RawURLEncoding.EncodeToString([]byte(secret)),
			"basic":        base64.StdEncoding.EncodeToString([]byte("id:12:" + secret)),
		} {
			found := leakcheck.Find(text)
			require.Contains(t, kinds(found), kind, name)
			for _, leak := range found {
				require.NotContains(t, leak.String(), secret[8:])
				if name == "in a line" {
					require.Equal(t, 3, leak.Line)
				}
			}
		}
	}
}

func TestFindNothing(t *testing.T) {
	for name, text := range map[string]string{
		"nothing":       "",
		"redacted":      `access_token=[redacted]&refresh_token=REDACTED {"client_secret": "[redacted]"} Authorization: Bearer [redacted]`,
		"a client id":   "742138104895-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
		"a media id":    "AGj1" + strings.Repeat("aB3dE6gH", 9),
		"a commit":      "24895c4b1f2a3c4d5e6f708192a3b4c5d6e7f809",
		"a checksum":    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
		"the alphabet":  "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
		"a fraction":    "4/12 tests, 1/2 done, 1//2",
		"a test's name": "TestOldValues/24.10_integer_of_more_digits_than_Python_reads",
		"a title":       "ya29 is how access tokens start",
		"a shape":       "ya29.…, GOCSPX-…, 4/0…",
		"a log":         "--- PASS: TestConsentInBrowser/with_the_keyboard_and_no_scripts (1.17s)",
		"a module":      "h1:dBjftJeZ4CVP+mB92K27uhbUJU1p1r/wW1gFWFOEjXk=",
	} {
		require.Empty(t, leakcheck.Find(text), name)
	}
}

func FuzzFind(f *testing.F) {
	for _, secret := range secrets {
		f.Add(secret)
		f.Add(asBytes(secret))
	}
	f.Add("0x0, 0xff 300 300 300 300 300 300 300 300 300 300 300 300")
	f.Fuzz(func(t *testing.T, text string) {
		planted := text + "\n" + secrets["client secret"] + "\n"
		require.Contains(t, kinds(leakcheck.Find(planted)), "client secret")
	})
}
