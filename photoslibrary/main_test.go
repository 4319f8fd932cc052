package photoslibrary_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, config googletest.Config) *googletest.Server {
	t.Helper()
	google := googletest.NewServer(t, config)
	return google
}

// once turns asking again off.
var once = photoslibrary.Retry{Attempts: 1}

// scripted returns a client of a server that gives one answer to all, which asks
// once.
func scripted(t *testing.T, handler http.HandlerFunc) *photoslibrary.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &photoslibrary.Client{HTTP: server.Client(), BaseURL: server.URL, Retry: once}
}
