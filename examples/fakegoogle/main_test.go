package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/credentials"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// output is what the program printed so far; ready closes with its last line.
type output struct {
	mu    sync.Mutex
	text  strings.Builder
	ready chan struct{}
	once  sync.Once
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if strings.Contains(string(p), "A browser knows neither") {
		defer o.once.Do(func() { close(o.ready) })
	}
	return o.text.Write(p)
}

func (o *output) find(t *testing.T, pattern string) string {
	t.Helper()
	o.mu.Lock()
	defer o.mu.Unlock()
	found := regexp.MustCompile(`(?m)` + pattern).FindStringSubmatch(o.text.String())
	require.NotNil(t, found, o.text.String())
	return found[1]
}

// start runs the program until the test ends and returns what it printed.
func start(t *testing.T, args ...string) *output {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	out := &output{ready: make(chan struct{})}
	ended := make(chan int, 1)
	var stderr bytes.Buffer
	go func() { ended <- run(ctx, args, out, &stderr) }()
	t.Cleanup(func() {
		cancel()
		require.Zero(t, <-ended, stderr.String())
	})
	select {
	case <-out.ready:
	case code := <-ended:
		ended <- code
		require.Fail(t, "ended at once", stderr.String())
	}
	return out
}

// client is one of another language: all it has is what was printed.
func (o *output) client(t *testing.T) *http.Client {
	t.Helper()
	proxy, err := url.Parse(o.find(t, `^  export HTTPS_PROXY='(.*)'$`))
	require.NoError(t, err)
	file, err := os.ReadFile(o.find(t, `^  export SSL_CERT_FILE='(.*)'$`))
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(file))
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// refresh returns what the token endpoint says to the printed refresh token.
func (o *output) refresh(t *testing.T, client *http.Client) map[string]any {
	t.Helper()
	file, err := os.ReadFile(o.find(t, `^client file +(.*)$`))
	require.NoError(t, err)
	require.Equal(t, string(file), o.find(t, `^(\{"installed".*)$`))
	parsed, err := credentials.ParseClient(file)
	require.NoError(t, err)
	resp, err := client.PostForm("https://oauth2.googleapis.com/token", url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {o.find(t, `^refresh token +(.*)$`)},
		"client_id": {parsed.ID}, "client_secret": {parsed.Secret.Reveal()},
	})
	require.NoError(t, err)
	defer resp.Body.Close()
	var answer map[string]any
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&answer))
	return answer
}

// list returns the names of the photos, or the status of the answer.
func (o *output) list(t *testing.T, client *http.Client) ([]string, int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://photoslibrary.googleapis.com/v1/mediaItems", nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+o.find(t, `^access token +(.*)$`))
	resp, err := client.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	var answer struct{ MediaItems []struct{ Filename string } }
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&answer))
	var names []string
	for _, item := range answer.MediaItems {
		names = append(names, item.Filename)
	}
	return names, resp.StatusCode
}

func TestServe(t *testing.T) {
	out := start(t, "-photos", "3", "-listen", "[::1]:0")
	client := out.client(t)
	answer := out.refresh(t, client)
	require.NotEmpty(t, answer["access_token"])
	require.NotContains(t, answer, "refresh_token_expires_in")
	names, _ := out.list(t, client)
	require.ElementsMatch(t, []string{"photo-001.jpg", "photo-002.jpg", "photo-003.jpg"}, names)
	require.Equal(t, "In production, not verified", out.find(t, `^audience +(.*)$`))

	resp, err := http.Get(out.find(t, `^(http://\S+) in place of`) + "/.well-known/openid-configuration")
	require.NoError(t, err)
	defer http.DefaultClient.CloseIdleConnections()
	require.NoError(t, resp.Body.Close())
	require.Equal(t, 200, resp.StatusCode)
}

func TestStates(t *testing.T) {
	out := start(t, "-testing", "-disabled", "-disabled-picker", "-photos", "0", "-accounts", "ann@gmail.com,bob@gmail.com",
		"-testers", "ann@gmail.com", "-token-life", "1m")
	client := out.client(t)
	answer := out.refresh(t, client)
	require.InDelta(t, 604799, answer["refresh_token_expires_in"], 60)
	require.InDelta(t, 60, answer["expires_in"], 0)
	_, status := out.list(t, client)
	require.Equal(t, 403, status)
	require.Equal(t, "owner@example.com, ann@gmail.com, bob@gmail.com", out.find(t, `^accounts +(.*)$`))
	require.Equal(t, "off", out.find(t, `^Library API +(.*)$`))
	require.Equal(t, "off", out.find(t, `^Picker API +(.*)$`))
	require.Equal(t, "Testing", out.find(t, `^audience +(.*)$`))
	require.Equal(t, "Internal", start(t, "-internal").find(t, `^audience +(.*)$`))
}

func TestNothingIsLeft(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var stderr bytes.Buffer
	require.Zero(t, run(ctx, nil, io.Discard, &stderr), stderr.String())
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestWrongFlags(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"unknown":   {[]string{"-test"}, "-help lists the flags"},
		"argument":  {[]string{"testing"}, `unexpected argument "testing"`},
		"photos":    {[]string{"-photos", "-1"}, "-photos is 0 or more"},
		"life":      {[]string{"-token-life", "0s"}, "a second or more"},
		"audiences": {[]string{"-testing", "-internal"}, "exclude each other"},
		"email":     {[]string{"-email", "ann"}, `"ann" is no address`},
		"same user": {[]string{"-accounts", "Owner@example.com"}, "given twice"},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr bytes.Buffer
			require.Equal(t, 2, run(t.Context(), test.args, io.Discard, &stderr))
			require.Contains(t, stderr.String(), test.want)
			require.Equal(t, 1, strings.Count(stderr.String(), "\n"), "one line")
		})
	}
	var help bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"-help"}, &help, io.Discard))
	require.Contains(t, help.String(), "-testing")
}

func TestFailures(t *testing.T) {
	many := make([]string, 101)
	for i := range many {
		many[i] = strings.Repeat("a", i+1) + "@gmail.com"
	}
	for name, args := range map[string][]string{
		"port":    {"-listen", "127.0.0.1:x"},
		"public":  {"-listen", "0.0.0.0:0"},
		"testers": {"-testers", strings.Join(many, ",")},
	} {
		var stderr bytes.Buffer
		require.Equal(t, 1, run(t.Context(), args, io.Discard, &stderr), name)
		require.True(t, strings.HasPrefix(stderr.String(), "fakegoogle: "), stderr.String())
	}
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "none"))
	var stderr bytes.Buffer
	require.Equal(t, 1, run(t.Context(), nil, io.Discard, &stderr))
	require.Contains(t, stderr.String(), "certificate")
}
