package credentials_test

import (
	"context"
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
	Calls  int
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
	for range task.Calls {
		grant, err := source.Grant(ctx)
		if err != nil {
			return err
		}
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://photoslibrary.googleapis.com/use", nil)
		if err != nil {
			return err
		}
		req.Header.Set("Authorization", "Bearer "+grant.AccessToken.Reveal())
		resp, err := google.Do(req)
		if err != nil {
			return err
		}
		if err := resp.Body.Close(); err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("the server does not know the token: %s", resp.Status)
		}
	}
	return nil
}
