package truenastest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// loginResult logs in and returns what TrueNAS answers to one that it refuses.
func loginResult(nas *truenastest.Server, auth truenas.Auth) string {
	client, err := truenas.Dial(context.Background(), nas.URL(), auth, truenas.WithRootCAs(nas.RootCAs()))
	if refused, ok := errors.AsType[*truenas.AuthError](err); ok {
		return refused.ResponseType
	}
	if err != nil {
		return err.Error()
	}
	defer func() { _ = client.Close() }()
	_, err = client.Tasks().List(context.Background())
	if errors.Is(err, truenas.ErrNotAuthorized) {
		return "logged in, but may not look at tasks"
	}
	return "logged in"
}

// Users with a password, and what their roles let them do.
func ExampleServer_AddUser() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	nas.AddUser("ann", "secret", truenastest.RoleCloudSyncRead)
	nas.AddUser("bob", "secret", truenastest.RoleNone)
	for _, name := range []string{"ann", "bob"} {
		fmt.Println(name, loginResult(nas, truenas.Password(name, truenas.NewSecret("secret"), nil)))
	}
	// Output:
	// ann logged in
	// bob AUTH_ERR
}

// A key whose date has passed.
func ExampleServer_ExpireKey() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	key := nas.APIKey("sync")
	nas.ExpireKey(key)
	fmt.Println(loginResult(nas, truenas.APIKey("sync", truenas.NewSecret(key))))
	// Output: EXPIRED
}

// A key that was taken away.
func ExampleServer_RevokeKey() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	key := nas.APIKey("sync")
	nas.RevokeKey(key)
	fmt.Println(loginResult(nas, truenas.APIKey("sync", truenas.NewSecret(key))))
	// Output: AUTH_ERR
}

// A client that trusts one certificate and no authority.
func ExampleServer_Fingerprint() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	auth := truenas.APIKey("sync", truenas.NewSecret(nas.APIKey("sync")))
	client, err := truenas.Dial(context.Background(), nas.URL(), auth, truenas.WithPinnedCertificate(nas.Fingerprint()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Close())
	// Output: <nil>
}

// exampleT is what a *testing.T is to NewServer.
type exampleT struct{ cleanups []func() }

func (*exampleT) Helper()                           {}
func (t *exampleT) Cleanup(f func())                { t.cleanups = append(t.cleanups, f) }
func (*exampleT) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// In a test, t is its *testing.T.
func ExampleNewServer() {
	t := &exampleT{}
	nas := truenastest.NewServer(t, truenastest.Config{Release: truenas.V24_10})
	fmt.Println(loginResult(nas, truenas.APIKey("sync", truenas.NewSecret(nas.APIKey("sync")))))

	for _, cleanup := range t.cleanups { // the end of the test
		cleanup()
	}
	// Output: logged in
}
