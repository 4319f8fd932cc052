package truenas_test

import (
	"bytes"
	"log/slog"
	"reflect"
	"regexp"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// lockedBuffer may be written by the client's goroutines.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func TestNoSecretInLogsAndErrors(t *testing.T) {
	const marker = "hunter2"
	var logged lockedBuffer
	secret := truenas.NewSecret(marker)
	for _, reply := range []func(*peer, call){
		func(p *peer, c call) { p.answer(c, `{"id":"`+marker+`","provider":["`+marker+`"]}`) },
		func(p *peer, c call) {
			p.fail(c, `{"code":-32001,"message":"m","data":{"error":22,"reason":"r","trace":{"frames":[{"argspec":"`+marker+`"}]}}}`)
		},
		func(p *peer, _ call) { p.send(`{"` + marker); p.drop() },
	} {
		client := connect(t, reply, truenas.WithLogger(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))), truenas.WithoutReconnect())
		_, err := client.Credentials().Create(t.Context(), truenas.CredentialSpec{
			Name: "n", Provider: truenas.GooglePhotos{Token: secret, ClientSecret: secret},
		})
		require.Error(t, err)
		require.NotContains(t, err.Error(), marker)
		require.NoError(t, client.Close())
	}
	require.Contains(t, logged.String(), "cloudsync.credentials.create")
	require.NotContains(t, logged.String(), marker)
	require.NotContains(t, logged.String(), testKey)
}

// A field that sounds secret must be a Secret.
func TestSecretFieldsAreSecrets(t *testing.T) {
	suspicious := regexp.MustCompile(`(?i)secret|token|password|salt|apikey|private`)
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			visit(typ.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if seen[typ] || typ == reflect.TypeFor[truenas.Secret]() {
			return
		}
		seen[typ] = true
		for field := range typ.Fields() {
			if suspicious.MatchString(field.Name) {
				require.NotEqual(t, reflect.String, field.Type.Kind(), "%s.%s", typ, field.Name)
			}
			visit(field.Type)
		}
	}
	for _, value := range []any{
		truenas.Task{},
		truenas.TaskSpec{},
		truenas.TaskUpdate{},
		truenas.CredentialSpec{},
		truenas.CredentialUpdate{},
		truenas.GooglePhotos{},
		truenas.Unknown{},
		truenas.ListRequest{},
		truenas.JobStatus{},
		truenas.AuthError{},
	} {
		visit(reflect.TypeOf(value))
	}
	require.Greater(t, len(seen), 10)
}
