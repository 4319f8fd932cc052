package picker_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, config googletest.Config) *googletest.Server {
	t.Helper()
	google := googletest.NewServer(t, config)
	t.Cleanup(func() {
		google.Close()
		if unexpected := google.Unexpected(); len(unexpected) > 0 {
			t.Errorf("the client asked for what Google does not have: %q", unexpected)
		}
	})
	return google
}

func authorized(google *googletest.Server) *picker.Client {
	return &picker.Client{HTTP: google.AuthorizedClient(picker.Scope)}
}

// script answers without a network, so that time can be faked around it.
type script func(*http.Request) (status int, body string, err error)

func (s script) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body) // as a network does before it fails
		_ = r.Body.Close()
	}
	status, body, err := s(r)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		StatusCode: status, Body: io.NopCloser(strings.NewReader(body)),
		ContentLength: -1, Request: r, Header: http.Header{},
	}, nil
}

// scripted asks once.
func scripted(s script) *picker.Client {
	return &picker.Client{HTTP: &http.Client{Transport: s}, Retry: photoslibrary.Retry{Attempts: 1}}
}

func always(status int, body string) *picker.Client {
	return scripted(func(*http.Request) (int, string, error) { return status, body, nil })
}
