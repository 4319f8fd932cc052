package credentials_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

func TestCheckTellsTheWaysApart(t *testing.T) {
	for name, test := range map[string]struct {
		err          error
		says, remedy string
	}{
		"DNS":               {&net.DNSError{Err: "server misbehaving", Name: "x", IsTemporary: true}, "DNS does not find oauth2.googleapis.com", "DNS server"},
		"unknown authority": {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, "somebody whom this computer does not know", "trust its certificate"},
		"expired":           {x509.CertificateInvalidError{Reason: x509.Expired}, "by this computer's clock", "date"},
		"another host":      {x509.HostnameError{Certificate: &x509.Certificate{}, Host: "x"}, "for another host", "certificate"},
		"some certificate":  {&tls.CertificateVerificationError{Err: errors.New("odd")}, "is not good", "certificate"},
		"no TLS":            {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, "is not TLS", "proxy"},
		"alert":             {tls.AlertError(40), "the other side refused", "proxy"},
		"proxy":             {&net.OpError{Op: "proxyconnect", Err: errors.New("refused")}, "the proxy cannot be reached", "HTTPS_PROXY"},
		"SOCKS":             {&net.OpError{Op: "socks connect", Err: errors.New("refused")}, "the proxy cannot be reached", "HTTPS_PROXY"},
		"proxy login":       {errors.New("Proxy Authentication Required"), "407", "HTTPS_PROXY"},
		"proxy, its DNS":    {errors.New("Bad Gateway"), "502", "HTTPS_PROXY"},
		"timeout":           {&net.OpError{Op: "dial", Err: timeout{}}, "did not answer in time", "firewall"},
		"deadline":          {context.DeadlineExceeded, "did not answer in time", "firewall"},
		"refused":           {&net.OpError{Op: "dial", Err: errors.New("connection refused")}, "connection refused", "way to https://oauth2.googleapis.com"},
	} {
		t.Run(name, func(t *testing.T) {
			asked := 0
			report := credentials.Check(t.Context(), desktopClient(), newGrant(), credentials.CheckOptions{HTTP: &http.Client{Transport: roundTrip(
				func(r *http.Request) (*http.Response, error) {
					asked++
					if r.URL.Hostname() == "accounts.google.com" {
						return goodAnswer(r), nil
					}
					return nil, &url.Error{Op: "Post", URL: "https://oauth2.googleapis.com/?client_secret=" + clientSecret, Err: test.err}
				})}})
			network := result(t, report, credentials.CheckNetwork)
			require.Equal(t, credentials.StatusFail, network.Status)
			require.Contains(t, network.Evidence, test.says)
			require.Contains(t, network.Evidence, "; accounts.google.com answered")
			require.Contains(t, network.Remedy, test.remedy)
			require.True(t, network.Waiting.Helps)
			require.Equal(t, credentials.CheckNetwork, result(t, report, credentials.CheckRefresh).Because)
			require.Equal(t, credentials.CheckNetwork, result(t, report, credentials.CheckVisible).Because)
			require.Equal(t, credentials.StatusOK, result(t, report, credentials.CheckClientKnown).Status)
			require.Equal(t, 2, asked)
			requireNoSecret(t, report.String())
		})
	}
}

// A slow answer is dated at its middle, and one from a cache says nothing.
func TestCheckClock(t *testing.T) {
	for name, test := range map[string]struct {
		ahead  time.Duration // of Google
		took   time.Duration
		header func(http.Header)
		status credentials.Status
		says   string
	}{
		"right":               {0, 0, nil, credentials.StatusOK, "right"},
		"half a minute":       {30 * time.Second, 0, nil, credentials.StatusOK, "right"},
		"a slow answer":       {0, 3 * time.Minute, nil, credentials.StatusWarn, "89 seconds ahead of"},
		"behind":              {2 * time.Minute, 0, nil, credentials.StatusWarn, "2 minutes behind"},
		"ahead":               {-2 * time.Minute, 0, nil, credentials.StatusWarn, "119 seconds ahead"},
		"far behind":          {6 * time.Minute, 0, nil, credentials.StatusFail, "6 minutes behind"},
		"far behind and slow": {6 * time.Minute, 20 * time.Second, nil, credentials.StatusFail, "6 minutes behind"},
		"no date":             {time.Hour, 0, func(h http.Header) { h.Del("Date") }, credentials.StatusSkipped, "no answer had a date"},
		"odd date":            {time.Hour, 0, func(h http.Header) { h.Set("Date", "today") }, credentials.StatusSkipped, "no answer had a date"},
		"cached":              {time.Hour, 0, func(h http.Header) { h.Set("Age", "3600") }, credentials.StatusSkipped, "no answer had a date"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				google := roundTrip(func(r *http.Request) (*http.Response, error) {
					resp := goodAnswer(r)
					resp.Header.Set("Date", time.Now().Add(test.ahead).UTC().Format(http.TimeFormat))
					if test.header != nil {
						test.header(resp.Header)
					}
					<-time.After(test.took)
					return resp, nil
				})
				report := credentials.Check(t.Context(), desktopClient(), nil, credentials.CheckOptions{HTTP: &http.Client{Transport: google}})
				clock := result(t, report, credentials.CheckClock)
				require.Equal(t, test.status, clock.Status, clock.Evidence)
				require.Contains(t, clock.Evidence, test.says)
			})
		})
	}
}
