package truenas_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// One call and its answer over a TLS WebSocket on loopback.
func BenchmarkCall(b *testing.B) {
	server := truenastest.NewServer(b, truenastest.Config{})
	key := truenas.NewSecret(server.APIKey("admin"))
	client, err := truenas.Dial(b.Context(), server.URL(), truenas.APIKey("admin", key), truenas.WithRootCAs(server.RootCAs()))
	require.NoError(b, err)
	defer func() { _ = client.Close() }()
	b.ReportAllocs()
	for b.Loop() {
		if err := client.Call(b.Context(), "core.ping", []any{}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
