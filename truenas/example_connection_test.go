package truenas_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// exampleDial dials a fake NAS with options.
func exampleDial(nas *truenastest.Server, opts ...truenas.Option) *truenas.Client {
	key := truenas.NewSecret(nas.APIKey("sync"))
	opts = append([]truenas.Option{truenas.WithRootCAs(nas.RootCAs())}, opts...)
	client, err := truenas.Dial(context.Background(), nas.URL(), truenas.APIKey("sync", key), opts...)
	if err != nil {
		panic(err)
	}
	return client
}

func exampleStart() *truenastest.Server {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		panic(err)
	}
	return nas
}

// For a NAS that only you can reach. [truenas.WithPinnedCertificate] is as little
// work, and safe.
func ExampleWithInsecureSkipVerify() {
	nas := exampleStart()
	defer nas.Close()
	key := truenas.NewSecret(nas.APIKey("sync"))
	client, err := truenas.Dial(context.Background(), nas.URL(), truenas.APIKey("sync", key), truenas.WithInsecureSkipVerify())
	fmt.Println(err)
	_ = client.Close()
	// Output: <nil>
}

func ExampleWithCallTimeout() {
	nas := exampleStart()
	defer nas.Close()
	client := exampleDial(nas, truenas.WithCallTimeout(10*time.Second))
	defer func() { _ = client.Close() }()

	// A context with a deadline wins over it.
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	fmt.Println(client.Call(ctx, "core.ping", nil, nil))
	// Output: <nil>
}

// Behind a proxy that cuts connections after 15 seconds of silence.
func ExampleWithPingInterval() {
	nas := exampleStart()
	defer nas.Close()
	client := exampleDial(nas, truenas.WithPingInterval(10*time.Second))
	fmt.Println(client.Close())
	// Output: <nil>
}

func ExampleWithLogger() {
	nas := exampleStart()
	defer nas.Close()
	log := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			switch a.Key {
			case "time", "id", "duration": // they differ each time
				return slog.Attr{}
			}
			return a
		},
	}))
	client := exampleDial(nas, truenas.WithLogger(log))
	_, _ = client.Version(context.Background())
	_ = client.Close()
	// Output:
	// level=DEBUG msg="truenas: call" method=auth.login_ex attempts=1 ok=true
	// level=DEBUG msg="truenas: call" method=system.version attempts=1 ok=true
}

// A program that has its own way to start over.
func ExampleWithoutReconnect() {
	nas := exampleStart()
	defer nas.Close()
	client := exampleDial(nas, truenas.WithoutReconnect())
	defer func() { _ = client.Close() }()

	nas.DropConnections()
	<-client.Done()
	fmt.Println(errors.Is(client.Err(), truenas.ErrConnectionLost))
	// Output: true
}

// printer is an Observer.
type printer struct{}

func (printer) ObserveCall(o truenas.CallObservation) {
	fmt.Println(o.Method, o.Attempts, o.Err)
}

func (printer) ObserveConnection(o truenas.ConnectionObservation) {
	fmt.Println(o.State, o.Protocol, o.Err)
}

func ExampleWithObserver() {
	nas := exampleStart()
	defer nas.Close()
	client := exampleDial(nas, truenas.WithObserver(printer{}))
	_ = client.Call(context.Background(), "core.ping", nil, nil)
	_ = client.Close()
	// Output:
	// auth.login_ex 1 <nil>
	// up json-rpc <nil>
	// core.ping 1 <nil>
	// down  client is closed
}

// The way to a NAS that only another machine reaches. With golang.org/x/crypto/ssh
// it is the DialContext of the ssh.Client.
func ExampleWithDialContext() {
	nas := exampleStart()
	defer nas.Close()
	tunnel := func(ctx context.Context, network, address string) (net.Conn, error) {
		fmt.Println("through the tunnel to", address)
		return (&net.Dialer{}).DialContext(ctx, network, strings.TrimPrefix(nas.URL(), "wss://"))
	}
	key := truenas.NewSecret(nas.APIKey("sync"))
	client, err := truenas.Dial(context.Background(), "wss://nas.home/api/current", truenas.APIKey("sync", key),
		truenas.WithDialContext(tunnel), truenas.WithPinnedCertificate(nas.Fingerprint()))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Close())
	// Output:
	// through the tunnel to nas.home:443
	// <nil>
}

// A session that was recorded before stands in for a NAS.
func ExampleWithTransport() {
	session := &recording{answers: map[string]string{
		"auth.login_ex":  `{"response_type":"SUCCESS"}`,
		"system.version": `"TrueNAS-26.0.0"`,
	}}
	ctx := context.Background()
	client, err := truenas.Dial(ctx, "nas.local", truenas.APIKey("sync", truenas.NewSecret("1-abc")), truenas.WithTransport(session))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = client.Close() }()
	version, err := client.Version(ctx)
	fmt.Println(version, err)
	// Output: TrueNAS-26.0.0 <nil>
}

// The older protocol, as TrueNAS 24.10 speaks it, is found out by Dial.
func ExampleClient_Protocol() {
	nas := exampleStart()
	defer nas.Close()
	client := exampleDial(nas)
	defer func() { _ = client.Close() }()
	fmt.Println(client.Protocol())
	// Output: json-rpc
}

// What ended a client that reconnects by itself.
func ExampleClient_Err() {
	nas := exampleStart()
	defer nas.Close()
	client := exampleDial(nas)
	fmt.Println(client.Err())
	_ = client.Close()
	<-client.Done()
	fmt.Println(client.Err())
	// Output:
	// <nil>
	// client is closed
}
