package googletest_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

const discovery = "https://accounts.google.com/.well-known/openid-configuration"

func startProxy(t *testing.T, s *googletest.Server) *googletest.Proxy {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	proxy, err := s.Proxy()
	require.NoError(t, err)
	return proxy
}

// outsider is a client that has nothing of the fake but proxy and certificate.
func outsider(t *testing.T, proxy *googletest.Proxy, roots *x509.CertPool) *http.Client {
	t.Helper()
	address, err := url.Parse(proxy.URL())
	require.NoError(t, err)
	transport := &http.Transport{Proxy: http.ProxyURL(address), TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestProxy(t *testing.T) {
	s := start(t, googletest.Config{})
	photo := s.AddPhoto(googletest.Photo{Filename: "cat.jpg"})
	proxy := startProxy(t, s)
	again, err := s.Proxy()
	require.NoError(t, err)
	require.Same(t, proxy, again)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(proxy.CAPEM()))
	client := outsider(t, proxy, roots)

	header := http.Header{"Authorization": {"Bearer " + s.Issue().AccessToken.Reveal()}}
	item := do(t, client, http.MethodGet, library+"/v1/mediaItems/"+photo.ID, "", header)
	require.Equal(t, 200, item.status, item.body)
	bytes := do(t, client, http.MethodGet, item.json["baseUrl"].(string)+"=d", "", header)
	require.Equal(t, "image/jpeg", bytes.header.Get("Content-Type"))
	for _, same := range []string{"accounts.google.com:443", "Accounts.Google.COM"} {
		address := strings.Replace(discovery, "accounts.google.com", same, 1)
		require.Equal(t, 200, do(t, client, http.MethodGet, address, "", nil).status)
		require.Equal(t, 200, do(t, s.Client(), http.MethodGet, address, "", nil).status)
	}
	page := do(t, client, http.MethodGet, authURL+"?"+authQuery(s.ClientID(), "http://127.0.0.1:1/").Encode(), "", nil)
	requirePage(t, page, "page-account")
	require.Equal(t, "accounts.google.com", page.url.Host)
	require.Empty(t, s.Unexpected())

	require.ErrorContains(t, fetch(t, client, http.MethodGet, "https://example.com/", "", nil).lost, "Forbidden")
	require.ErrorContains(t, fetch(t, client, http.MethodGet, "https://accounts.google.com:8443/", "", nil).lost, "Forbidden")
	plain := do(t, client, http.MethodGet, "http://accounts.google.com/", "", nil)
	require.Equal(t, 403, plain.status)
	require.Equal(t, []string{"CONNECT example.com:443", "CONNECT accounts.google.com:8443", "GET accounts.google.com"}, s.Unexpected())

	suspicious := outsider(t, proxy, x509.NewCertPool())
	require.ErrorContains(t, fetch(t, suspicious, http.MethodGet, discovery, "", nil).lost, "unknown authority")
}

// Only this fake's hosts are vouched for, so that a machine that trusts the
// authority by mistake trusts it with nothing else.
func TestProxyAuthority(t *testing.T) {
	s := start(t, googletest.Config{})
	proxy := startProxy(t, s)
	file, err := os.ReadFile(proxy.CAFile())
	require.NoError(t, err)
	require.Equal(t, proxy.CAPEM(), file)
	info, err := os.Stat(proxy.CAFile())
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(file))
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(proxy.URL(), "http://"))
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.Write([]byte("CONNECT accounts.google.com:443 HTTP/1.1\r\nHost: accounts.google.com:443\r\n\r\n"))
	require.NoError(t, err)
	line, err := bufio.NewReader(conn).ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "HTTP/1.1 200 Connection established\r\n", line)
	secured := tls.Client(conn, &tls.Config{RootCAs: roots, ServerName: "accounts.google.com"})
	require.NoError(t, secured.HandshakeContext(t.Context()))
	chain := secured.ConnectionState().VerifiedChains[0]
	require.Equal(t, append([]string(nil), chain[1].PermittedDNSDomains...), chain[0].DNSNames)
	require.Contains(t, chain[0].DNSNames, "photospicker.googleapis.com")
	require.Error(t, chain[0].VerifyHostname("google.com"))
}

func TestProxyNotAskedFor(t *testing.T) {
	s := start(t, googletest.Config{})
	u, err := url.Parse(s.LocalURL("https://accounts.google.com/"))
	require.NoError(t, err)
	transport := &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: u.Host})}
	defer transport.CloseIdleConnections()
	require.ErrorContains(t, fetch(t, &http.Client{Transport: transport}, http.MethodGet, discovery, "", nil).lost, "Forbidden")
}

func TestProxyEndsWithTheServer(t *testing.T) {
	s, err := googletest.Start(googletest.Config{})
	require.NoError(t, err)
	proxy := startProxy(t, s)
	s.Close()
	s.Close()
	require.NoFileExists(t, proxy.CAFile())
	_, err = s.Proxy()
	require.ErrorContains(t, err, "closed")

	s = start(t, googletest.Config{})
	t.Setenv("TMPDIR", "/nowhere")
	_, err = s.Proxy()
	require.ErrorContains(t, err, "folder for the certificate")
}

// outsiderVariable makes the test's own program one that knows nothing of the
// fake: it prints what is at the address.
const outsiderVariable = "GOOGLETEST_OUTSIDER"

func runOutsider(address string) int {
	resp, err := http.Get(address)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer resp.Body.Close()
	_, err = io.Copy(os.Stdout, resp.Body)
	if err != nil {
		return 1
	}
	return 0
}

// Programs find both in the environment, whatever stands there already. One in
// Go is always there; curl and Python are run if they are.
func TestProxyForOtherPrograms(t *testing.T) {
	s := start(t, googletest.Config{})
	proxy := startProxy(t, s)
	t.Setenv("NO_PROXY", "*")
	t.Setenv("no_proxy", ".google.com,.googleapis.com")
	const python = "import urllib.request as u; print(u.urlopen('" + discovery + "').read().decode())"
	t.Setenv(outsiderVariable, discovery)
	self, err := os.Executable()
	require.NoError(t, err)
	ran := 0
	for _, command := range [][]string{
		{self},
		{"curl", "--silent", "--show-error", "--fail", discovery},
		{"python3", "-c", python},
	} {
		path, err := exec.LookPath(command[0])
		if err != nil {
			continue
		}
		ran++
		run := exec.CommandContext(t.Context(), path, command[1:]...)
		run.Env = append(os.Environ(), proxy.Env()...)
		out, err := run.CombinedOutput()
		require.NoError(t, err, string(out))
		require.Contains(t, string(out), `"token_endpoint": "https://oauth2.googleapis.com/token"`)
	}
	require.Len(t, s.Requests(), ran)
	require.Empty(t, s.Unexpected())
}

// A tunnel that says nothing does not keep the server from closing.
func TestProxyTunnelsAreCut(t *testing.T) {
	s := start(t, googletest.Config{})
	proxy := startProxy(t, s)
	for _, early := range []string{"", "GET / HTTP/1.1\r\n\r\n"} {
		conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", strings.TrimPrefix(proxy.URL(), "http://"))
		require.NoError(t, err)
		defer conn.Close()
		_, err = conn.Write([]byte("CONNECT oauth2.googleapis.com:443 HTTP/1.1\r\nHost: oauth2.googleapis.com:443\r\n\r\n" + early))
		require.NoError(t, err)
	}
	s.Close()
}
