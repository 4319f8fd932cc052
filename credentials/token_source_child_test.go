package credentials_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/nasphotos/nasphotos/credentials"
)

// refreshTask is what a child does with the grant "ann": it asks for access
// tokens, and shows each one to the server.
type refreshTask struct {
	Server string    // host:port in the place of Google
	Base   time.Time // when the fast clock showed the right time
	Tokens int       // different ones to see
	// Together waits until the other processes are there.
	Together bool
}

// speed is of a clock that all processes share: an access token lives an hour,
// which passes while the processes are at work.
const speed = 300_000

func fastClock(base time.Time) func() time.Time {
	return func() time.Time { return base.Add(time.Since(base) * speed) }
}

const pidHeader = "Child-Process"

func (task refreshTask) run(dir string) error {
	ctx := context.Background()
	google := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		here := r.Clone(r.Context())
		here.URL.Scheme, here.URL.Host = "http", task.Server
		here.Header.Set(pidHeader, strconv.Itoa(os.Getpid()))
		return http.DefaultTransport.RoundTrip(here)
	})}
	source := credentials.NewTokenSource(ctx, desktopClient(), credentials.FileStore{Dir: dir}, "ann", credentials.TokenSourceOptions{
		HTTP:       google,
		Now:        fastClock(task.Base),
		SaveFailed: func(err error) { panic(err) },
	})
	ask := func(path, token string) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://photoslibrary.googleapis.com"+path, nil)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		resp, err := google.Do(req)
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s: %s", path, resp.Status)
		}
		return errors.Join(err, resp.Body.Close())
	}
	if task.Together {
		if err := ask("/start", ""); err != nil {
			return err
		}
	}
	for seen := map[string]bool{}; len(seen) < task.Tokens; {
		grant, err := source.Grant(ctx)
		if err != nil {
			return err
		}
		seen[grant.AccessToken.Reveal()] = true
		if err := ask("/use", grant.AccessToken.Reveal()); err != nil {
			return err
		}
	}
	return nil
}
