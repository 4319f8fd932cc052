package truenastest

import (
	"crypto/sha256"
	"crypto/x509"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// loginScram is auth.login_ex with the mechanism SCRAM; two calls make a login.
func loginScram(c *call) (any, error) {
	data := c.object(0)
	if data.Text("scram_type") == "CLIENT_FINAL_MESSAGE" {
		return finishScram(c, data.Text("rfc_str"))
	}
	return beginScram(c, data.Text("rfc_str")), nil
}

func beginScram(c *call, text string) *ejson.Object {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	c.conn.scram = nil
	if s.failLogins != "" {
		return s.loginResult(c.conn, s.failLogins, "", nil)
	}
	first, err := parseClientFirst(text)
	refused := ejson.NewObject("response_type", authErr)
	bound := strings.HasPrefix(first.header, "p=")
	if err != nil || bound && !c.conn.origin.tls {
		return refused // no binding over anything but TLS
	}
	k := s.keyByID(first.keyID)
	if k == nil || k.user.name != first.user {
		return refused
	}
	c.conn.scram = first.begin(k)
	return scramResult("SERVER_FIRST_RESPONSE", c.conn.scram.first, nil)
}

func finishScram(c *call, text string) (any, error) {
	s := c.server
	s.mu.Lock()
	exchange := c.conn.scram
	c.conn.scram = nil
	s.mu.Unlock()
	if exchange == nil {
		return nil, rules.CallFault(rules.EINVAL, "SCRAM authentication is not in progress", nil)
	}
	var binding []byte
	if s.certificate != nil {
		binding = endPoint(s.certificate)
	}
	answer, ok := exchange.finish(text, binding) // slow, so without the lock
	s.mu.Lock()
	defer s.mu.Unlock()
	k := exchange.key
	switch {
	case !ok, k.revoked:
		return ejson.NewObject("response_type", authErr), nil
	case k.expired(s.now()):
		return ejson.NewObject("response_type", "EXPIRED"), nil
	case !k.user.mayUseAPI():
		return ejson.NewObject("response_type", s.denied()), nil
	}
	c.conn.login(k.user, kindKey, k)
	return scramResult("SERVER_FINAL_RESPONSE", answer, k.user.info(kindKey)), nil
}

func scramResult(kind, text string, info any) *ejson.Object {
	return ejson.NewObject("response_type", "SCRAM_RESPONSE", "scram_type", kind, "rfc_str", text, "user_info", info)
}

// endPoint is the channel binding tls-server-end-point of the certificate (RFC
// 5929): its SHA-256, which goes with the algorithm it is signed with.
func endPoint(certificate *x509.Certificate) []byte {
	sum := sha256.Sum256(certificate.Raw)
	return sum[:]
}
