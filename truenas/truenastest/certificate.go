package truenastest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"time"
)

// RootCAs returns a pool that trusts the server's certificate; nil when the
// server is plain.
func (s *Server) RootCAs() *x509.CertPool {
	if s.certificate == nil {
		return nil
	}
	pool := x509.NewCertPool()
	pool.AddCert(s.certificate)
	return pool
}

// CertificatePEM returns the server's certificate, which is its own authority,
// as clients in other languages want it in a file; nil when the server is plain.
func (s *Server) CertificatePEM() []byte {
	if s.certificate == nil {
		return nil
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.certificate.Raw})
}

// Fingerprint returns the SHA-256 of the server's certificate (DER) in hex; ""
// when the server is plain.
func (s *Server) Fingerprint() string {
	if s.certificate == nil {
		return ""
	}
	sum := sha256.Sum256(s.certificate.Raw)
	return hex.EncodeToString(sum[:])
}

// secureListener wraps l in TLS with a new self-signed certificate, as a fresh
// TrueNAS has one.
func secureListener(l net.Listener) (net.Listener, *x509.Certificate) {
	addresses := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	if a, ok := l.Addr().(*net.TCPAddr); ok && !a.IP.IsUnspecified() {
		addresses = append(addresses, a.IP)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("truenastest: cannot make a key: " + err.Error())
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(time.Now().UnixNano()),
		Subject:               pkix.Name{CommonName: "localhost", Organization: []string{"truenastest"}},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(397 * 24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true,
		DNSNames:              []string{"localhost"},
		IPAddresses:           addresses,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic("truenastest: cannot make a certificate: " + err.Error())
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		panic("truenastest: cannot read back the certificate: " + err.Error())
	}
	return tls.NewListener(l, &tls.Config{
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"http/1.1"}, // WebSocket needs HTTP/1.1
		Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}},
	}), leaf
}

// quiet keeps the handshakes that clients break off out of the test's output.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
