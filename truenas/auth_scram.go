package truenas

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"sync"
)

const mechanismSCRAM = "SCRAM"

// SCRAM logs in with an API key without sending it (SCRAM-SHA-512, RFC 5802):
// both sides prove that they know it. TrueNAS 26.0 and newer. It works over TCP; on
// the NAS's Unix socket use [Local].
//
// On a TLS connection the proof is bound to the certificate of the server
// (tls-server-end-point), so a machine in between that holds another certificate,
// even a trusted one, cannot pass it on. TrueNAS binds to the certificate of its
// web interface: behind a proxy that ends TLS the login fails, and
// [SCRAMWithoutChannelBinding] works. A connection without TLS has nothing to bind to.
//
// It never falls back to sending the key: a release without SCRAM is an
// [*AuthError]. Use [APIKey] there.
//
// username is the user that the key belongs to, in ASCII; white space around it is
// ignored. The first login derives keys from a raw key, which keeps a processor busy
// for some tenths of a second (500,000 rounds), and keeps them for the logins that
// follow; a precomputed [Key] saves that too.
func SCRAM(username string, key Key) Auth {
	return &scramAuth{username: strings.TrimSpace(username), key: key, bind: true, derive: deriveScramKeys}
}

// SCRAMWithoutChannelBinding is [SCRAM] for a NAS behind a proxy that ends
// TLS. The key is not sent either, but whoever holds a certificate that this
// program trusts can sit in between and take over the session after the login.
func SCRAMWithoutChannelBinding(username string, key Key) Auth {
	return &scramAuth{username: strings.TrimSpace(username), key: key, derive: deriveScramKeys}
}

type scramAuth struct {
	username string
	key      Key
	bind     bool
	derive   func(secret string, salt []byte, iterations int) (*scramKeys, error)

	mu     sync.Mutex
	cached *derivedKeys
}

// derivedKeys are what a salt and a number of iterations made of the key.
type derivedKeys struct {
	salt       string
	iterations int
	keys       *scramKeys
}

func (a *scramAuth) check() error {
	switch {
	case a.key.IsZero():
		return a.refuse("the API key is empty: read one with ParseKey", nil)
	case a.username == "":
		return a.refuse("name the user the API key belongs to", nil)
	case strings.ContainsFunc(a.username, func(r rune) bool { return r < ' ' || r > '~' }):
		// SASLprep of anything else needs tables that are not worth their weight.
		return a.refuse(fmt.Sprintf("user name %q: only printable ASCII can be used with SCRAM; use APIKey, or a user with another name", a.username), nil)
	case strings.ContainsAny(a.username, ",=:"):
		return a.refuse(fmt.Sprintf("user name %q: SCRAM on TrueNAS has no way to write a comma, a colon or an equals sign; use a user with another name", a.username), nil)
	}
	return nil
}

// Login calls auth.login_ex twice.
func (a *scramAuth) Login(ctx context.Context, session LoginSession) error {
	if err := a.check(); err != nil {
		return err
	}
	if session.Protocol() == LegacyProtocol {
		return a.refuse(noSCRAM, errors.ErrUnsupported)
	}
	binding, err := a.binding(session.TLS())
	if err != nil {
		return err
	}
	nonce := make([]byte, scramNonceSize)
	_, _ = rand.Read(nonce) // never fails
	client := newScramClient(fmt.Sprintf("%s:%d", a.username, a.key.id), nonce, binding)

	text, err := a.step(ctx, session, "CLIENT_FIRST_MESSAGE", client.first(), "SERVER_FIRST_RESPONSE")
	if err != nil {
		return err
	}
	first, err := client.parseServerFirst(text)
	if err != nil {
		return a.distrust(err)
	}
	keys, err := a.keys(ctx, first)
	if err != nil {
		return err
	}
	message, signature := client.final(first, keys)
	text, err = a.step(ctx, session, "CLIENT_FINAL_MESSAGE", message, "SERVER_FINAL_RESPONSE")
	if err != nil {
		return err
	}
	if err := verifyServerFinal(text, signature); err != nil {
		// Whoever that is, it shall not go on with a session in our name.
		_ = session.Call(ctx, "auth.logout", nil, nil)
		return a.distrust(err)
	}
	return nil
}

// step sends one message and returns the text of the answer, which must be
// of the step want. In particular a plain SUCCESS is none: it would spare the server
// its proof.
func (a *scramAuth) step(ctx context.Context, session LoginSession, kind, text, want string) (string, error) {
	m := a.mechanism()
	answer, err := m.ask(ctx, session, methodLogin, map[string]any{
		"mechanism": mechanismSCRAM, "scram_type": kind, "rfc_str": text,
	})
	switch {
	case err != nil:
		return "", err
	case answer.response == responseSuccess:
		_ = session.Call(ctx, "auth.logout", nil, nil)
		e := a.distrust(errors.New("it let us in without proving that it knows the key"))
		e.ResponseType = responseSuccess
		return "", e
	case answer.response != responseSCRAM || answer.step != want:
		return "", m.refused(answer)
	}
	return answer.text, nil
}

// binding is nil where there is nothing to bind to.
func (a *scramAuth) binding(state *tls.ConnectionState) ([]byte, error) {
	if !a.bind || state == nil {
		return nil, nil
	}
	binding, err := serverEndPoint(state)
	if err != nil {
		return nil, a.refuse("the login cannot be bound to the certificate of the NAS; give it one that is signed with "+
			"RSA or ECDSA, or use SCRAMWithoutChannelBinding", err)
	}
	return binding, nil
}

// keys derives the keys once for each salt and number of iterations, as
// reconnecting must not keep a processor busy each time.
func (a *scramAuth) keys(ctx context.Context, first scramServerFirst) (*scramKeys, error) {
	if a.key.keys != nil {
		return a.key.keys, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	salt := string(first.salt)
	if c := a.cached; c != nil && c.salt == salt && c.iterations == first.iterations {
		return c.keys, nil
	}
	if ctx.Err() != nil {
		return nil, contextError(ctx)
	}
	keys, err := a.derive(a.key.secret.Reveal(), first.salt, first.iterations)
	if err != nil {
		return nil, fmt.Errorf("truenas: login with %s: deriving keys: %w", mechanismSCRAM, err)
	}
	a.cached = &derivedKeys{salt: salt, iterations: first.iterations, keys: keys}
	return keys, nil
}

const noSCRAM = "this TrueNAS has no SCRAM, which came with 26.0; use APIKey, which sends the key, or update TrueNAS"

func (a *scramAuth) mechanism() mechanism {
	m := keyMechanism(mechanismSCRAM, a.username)
	m.expired = "the key or the account has expired; create a new key"
	m.missing = noSCRAM
	if a.bind {
		m.wrong += "; behind a proxy that ends TLS use SCRAMWithoutChannelBinding"
	}
	return m
}

// refuse is a login that ends here.
func (a *scramAuth) refuse(remedy string, err error) error {
	return &AuthError{Method: mechanismSCRAM, Remedy: remedy, Err: err}
}

// distrust is a server that does not follow the protocol or does not know the
// key.
func (a *scramAuth) distrust(err error) *AuthError {
	return &AuthError{
		ResponseType: responseSCRAM, Method: mechanismSCRAM, Err: err,
		Remedy: "the answer is not that of a TrueNAS which knows this key; check the address and the certificate of the NAS, " +
			"and trust nothing that came over this connection",
	}
}
