package truenas_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func ExamplePassword() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	nas.AddUser("anna", "correct horse")
	nas.SetOTP("anna", func() string { return "123456" })

	// Called only when TrueNAS asks for it; a program would ask its user.
	otp := func(context.Context) (string, error) {
		fmt.Println("one-time password?")
		return "123456", nil
	}
	auth := truenas.Password("anna", truenas.NewSecret("correct horse"), otp)
	client, err := truenas.Dial(context.Background(), nas.URL(), auth, truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Close())
	// Output:
	// one-time password?
	// <nil>
}

// A program that is logged in hands its session on to another one for ten
// minutes, without giving away its key.
func ExampleToken() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	ctx := context.Background()
	auth := truenas.APIKey("sync", truenas.NewSecret(nas.APIKey("sync")))
	first, err := truenas.Dial(ctx, nas.URL(), auth, truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = first.Close() }()

	var token truenas.Secret
	if err := first.Call(ctx, "auth.generate_token", []any{600}, &token); err != nil {
		fmt.Println(err)
		return
	}
	second, err := truenas.Dial(ctx, nas.URL(), truenas.Token(token), truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(token, second.Close())
	// Output: [redacted] <nil>
}

// On the NAS itself the socket is unix:///run/middleware/middlewared.sock.
func ExampleLocal() {
	folder, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	socket := filepath.Join(folder, "nas.sock")
	nas, err := truenastest.Start(truenastest.Config{Unix: socket})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()

	client, err := truenas.Dial(context.Background(), "unix://"+socket, truenas.Local())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Close())
	// Output: <nil>
}

func ExampleParseKey() {
	for _, file := range []string{
		"12-AbCdEf\n",
		`{"raw_key": "12-AbCdEf"}`,
		"[TRUENAS_API_KEY]\nraw_key = 12-AbCdEf\n",
		`{"raw_key": "AbCdEf"}`,
	} {
		key, err := truenas.ParseKey([]byte(file))
		fmt.Println(key, err)
	}
	// Output:
	// API key 12 <nil>
	// API key 12 <nil>
	// API key 12 <nil>
	// no API key truenas: the API key must look like 12-AbC…: a number, a dash, letters and digits; copy it again
}

func ExampleSCRAM() {
	nas, err := truenastest.Start(truenastest.Config{Release: truenas.V26, ScramRounds: 50_000})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()

	key, err := truenas.ParseKey([]byte(nas.APIKey("sync")))
	if err != nil {
		fmt.Println(err)
		return
	}
	client, err := truenas.Dial(context.Background(), nas.URL(), truenas.SCRAM("sync", key), truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Close())
	// Output: <nil>
}

// SCRAM never sends the key, not even to a release that has no SCRAM.
func ExampleSCRAM_olderRelease() {
	nas, err := truenastest.Start(truenastest.Config{Release: truenas.V25_10})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()

	key, err := truenas.ParseKey([]byte(nas.APIKey("sync")))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = truenas.Dial(context.Background(), nas.URL(), truenas.SCRAM("sync", key), truenas.WithRootCAs(nas.RootCAs()))
	if refused, ok := errors.AsType[*truenas.AuthError](err); ok {
		fmt.Println(refused.Remedy)
	}

	// Whoever may send it does so from here on, for a NAS that is known to be old:
	// somebody in between could have pretended that.
	if errors.Is(err, errors.ErrUnsupported) {
		client, err := truenas.Dial(context.Background(), nas.URL(), truenas.APIKey("sync", key.Raw()), truenas.WithRootCAs(nas.RootCAs()))
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(client.Close())
	}
	// Output:
	// this TrueNAS has no SCRAM, which came with 26.0; use APIKey, which sends the key, or update TrueNAS
	// <nil>
}

func ExampleSCRAMWithoutChannelBinding() {
	nas, err := truenastest.Start(truenastest.Config{Release: truenas.V26, ScramRounds: 50_000})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()

	key, err := truenas.ParseKey([]byte(nas.APIKey("sync")))
	if err != nil {
		fmt.Println(err)
		return
	}
	auth := truenas.SCRAMWithoutChannelBinding("sync", key)
	client, err := truenas.Dial(context.Background(), nas.URL(), auth, truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Close())
	// Output: <nil>
}
