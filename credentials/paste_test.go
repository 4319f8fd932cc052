package credentials_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// shown is an Opener that passes the address on to who pastes.
func shown() (credentials.Opener, <-chan string) {
	addresses := make(chan string, 1)
	return credentials.OpenerFunc(func(_ context.Context, address string) error {
		addresses <- address
		return nil
	}), addresses
}

// googleAnswer is the address that the browser ends at, in Google's order.
func googleAnswer(consentURL string) string {
	parsed, err := url.Parse(consentURL)
	if err != nil {
		panic(err)
	}
	query := parsed.Query()
	return query.Get("redirect_uri") + "?state=" + query.Get("state") + "&iss=https://accounts.google.com&code=" + authCode +
		"&scope=" + strings.Join(credentials.DefaultScopes(), "%20") + "&authuser=0&prompt=consent"
}

// pasting is a user who pastes the texts that make one of the address, one after
// the other. refusals gets what the user is told.
func pasting(addresses <-chan string, texts func(address string) []string, refusals *[]string) func(context.Context, error) (string, error) {
	var left []string
	started := false
	return func(ctx context.Context, refused error) (string, error) {
		if !started {
			started = true
			left = texts(googleAnswer(<-addresses))
		}
		if refused != nil && refusals != nil {
			*refusals = append(*refusals, refused.Error())
		}
		if len(left) == 0 {
			<-ctx.Done()
			return "", ctx.Err()
		}
		text := left[0]
		left = left[1:]
		return text, nil
	}
}

func before(text, mark string) string { part, _, _ := strings.Cut(text, mark); return part }
func after(text, mark string) string  { _, part, _ := strings.Cut(text, mark); return part }

