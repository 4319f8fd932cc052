package googletest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(outsiderVariable); address != "" {
		os.Exit(runOutsider(address))
	}
	goleak.VerifyTestMain(m)
}

const (
	appendScope = "https://www.googleapis.com/auth/photoslibrary.appendonly"
	readScope   = "https://www.googleapis.com/auth/photoslibrary.readonly.appcreateddata"
	editScope   = "https://www.googleapis.com/auth/photoslibrary.edit.appcreateddata"
	library     = "https://photoslibrary.googleapis.com"
	tokenURL    = "https://oauth2.googleapis.com/token"
	challenge   = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" // of RFC 7636, appendix B
	verifier    = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
)

// clock is a settable time for Config.Now.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func start(t *testing.T, config googletest.Config) *googletest.Server {
	t.Helper()
	s := googletest.NewServer(t, config)
	return s
}

// oauthClient is what the tests read of a client file.
type oauthClient struct {
	ID     string `json:"client_id"`
	Secret string `json:"client_secret"`
}

func parseClient(t *testing.T, file []byte) oauthClient {
	t.Helper()
	var parsed map[string]oauthClient
	require.NoError(t, json.Unmarshal(file, &parsed))
	for _, client := range parsed {
		return client
	}
	return oauthClient{}
}

// reply is an answer with its body read.
type reply struct {
	status int
	header http.Header
	url    *url.URL
	body   string
	json   map[string]any
}

func do(t *testing.T, client *http.Client, method, address, body string, header http.Header) reply {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	require.NoError(t, err)
	if header != nil {
		req.Header = header
	}
	resp, err := client.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	out := reply{status: resp.StatusCode, header: resp.Header, url: resp.Request.URL, body: string(data)}
	_ = json.NewDecoder(bytes.NewReader(data)).Decode(&out.json) // pages are not JSON
	return out
}

func postForm(t *testing.T, client *http.Client, address string, form url.Values) reply {
	t.Helper()
	return do(t, client, http.MethodPost, address, form.Encode(), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
}

// rpcError returns status and reason of an API error.
func (r reply) rpcError(t *testing.T) (status, reason string) {
	t.Helper()
	failure, ok := r.json["error"].(map[string]any)
	require.True(t, ok, r.body)
	status, _ = failure["status"].(string)
	details, _ := failure["details"].([]any)
	for _, detail := range details {
		if info, _ := detail.(map[string]any); info["reason"] != nil {
			reason, _ = info["reason"].(string)
		}
	}
	return status, reason
}
