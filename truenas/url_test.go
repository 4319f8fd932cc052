package truenas_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

var addresses = []struct{ raw, want string }{
	{"nas.local", "wss://nas.local/api/current"},
	{" nas.local:8443 ", "wss://nas.local:8443/api/current"},
	{"192.168.1.5", "wss://192.168.1.5/api/current"},
	{"fd00::1", "wss://[fd00::1]/api/current"},
	{"[fd00::1]:444", "wss://[fd00::1]:444/api/current"},
	{"https://nas.local/", "wss://nas.local/api/current"},
	{"WSS://nas.local", "wss://nas.local/api/current"},
	{"wss://nas.local/api/current", "wss://nas.local/api/current"},
	{"wss://nas.local/api/v25.10.0", "wss://nas.local/api/v25.10.0"},
	{"wss://proxy.example/nas/api/current", "wss://proxy.example/nas/api/current"},
	{"http://127.0.0.1:8080", "ws://127.0.0.1:8080/api/current"},
	{"ws://localhost", "ws://localhost/api/current"},
	{"", ""},
	{"wss://", ""},
	{"wss:///api/current", ""},
	{"ftp://nas.local", ""},
	{"wss://root:hunter2@nas.local", ""},
	{"root:hunter2@nas.local", ""},
	{"wss://root:/hunter2@nas.local", ""},
	{"wss://root:12/hunter2@nas.local", ""},
	{"nas.local/1-hunter2", ""},
	{"wss://nas.local/websocket", ""},
	{"https://nas.local/ui/dashboard", ""},
	{"wss://nas.local/api/current?token=hunter2", ""},
	{"wss://nas.local/#hunter2", ""},
	{"wss://nas local:hunter2", ""},
	{"wss://nas.local/api/current/", ""},
}

func TestParseURL(t *testing.T) {
	for _, test := range addresses {
		u, err := truenas.ParseURL(test.raw)
		if test.want == "" {
			require.Error(t, err, test.raw)
			require.NotContains(t, err.Error(), "hunter2")
			continue
		}
		require.NoError(t, err, test.raw)
		require.Equal(t, test.want, u.String())
	}
}

func FuzzParseURL(f *testing.F) {
	for _, a := range addresses {
		f.Add(a.raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := truenas.ParseURL(raw)
		if err != nil {
			return
		}
		if (u.Scheme != "wss" && u.Scheme != "ws") || u.Host == "" || u.User != nil || !strings.Contains(u.Path, "/api/") {
			t.Fatalf("%q became %q", raw, u)
		}
	})
}