func TestPaste(t *testing.T) {
	list := func(texts ...string) []string { return texts }
	half := func(address, at string) []string {
		i := strings.Index(address, at) + len(at)
		return list(address[:i]+"\n", address[i:]+"\n")
	}
	foreign := "http://127.0.0.1:53682/?state=" + strings.Repeat("A", 26) + "&code=4/0Aother&scope=x"
	for name, test := range map[string]struct {
		texts func(address string) []string
		told  []string // parts of what the user was told
	}{
		"the whole address":  {func(a string) []string { return list(a) }, nil},
		"a line end":         {func(a string) []string { return list(a + "\r\n") }, nil},
		"quotes":             {func(a string) []string { return list(`"` + a + `"`) }, nil},
		"curly quotes":       {func(a string) []string { return list("“" + a + "”") }, nil},
		"angle brackets":     {func(a string) []string { return list("<" + a + ">\n") }, nil},
		"wrapped":            {func(a string) []string { return list(a[:60] + "\n" + a[60:130] + "\r\n  " + a[130:]) }, nil},
		"without the scheme": {func(a string) []string { return list(strings.TrimPrefix(a, "http://")) }, nil},
		"only the query":     {func(a string) []string { return list("?" + after(a, "?")) }, nil},
		"without the mark":   {func(a string) []string { return list(after(a, "?")) }, nil},
		"with a fragment":    {func(a string) []string { return list(a + "#") }, nil},
		"as HTML":            {func(a string) []string { return list(strings.ReplaceAll(a, "&", "&amp;")) }, nil},
		"decoded":            {func(a string) []string { return list(strings.ReplaceAll(a, "%20", " ")) }, nil},
		"on localhost":       {func(a string) []string { return list(strings.Replace(a, "127.0.0.1", "localhost", 1)) }, nil},
		"nothing first":      {func(a string) []string { return list("\n", "", a) }, []string{"nothing was pasted", "nothing was pasted"}},
		"the code first":     {func(a string) []string { return list(authCode, a) }, []string{"the code alone"}},
		"the code, encoded":  {func(a string) []string { return list("4%2F0Acode", a) }, []string{"the code alone"}},
		"a code parameter":   {func(a string) []string { return list("code="+authCode+"&scope=x", a) }, []string{"only a part"}},
		"another sign-in":    {func(a string) []string { return list(foreign, a) }, []string{"another sign-in"}},
		"another error":      {func(a string) []string { return list("http://127.0.0.1/?error=access_denied&state=x", a) }, []string{"another sign-in"}},
		"an error, no state": {func(a string) []string { return list("http://127.0.0.1/?error=access_denied", a) }, []string{"only a part"}},
		"Google's page":      {func(a string) []string { return list("https://accounts.google.com/signin/oauth/error?authError=x", a) }, []string{"Google's own page"}},
		"Google's error page": {func(a string) []string {
			return list("https://accounts.google.com/signin/oauth/error/v2?authError=Cg5kZWxldGVkX2NsaWVudBIdVGhlIE9BdXRoIGNsaWVudCB3YXMgZGVsZXRlZC4gkQM&client_id=x", a)
		}, []string{"the OAuth client was deleted"}},
		"a word":              {func(a string) []string { return list("yes", a) }, []string{"not an address"}},
		"another address":     {func(a string) []string { return list("https://example.com/?q=1", a) }, []string{"only a part"}},
		"a broken query":      {func(a string) []string { return list(a+"&x=%zz", a) }, []string{"not the address"}},
		"two codes":           {func(a string) []string { return list(a+"&code=x", a) }, []string{"not the address"}},
		"no code":             {func(a string) []string { return list(strings.Replace(a, "&code=", "&c=", 1), a) }, []string{"only a part"}},
		"far too long":        {func(a string) []string { return list(strings.Repeat("x", 20_000), a) }, []string{"too long"}},
		"lines, in the state": {func(a string) []string { return half(a, a[:strings.Index(a, "&iss")-4]) }, []string{"only a part"}},
		"lines, in the host":  {func(a string) []string { return half(a, "http://127.0") }, []string{"not an address"}},
		"lines, in the issue": {func(a string) []string { return half(a, "&iss=https") }, []string{"only a part"}},
		"lines, in the code":  {func(a string) []string { return half(a, "code=4/0Ac") }, []string{"may go on"}},
		"lines, in the scope": {func(a string) []string { return half(a, "scope=https") }, nil},
		"cut after the code":  {func(a string) []string { return list(before(a, "&scope"), "\n") }, []string{"may go on"}},
		"that cut, again": {func(a string) []string {
			a = before(a, "&scope")
			return list(a, a)
		}, []string{"may go on"}},
		"three lines": {func(a string) []string {
			i := strings.Index(a, "&code=")
			return list(a[:i-30], a[i-30:i+10], a[i+10:])
		}, []string{"only a part", "may go on"}},
		"a part, then all": {func(a string) []string { return list(a[:50], a) }, []string{"only a part"}},
	} {
		t.Run(name, func(t *testing.T) {
			var told []string
			var form url.Values
			opener, addresses := shown()
			grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
				Opener:  opener,
				Paste:   pasting(addresses, test.texts, &told),
				Timeout: 5 * time.Second, // If a text is not taken.
				HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					require.NoError(t, r.ParseForm())
					form = r.PostForm
					return jsonResponse(200, tokens(credentials.DefaultScopes()...)), nil
				})},
			})
			require.NoError(t, err)
			require.NotNil(t, grant)
			require.Equal(t, authCode, form.Get("code"))
			require.Regexp(t, `^http://127\.0\.0\.1:\d+/$`, form.Get("redirect_uri"))
			require.Len(t, told, len(test.told), "%q", told)
			for i, part := range test.told {
				require.Contains(t, told[i], part)
				requireNoSecret(t, told[i])
			}
		})
	}
}

func TestPasteOfARefusal(t *testing.T) {
	opener, addresses := shown()
	_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
		Opener: opener,
		Paste: pasting(addresses, func(address string) []string {
			return []string{strings.Replace(address, "code=", "error=access_denied&x=", 1)}
		}, nil),
	})
	var refused *credentials.OAuthError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, credentials.CauseDenied, refused.Cause())
}

