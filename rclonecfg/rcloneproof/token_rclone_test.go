//go:build rclone

package rcloneproof_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// tokenUse is what rclone does with a token when it needs one.
type tokenUse struct {
	refresh string // the refresh token that it sends
	access  string // the access token that it sends to Google, when it sends one
	after   string // what the configuration file holds then
}

// useToken makes rclone list the albums of a remote with the token. The token
// endpoint gives out the access token "fresh"; Google itself is out of reach.
func useToken(t *testing.T, token string) (use tokenUse) {
	t.Helper()
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		use.refresh = r.PostFormValue("refresh_token")
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"access_token":"fresh","token_type":"Bearer","expires_in":3599}`))
	}))
	defer endpoint.Close()
	path := filepath.Join(t.TempDir(), "rclone.conf")
	text := "[p]\ntype = googlephotos\nclient_id = c\nclient_secret = s\ntoken_url = " + endpoint.URL + "\ntoken = " + token + "\n"
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	cmd := command(t, "--config", path, "--retries", "1", "--low-level-retries", "1", "--dump", "headers,auth", "-vv", "lsf", "p:album")
	cmd.Env = append(cmd.Env, "HTTPS_PROXY=http://127.0.0.1:1")
	printed, err := cmd.CombinedOutput()
	require.Error(t, err, "Google is out of reach")
	if _, sent, found := bytes.Cut(printed, []byte("\nAuthorization: Bearer ")); found && !bytes.Contains(printed, []byte("invalid header field value")) {
		line, _, _ := bytes.Cut(sent, []byte("\r\n"))
		use.access = string(line)
	}
	use.after = rcloneToken(t, path)
	return use
}

// rcloneToken is the token of the remote p.
func rcloneToken(t *testing.T, path string) string {
	t.Helper()
	file, err := rclonecfg.ConfigFile{Path: path}.Read()
	require.NoError(t, err)
	return options(t, file, "p")["token"]
}

func tokenJSON(access, refresh string, expiry time.Time) string {
	return fmt.Sprintf(`{"access_token":%s,"refresh_token":%s,"expiry":%q}`, access, refresh, expiry.UTC().Format(time.RFC3339))
}

// What ParseToken accepts and FormatToken writes, rclone refreshes when it has
// ended and uses when it has not. The same holds for the text itself.
func TestRcloneUsesTheTokensThatAreAccepted(t *testing.T) {
	past, future := time.Now().AddDate(-1, 0, 0), time.Now().AddDate(1, 0, 0)
	for name, test := range map[string]struct {
		text            string
		refresh, access string
	}{
		"ended":       {tokenJSON(`"a"`, `"r"`, past), "r", "fresh"},
		"valid":       {tokenJSON(`"a"`, `"r"`, future), "", "a"},
		"first year":  {tokenJSON(`"a"`, `"r"`, time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), "r", "fresh"},
		"last year":   {tokenJSON(`"a"`, `"r"`, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)), "", "a"},
		"zone":        {`{"access_token":"a","refresh_token":"r","expiry":"2020-01-01T00:00:00.5+14:00"}`, "r", "fresh"},
		"old, ended":  {`{"AccessToken":"a","RefreshToken":"r","Expiry":"2020-01-01T00:00:00Z"}`, "r", "fresh"},
		"old, valid":  {`{"AccessToken":"a","RefreshToken":"r","Expiry":"9020-01-01T00:00:00Z"}`, "", "a"},
		"old and new": {`{"access_token":"a","AccessToken":5,"RefreshToken":"x","refresh_token":"r","expiry":"2020-01-01T00:00:00Z"}`, "r", "fresh"},
		"odd ASCII":   {tokenJSON("\"`%\\\"\\\"\\\"'[;#=:$\"", `"1//r%\"&+"`, past), `1//r%"&+`, "fresh"},
	} {
		t.Run(name, func(t *testing.T) {
			token, err := rclonecfg.ParseToken(test.text)
			require.NoError(t, err)
			line, err := rclonecfg.FormatToken(token)
			require.NoError(t, err)
			for _, text := range []string{test.text, line.Reveal()} {
				use := useToken(t, text)
				require.Equal(t, test.refresh, use.refresh)
				require.Equal(t, test.access, use.access)

				// What rclone writes back is a token that is at least as new.
				after, err := rclonecfg.ParseToken(use.after)
				require.NoError(t, err)
				newest, err := rclonecfg.Newest(token, after)
				require.NoError(t, err)
				require.Equal(t, test.access, newest.AccessToken.Reveal())
			}
		})
	}
}

