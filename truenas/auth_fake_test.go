package truenas_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// Every login on every release.
func TestLoginsOfEveryRelease(t *testing.T) {
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) {
			t.Parallel()
			nas := truenastest.NewServer(t, truenastest.Config{Release: release, ScramRounds: 50_000})
			nas.AddUser("anna", "correct horse")
			nas.AddUser("otto", "battery staple")
			nas.SetOTP("otto", func() string { return "123456" })
			raw := nas.APIKey("svc")
			key, err := truenas.ParseKey([]byte(raw))
			require.NoError(t, err)
			login := func(auth truenas.Auth) error {
				client, err := truenas.Dial(t.Context(), nas.URL(), auth, truenas.WithRootCAs(nas.RootCAs()))
				if err == nil {
					_, err = client.Version(t.Context())
					require.NoError(t, err)
					require.NoError(t, client.Close())
				}
				return err
			}
			refused := func(auth truenas.Auth) *truenas.AuthError {
				refused, ok := errors.AsType[*truenas.AuthError](login(auth))
				require.True(t, ok)
				return refused
			}
			password := truenas.NewSecret("correct horse")
			withOTP := truenas.NewSecret("battery staple")

			require.NoError(t, login(truenas.APIKey("svc", truenas.NewSecret(raw))))
			require.NoError(t, login(truenas.Password("anna", password, nil)))
			require.NoError(t, login(truenas.Password("otto", withOTP, oneTimePassword("123456"))))
			require.Equal(t, "AUTH_ERR", refused(truenas.APIKey("svc", truenas.NewSecret(raw+"x"))).ResponseType)
			require.Equal(t, "AUTH_ERR", refused(truenas.Password("anna", withOTP, nil)).ResponseType)
			require.Equal(t, "AUTH_ERR", refused(truenas.Token(password)).ResponseType)
			require.NotEmpty(t, refused(truenas.Password("otto", withOTP, oneTimePassword("654321"))).ResponseType)
			require.Empty(t, refused(truenas.Local()).ResponseType)
			if release == truenas.V24_10 {
				require.NoError(t, login(truenas.APIKey("", truenas.NewSecret(raw))))
			} else {
				require.Equal(t, "OTP_REQUIRED", refused(truenas.Password("otto", withOTP, nil)).ResponseType)
			}
			if release == truenas.V26 || release == truenas.V27 {
				require.NoError(t, login(truenas.SCRAM("svc", key)))
				require.Equal(t, "AUTH_ERR", refused(truenas.SCRAM("anna", key)).ResponseType)
				return
			}
			require.Contains(t, refused(truenas.SCRAM("svc", key)).Remedy, "came with 26.0")
		})
	}
}

// A token logs in whoever has it, once.
func TestTokenOfEveryRelease(t *testing.T) {
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) {
			nas := truenastest.NewServer(t, truenastest.Config{Release: release})
			trust := truenas.WithRootCAs(nas.RootCAs())
			client, err := truenas.Dial(t.Context(), nas.URL(), truenas.APIKey("svc", truenas.NewSecret(nas.APIKey("svc"))), trust)
			require.NoError(t, err)
			defer func() { require.NoError(t, client.Close()) }()
			var token truenas.Secret
			require.NoError(t, client.Call(t.Context(), "auth.generate_token", []any{600}, &token))
			second, err := truenas.Dial(t.Context(), nas.URL(), truenas.Token(token), trust)
			require.NoError(t, err)
			require.NoError(t, second.Close())
		})
	}
}

func TestLocalOnEveryRelease(t *testing.T) {
	for _, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "nas.sock")
			truenastest.NewServer(t, truenastest.Config{Release: release, Unix: path})
			client, err := truenas.Dial(t.Context(), "unix://"+path, truenas.Local())
			require.NoError(t, err)
			_, err = client.Version(t.Context())
			require.NoError(t, err)
			require.NoError(t, client.Close())
		})
	}
}

// A client that connects again logs in again, without deriving keys again.
func TestReconnectDerivesNoKeysAgain(t *testing.T) {
	nas := truenastest.NewServer(t, truenastest.Config{Release: truenas.V26, ScramRounds: 50_000})
	key, err := truenas.ParseKey([]byte(nas.APIKey("svc")))
	require.NoError(t, err)
	auth := truenas.SCRAM("svc", key)
	derived := truenas.CountDerivations(auth)
	client, err := truenas.Dial(t.Context(), nas.URL(), auth, truenas.WithRootCAs(nas.RootCAs()),
		truenas.WithBackoff(func(int) time.Duration { return 0 }))
	require.NoError(t, err)
	for range 3 {
		nas.DropConnections()
		_, err = client.Version(t.Context())
		require.NoError(t, err)
	}
	require.NoError(t, client.Close())
	require.Equal(t, 1, *derived)
}