// On a computer that cannot listen, the redirect address is a loopback one all
// the same: Google admits no other.
func TestPasteWithoutAListener(t *testing.T) {
	closed := errors.New("no sockets here")
	opener, addresses := shown()
	var redirect string
	options := credentials.AuthorizeOptions{
		Opener: opener,
		Paste: pasting(addresses, func(address string) []string {
			redirect = before(address, "?")
			return []string{address}
		}, nil),
		HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
	}
	grant, err := credentials.Authorize(t.Context(), desktopClient(), options.WithoutListener(closed))
	require.NoError(t, err)
	require.NotNil(t, grant)
	require.Regexp(t, `^http://127\.0\.0\.1:(49|[56]\d)\d{3}/$`, redirect)

	options.Address = "::1"
	options.Opener, addresses = shown()
	options.Paste = pasting(addresses, func(address string) []string {
		redirect = before(address, "?")
		return []string{address}
	}, nil)
	_, err = credentials.Authorize(t.Context(), desktopClient(), options.WithoutListener(closed))
	require.NoError(t, err)
	require.Regexp(t, `^http://\[::1\]:\d{5}/$`, redirect)

	options.Port = 53682
	_, err = credentials.Authorize(t.Context(), desktopClient(), options.WithoutListener(closed))
	require.ErrorIs(t, err, closed, "a port that was asked for must be free")

	options.Port, options.Paste = 0, nil
	_, err = credentials.Authorize(t.Context(), desktopClient(), options.WithoutListener(closed))
	require.ErrorIs(t, err, closed)
}

func TestPasteEnds(t *testing.T) {
	ended := func(context.Context, error) (string, error) { return "", io.EOF }
	t.Run("and the browser answers", func(t *testing.T) {
		grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
			Opener: answerWith(url.Values{"code": {authCode}}, nil),
			Paste:  ended,
			HTTP:   answering(200, tokens(credentials.DefaultScopes()...)),
		})
		require.NoError(t, err)
		require.NotNil(t, grant)
	})
	t.Run("and nobody can answer", func(t *testing.T) {
		_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
			Opener: silent, Paste: ended,
		}.WithoutListener(errors.New("no sockets here")))
		require.ErrorContains(t, err, "input ended")
		require.NotErrorIs(t, err, credentials.ErrTimeout)
	})
	t.Run("with an error", func(t *testing.T) {
		broken := errors.New("the dialog was closed")
		_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
			Opener: silent, Paste: func(context.Context, error) (string, error) { return "", broken },
		})
		require.ErrorIs(t, err, broken)
	})
	t.Run("with nonsense for ever", func(t *testing.T) {
		calls := 0
		_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
			Opener: silent, Paste: func(context.Context, error) (string, error) { calls++; return clientSecret, nil },
		})
		require.ErrorContains(t, err, "texts were pasted")
		require.Equal(t, 100, calls)
		requireNoSecret(t, err.Error())
	})
	t.Run("with its context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := credentials.Authorize(ctx, desktopClient(), credentials.AuthorizeOptions{
			Opener: silent, Paste: func(ctx context.Context, _ error) (string, error) {
				cancel()
				<-ctx.Done()
				return "", ctx.Err()
			},
		})
		require.ErrorIs(t, err, context.Canceled)
	})
}

// Both ways are open, and the first answer counts: the other is told so.
func TestPasteAndBrowser(t *testing.T) {
	t.Run("the browser is first", func(t *testing.T) {
		told := make(chan error, 1)
		grant, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
			Opener: answerWith(url.Values{"code": {authCode}}, nil),
			Paste: func(ctx context.Context, _ error) (string, error) {
				<-ctx.Done()
				told <- ctx.Err()
				return "", ctx.Err()
			},
			HTTP: answering(200, tokens(credentials.DefaultScopes()...)),
		})
		require.NoError(t, err)
		require.NotNil(t, grant)
		require.ErrorIs(t, <-told, context.Canceled)
	})
	t.Run("the paste is first", func(t *testing.T) {
		var other, same page
		opener, addresses := shown()
		pasted, address := make(chan struct{}), ""
		_, err := credentials.Authorize(t.Context(), desktopClient(), credentials.AuthorizeOptions{
			Opener: credentials.OpenerFunc(func(ctx context.Context, consentURL string) error {
				if err := opener.Open(ctx, consentURL); err != nil {
					return err
				}
				<-pasted
				var err error
				if other, err = visit(ctx, http.MethodGet, returnURL(consentURL, url.Values{"code": {"4/0Aother"}}), nil); err != nil {
					return err
				}
				same, err = visit(ctx, http.MethodGet, address, nil)
				return err
			}),
			Paste: pasting(addresses, func(a string) []string { address = a; return []string{a} }, nil),
			HTTP: &http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
				close(pasted)
				return jsonResponse(200, tokens(credentials.DefaultScopes()...)), nil
			})},
		})
		require.NoError(t, err)
		require.Equal(t, http.StatusConflict, other.status)
		require.Equal(t, http.StatusOK, same.status)
		require.Contains(t, same.body, "Signed in")
	})
}
