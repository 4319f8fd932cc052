package truenas_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

var addresses = []struct{ raw, target, path string }{
	{"nas.local", "wss://nas.local", ""},
	{" nas.local:8443 ", "wss://nas.local:8443", ""},
	{"192.168.1.5", "wss://192.168.1.5", ""},
	{"fd00::1", "wss://[fd00::1]", ""},
	{"[fd00::1]:444", "wss://[fd00::1]:444", ""},
	{"fe80::1%eth0", "wss://[fe80::1%25eth0]", ""},
	{"[fe80::1%eth0]:444", "wss://[fe80::1%25eth0]:444", ""},
	{"https://[fe80::1%25eth0]", "wss://[fe80::1%25eth0]", ""},
	{"wss://[fe80::1%25]/api/current", "wss://[fe80::1%2525]", "/api/current"},
	{"https://nas.local/", "wss://nas.local", ""},
	{"WSS://nas.local", "wss://nas.local", ""},
	{"wss://nas.local/api/current", "wss://nas.local", "/api/current"},
	{"wss://nas.local/api/v25.10.0", "wss://nas.local", "/api/v25.10.0"},
	{"wss://nas.local/websocket", "wss://nas.local", "/websocket"},
	{"wss://proxy.example/nas/api/current", "wss://proxy.example/nas", "/api/current"},
	{"http://127.0.0.1:8080", "ws://127.0.0.1:8080", ""},
	{"ws://localhost", "ws://localhost", ""},
	{"unix:///run/middleware/middlewared.sock", "unix:/run/middleware/middlewared.sock", ""},
	{"ws+unix:///run/middleware/middlewared.sock", "unix:/run/middleware/middlewared.sock", ""},
	{"", "", ""},
	{"wss://", "", ""},
	{"wss:///api/current", "", ""},
	{"ftp://nas.local", "", ""},
	{"unix://hunter2", "", ""},
	{"unix:///run/hunter2/", "", ""},
	{"unix:///run/s?token=hunter2", "", ""},
	{"wss://root:hunter2@nas.local", "", ""},
	{"root:hunter2@nas.local", "", ""},
	{"wss://root:/hunter2@nas.local", "", ""},
	{"wss://root:12/hunter2@nas.local", "", ""},
	{"nas.local/1-hunter2", "", ""},
	{"wss://nas.local/websocket/hunter2", "", ""},
	{"https://nas.local/ui/dashboard", "", ""},
	{"wss://nas.local/api/current?token=hunter2", "", ""},
	{"wss://nas.local/#hunter2", "", ""},
	{"wss://nas local:hunter2", "", ""},
	{"wss://nas.local/api/current/", "", ""},
	{"wss://[fe80::1%hunter 2]", "", ""},
}

func TestParseURL(t *testing.T) {
	for _, test := range addresses {
		target, path, err := truenas.ParseURL(test.raw)
		if test.target == "" {
			require.Error(t, err, test.raw)
			require.NotContains(t, err.Error(), "hunter2")
			continue
		}
		require.NoError(t, err, test.raw)
		require.Equal(t, test.target, target)
		require.Equal(t, test.path, path, test.raw)
	}
}

func FuzzParseURL(f *testing.F) {
	for _, a := range addresses {
		f.Add(a.raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		target, path, err := truenas.ParseURL(raw)
		if err != nil {
			return
		}
		scheme, rest, _ := strings.Cut(target, ":")
		if scheme != "wss" && scheme != "ws" && scheme != "unix" || rest == "" || path != "" && path[0] != '/' {
			t.Fatalf("%q became %q %q", raw, target, path)
		}
	})
}