// Each refusal that is not for the form of the text has its reason in what
// rclone would do.
func TestRcloneHarmsTheTokensThatAreRefused(t *testing.T) {
	past, future := time.Now().AddDate(-1, 0, 0), time.Now().AddDate(1, 0, 0)
	for name, test := range map[string]struct {
		text   string
		reason rclonecfg.TokenErrorReason
		want   tokenUse // after is "" when the text stays
	}{
		"loses the refresh token": {
			`{"access_token":"","refresh_token":"r","expiry":"2020-01-01T00:00:00Z"}`, rclonecfg.TokenWithoutAccessToken,
			tokenUse{after: `{"access_token":"","expiry":"2020-01-01T00:00:00Z"}`},
		},
		"loses the new refresh token": {
			`{"refresh_token":"new","AccessToken":"a","RefreshToken":"old","Expiry":"2020-01-01T00:00:00Z"}`, rclonecfg.TokenSeveral,
			tokenUse{refresh: "old", access: "fresh"},
		},
		"cannot refresh":           {`{"access_token":"a","expiry":"2020-01-01T00:00:00Z"}`, rclonecfg.TokenWithoutRefreshToken, tokenUse{}},
		"never refreshes":          {`{"access_token":"a","refresh_token":"r"}`, rclonecfg.TokenWithoutExpiry, tokenUse{access: "a"}},
		"never refreshes, Google":  {`{"access_token":"a","refresh_token":"r","expires_in":1}`, rclonecfg.TokenWithoutExpiry, tokenUse{access: "a"}},
		"never refreshes, year 1":  {tokenJSON(`"a"`, `"r"`, time.Time{}), rclonecfg.TokenWithoutExpiry, tokenUse{access: "a"}},
		"takes the second":         {tokenJSON(`"a","access_token":"b"`, `"r"`, future), rclonecfg.TokenSeveral, tokenUse{access: "b"}},
		"sends another text":       {tokenJSON(`"a"`, `"r\ud800"`, past), rclonecfg.TokenBadCharacters, tokenUse{refresh: "r\ufffd", access: "fresh"}},
		"sends another text, byte": {tokenJSON(`"a"`, "\"r\xff\"", past), rclonecfg.TokenBadCharacters, tokenUse{refresh: "r\ufffd", access: "fresh"}},
		"cannot send a line break": {tokenJSON(`"a\nb"`, `"r"`, future), rclonecfg.TokenBadCharacters, tokenUse{}},
		"cannot send NUL":          {tokenJSON(`"a\u0000"`, `"r"`, future), rclonecfg.TokenBadCharacters, tokenUse{}},
		"does not load":            {tokenJSON(`"a"`, `"r"`, future)[:40], rclonecfg.TokenTruncated, tokenUse{}},
		"does not load the expiry": {`{"access_token":"a","refresh_token":"r","expiry":"2020-01-01 00:00:00"}`, rclonecfg.TokenBadExpiry, tokenUse{}},
		"does not load seconds":    {tokenJSON(`"a","expires_in":"9"`, `"r"`, future), rclonecfg.TokenBadExpiresIn, tokenUse{}},
		"expands references":       {tokenJSON(`"a%(client_id)s"`, `"r"`, future), rclonecfg.TokenBadCharacters, tokenUse{access: "ac"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := rclonecfg.ParseToken("[p]\ntype = googlephotos\ntoken = " + test.text)
			var tokenErr *rclonecfg.TokenError
			require.ErrorAs(t, err, &tokenErr)
			require.Equal(t, test.reason, tokenErr.Reason)

			use := useToken(t, test.text)
			if use.refresh == "" && test.want.after == "" {
				use.after = "" // as it was
			} else if test.want.after == "" {
				test.want.after = use.after
			}
			require.Equal(t, test.want, use)
		})
	}
}

// loadTokens makes rclone load a remote for each token, all in one run: a remote
// that combines others loads them all. It returns the tokens afterwards.
func loadTokens(t *testing.T, tokens []string) ([]string, error) {
	t.Helper()
	var conf, upstreams, names strings.Builder
	for i, token := range tokens {
		fmt.Fprintf(&conf, "[p%04d]\ntype = googlephotos\nclient_id = c\nclient_secret = s\ntoken = %s\n\n", i, token)
		fmt.Fprintf(&upstreams, "p%04d=p%04d: ", i, i)
		fmt.Fprintf(&names, "p%04d/\n", i)
	}
	fmt.Fprintf(&conf, "[all]\ntype = combine\nupstreams = %s\n", upstreams.String())
	path := filepath.Join(t.TempDir(), "rclone.conf")
	require.NoError(t, os.WriteFile(path, []byte(conf.String()), 0o600))
	listed, err := command(t, "--config", path, "lsf", "all:").Output()
	if err != nil {
		return nil, err
	}
	require.Equal(t, names.String(), string(listed))
	found := dump(t, path)
	after := make([]string, len(tokens))
	for i := range tokens {
		after[i] = found[fmt.Sprintf("p%04d", i)]["token"]
	}
	return after, nil
}

// rclone loads the line of any token, and leaves it alone.
func TestRcloneLoadsEachFormattedToken(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := func() rclonecfg.Secret {
		letters := make([]byte, 1+random.IntN(20))
		for i := range letters {
			letters[i] = byte('!' + random.IntN('~'-'!'+1))
		}
		return rclonecfg.NewSecret("x" + string(letters))
	}
	lines := make([]string, 1000)
	for i := range lines {
		line, err := rclonecfg.FormatToken(rclonecfg.Token{
			AccessToken: text(), RefreshToken: text(), TokenType: text().Reveal(),
			Expiry: time.Unix(random.Int64N(300_000_000_000)-60_000_000_000, random.Int64N(1e9)),
		})
		require.NoError(t, err)
		lines[i] = line.Reveal()
	}
	after, err := loadTokens(t, lines)
	require.NoError(t, err)
	require.Equal(t, lines, after)

	// One that rclone does not load makes the difference.
	lines[500] = lines[500][:20]
	_, err = loadTokens(t, lines)
	require.Error(t, err)
}

