package truenas_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// Every login on the releases that speak JSON-RPC.
func TestLoginsOfEveryRelease(t *testing.T) {
	for _, release := range []truenas.Release{truenas.V25_04, truenas.V25_10, truenas.V26, truenas.V27} {
		t.Run(string(release), func(t *testing.T) {
			t.Parallel()
			nas := truenastest.NewServer(t, truenastest.Config{Release: release})
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
			require.Equal(t, "OTP_REQUIRED", refused(truenas.Password("otto", withOTP, nil)).ResponseType)
			if release == truenas.V26 || release == truenas.V27 {
				require.NoError(t, login(truenas.SCRAM("svc", key)))
				require.NoError(t, login(truenas.SCRAMWithoutChannelBinding("svc", key)))
				require.Equal(t, "AUTH_ERR", refused(truenas.SCRAM("anna", key)).ResponseType)
				return
			}
			require.Contains(t, refused(truenas.SCRAM("svc", key)).Remedy, "came with 26.0")
		})
	}
}

// A token logs in whoever has it.
func TestTokenOfEveryRelease(t *testing.T) {
	for _, release := range []truenas.Release{truenas.V25_04, truenas.V25_10, truenas.V26, truenas.V27} {
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
