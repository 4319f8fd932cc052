package truenas

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"
)

// TrueNAS counts logins per address and minute, so the longest wait is half a
// minute: longer would not help.
const (
	firstLoginWait = 2 * time.Second
	maxLoginWait   = 30 * time.Second
)

// logIn logs in on session and waits out TrueNAS's limit of logins per minute,
// as long as ctx allows.
func logIn(ctx context.Context, auth Auth, session LoginSession, log *slog.Logger) error {
	return auth.Login(ctx, patientSession{session, log})
}

// patientSession repeats a call that TrueNAS did not take because there were
// too many. It repeats the call and not the login, which would ask for another
// one-time password.
type patientSession struct {
	LoginSession
	log *slog.Logger
}

// Call implements [Caller].
func (s patientSession) Call(ctx context.Context, method string, params []any, result any) error {
	longest := firstLoginWait
	for {
		err := s.LoginSession.Call(ctx, method, params, result)
		if !errors.Is(err, ErrBusy) {
			return err
		}
		// Half of it is chance, so that clients which were refused together do
		// not come back together.
		wait := longest/2 + rand.N(longest/2) //nolint:gosec // needs no secrecy
		s.log.InfoContext(ctx, "truenas: login waits, as TrueNAS takes only so many a minute", "method", method, "wait", wait)
		if !s.wait(ctx, wait) {
			return fmt.Errorf("truenas: login: %w while waiting to try again (%w)", contextError(ctx), err)
		}
		longest = min(2*longest, maxLoginWait)
	}
}

// wait returns false when ctx ended first.
func (patientSession) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