// rclone loads the same token as ParseGooglePhotos from each text that it takes,
// here from texts that are near to a token.
func TestRcloneLoadsTheTextsThatAreTaken(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pick := func(choices ...string) string { return choices[random.IntN(len(choices))] }
	member := func() string {
		name := pick("access_token", "access_token", "refresh_token", "refresh_token", "expiry", "expiry", "Expiry", "EXPIRY",
			"Access_Token", "token_type", "expires_in", "AccessToken", "RefreshToken", "accesstoken", "acce\u017f\u017f_token", "scope", "")
		value := pick(`"a"`, `"a"`, `"b"`, `"r"`, `""`, `"9030-01-01T00:00:00Z"`, `"9030-01-01T00:00:00Z"`, `"9030-01-01T01:00:00+01:00"`,
			`"2030-01-01t00:00:00z"`, `"9030-01-01T00:00:00,5Z"`, `"9030-01-01T24:00:00Z"`, `"9030-02-30T00:00:00Z"`, "null", "5", "5.0", "{}", "[]", "true", `"\u00e9"`)
		return pick("", " ", "\t") + `"` + name + `"` + pick("", " ") + ":" + pick("", " ") + value + pick("", " ")
	}
	var texts []string
	var want []rclonecfg.Token
	for range 200_000 {
		members := make([]string, 3+random.IntN(4))
		for i := range members {
			members[i] = member()
		}
		text := "{" + strings.Join(members, ",") + "}"
		read, err := rclonecfg.ParseGooglePhotos(remote("p", "googlephotos", "client_id", "c", "client_secret", "s", "token", text))
		if err == nil {
			texts, want = append(texts, text), append(want, read.Token)
		}
	}
	require.Greater(t, len(texts), 500)
	after, err := loadTokens(t, texts[:min(len(texts), 3000)])
	require.NoError(t, err)
	for i, text := range after {
		got, err := rclonecfg.ParseToken(text) // rclone converts those of its first versions
		require.NoError(t, err)
		require.Equal(t, want[i], got, "%s", texts[i])
	}
}

// What rclone shows of a remote is read, in each of its forms.
func TestRcloneShowsWhatIsRead(t *testing.T) {
	line, err := rclonecfg.FormatToken(goodToken())
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "rclone.conf")
	conf := "[local]\ntype = local\n\n[p]\ntype = googlephotos\nclient_id = c\nclient_secret = s\ntoken = " + line.Reveal() + "\n"
	require.NoError(t, os.WriteFile(path, []byte(conf), 0o600))
	for _, args := range [][]string{{"show"}, {"show", "p"}, {"dump"}} {
		printed := rclone(t, append([]string{"--config", path, "config"}, args...)...)
		token, err := rclonecfg.ParseToken(string(printed))
		require.NoError(t, err, "%s", args)
		require.Equal(t, goodToken(), token)
	}
	_, err = rclonecfg.ParseToken(string(rclone(t, "--config", path, "config", "redacted", "p")))
	var tokenErr *rclonecfg.TokenError
	require.ErrorAs(t, err, &tokenErr)
	require.Equal(t, rclonecfg.TokenIsRedacted, tokenErr.Reason)
}

// ParseToken takes a blob where "rclone config" takes it as an answer.
func TestRcloneTakesTheSameBlobs(t *testing.T) {
	line, err := rclonecfg.FormatToken(goodToken())
	require.NoError(t, err)
	for padded := range 3 {
		text, err := json.Marshal(map[string]string{"token": line.Reveal(), "x": "???>>>" + strings.Repeat("x", padded)})
		require.NoError(t, err)
		raw := base64.RawStdEncoding.EncodeToString(text)
		for blob, wanted := range map[string]bool{
			raw:                            true,
			raw[:9] + " " + raw[9:]:        true,
			raw[:9] + "\u00a0\t" + raw[9:]: true,
			strings.NewReplacer("+", "-", "/", "_").Replace(raw): !strings.ContainsAny(raw, "+/"),
			base64.StdEncoding.EncodeToString(text):              len(text)%3 == 0,
			raw[:len(raw)-9]:                                     false,
		} {
			token, err := rclonecfg.ParseToken(blob)
			require.Equal(t, wanted, err == nil, "%v", err)
			path := filepath.Join(t.TempDir(), "rclone.conf")
			require.NoError(t, command(t, "--config", path, "config", "create", "p", "googlephotos", "client_id=c", "client_secret=s",
				"config_is_local=false", "config_token="+blob).Run(), "it asks again after a bad answer")
			if !wanted {
				require.Empty(t, rcloneToken(t, path))
				continue
			}
			require.Equal(t, goodToken(), token)
			require.Equal(t, line.Reveal(), rcloneToken(t, path))
		}
	}
}
