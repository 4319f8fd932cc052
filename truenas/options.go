package truenas

import (
	"context"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"time"
)

type settings struct {
	rootCAs            *x509.CertPool
	pin                string
	insecureSkipVerify bool
	log                *slog.Logger
	callTimeout        time.Duration
	pingInterval       time.Duration
	pollInterval       time.Duration
	backoff            func(failures int) time.Duration
	once               bool
	transport          Transport
	observer           Observer
	dial               func(ctx context.Context, network, address string) (net.Conn, error)
}

func defaultSettings() settings {
	return settings{
		log:          slog.New(slog.DiscardHandler),
		callTimeout:  time.Minute,
		pingInterval: 20 * time.Second,
		pollInterval: 5 * time.Second,
		backoff:      backoff,
		dial:         (&net.Dialer{}).DialContext,
	}
}

// Option changes how [Dial] connects.
type Option func(*settings) error

// WithRootCAs trusts certificates signed by these authorities instead of the
// system's.
func WithRootCAs(pool *x509.CertPool) Option {
	return func(s *settings) error {
		s.rootCAs = pool
		return nil
	}
}

// WithPinnedCertificate trusts exactly the certificate with this SHA-256
// fingerprint (64 hex digits, colons allowed; [CertificateError] has it), and
// no other. Its names, authority and expiry are not looked at.
func WithPinnedCertificate(sha256 string) Option {
	return func(s *settings) (err error) {
		s.pin, err = parsePin(sha256)
		return err
	}
}

// WithInsecureSkipVerify trusts every certificate. Whoever is in between gets
// the API key; prefer [WithPinnedCertificate], which wins over this.
func WithInsecureSkipVerify() Option {
	return func(s *settings) error {
		s.insecureSkipVerify = true
		return nil
	}
}

// WithLogger logs calls (debug) and trouble (warn). Parameters and results are
// never logged. The default is no log.
func WithLogger(log *slog.Logger) Option {
	return func(s *settings) error {
		if log != nil {
			s.log = log
		}
		return nil
	}
}

// WithCallTimeout limits calls whose context has no deadline, and the wait for a
// connection with them. The default is one minute; methods that run rclone over
// the network get at least 5 minutes.
func WithCallTimeout(timeout time.Duration) Option {
	return func(s *settings) error {
		if timeout <= 0 {
			return errors.New("truenas: WithCallTimeout: want more than 0")
		}
		s.callTimeout = timeout
		return nil
	}
}

// WithPingInterval sets how often the connection is probed: 20 s by default. A
// probe not answered within the interval ends the connection. TrueNAS before 26
// cuts a connection idle for 60 s.
func WithPingInterval(interval time.Duration) Option {
	return func(s *settings) error {
		if interval <= 0 {
			return errors.New("truenas: WithPingInterval: want more than 0")
		}
		s.pingInterval = interval
		return nil
	}
}

// WithoutReconnect ends the client when its connection is lost: calls then fail
// with [ErrConnectionLost], and Done is closed.
func WithoutReconnect() Option {
	return func(s *settings) error {
		s.once = true
		return nil
	}
}

// WithDialContext makes the connections below TLS and HTTP with dial, whose
// parameters are those of [net.Dialer.DialContext]: a tunnel, as the method of that
// name of an ssh.Client, or a proxy. Certificates are checked as ever, and a login
// without TLS is refused unless what dial returns leads to this machine. dial is
// called from several goroutines.
func WithDialContext(dial func(ctx context.Context, network, address string) (net.Conn, error)) Option {
	return func(s *settings) error {
		if dial == nil {
			return errors.New("truenas: WithDialContext: want a function")
		}
		s.dial = dial
		return nil
	}
}

// WithTransport reaches the NAS through t, which speaks WebSocket itself; where
// only the connection below is special, [WithDialContext] is less work. The
// options for certificates do not apply then; the address says which API to speak
// and is what errors name.
func WithTransport(t Transport) Option {
	return func(s *settings) error {
		if t == nil {
			return errors.New("truenas: WithTransport: want a Transport")
		}
		s.transport = checkedTransport{t}
		return nil
	}
}

// WithObserver tells o what the client does.
func WithObserver(o Observer) Option {
	return func(s *settings) error {
		s.observer = o
		return nil
	}
}
