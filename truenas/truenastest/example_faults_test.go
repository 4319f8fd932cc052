package truenastest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// fakeNAS starts a NAS and logs a client in, one that does not come back when
// its connection is gone.
func fakeNAS(ctx context.Context, config truenastest.Config) (*truenastest.Server, *truenas.Client, func()) {
	nas, err := truenastest.Start(config)
	if err != nil {
		panic(err)
	}
	key := truenas.NewSecret(nas.APIKey("sync"))
	client, err := truenas.Dial(
		ctx, nas.URL(), truenas.APIKey("sync", key), truenas.WithRootCAs(nas.RootCAs()), truenas.WithoutReconnect(),
	)
	if err != nil {
		panic(err)
	}
	return nas, client, func() {
		_ = client.Close()
		nas.Close()
	}
}

// get returns a page of the NAS.
func get(nas *truenastest.Server, path string) string {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	r, err := (&http.Client{Transport: transport}).Get(strings.Replace(nas.URL(), "ws", "http", 1) + path)
	if err != nil {
		return err.Error()
	}
	defer func() { _ = r.Body.Close() }()
	body, _ := io.ReadAll(r.Body)
	return strings.TrimSpace(string(body))
}

// Another release.
func ExampleStart() {
	nas, err := truenastest.Start(truenastest.Config{Release: truenas.V25_04, Plain: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	fmt.Println(get(nas, "/api/versions"))
	// Output: ["v25.04.0","v25.04.1","v25.04.2"]
}

// A call that hangs.
func ExampleServer_Stall() {
	ctx := context.Background()
	nas, client, end := fakeNAS(ctx, truenastest.Config{})
	defer end()
	resume := nas.Stall("system.version")
	soon, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err := client.Version(soon)
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	resume()
	version, err := client.Version(ctx)
	fmt.Println(version, err)
	// Output:
	// true
	// TrueNAS-25.10.6 <nil>
}

// A server that takes connections and says nothing.
func ExampleServer_StallHandshakes() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	resume := nas.StallHandshakes()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	_, err = connect(ctx, nas)
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	resume()
	// Output: true
}

// A slow NAS.
func ExampleServer_Delay() {
	ctx := context.Background()
	nas, client, end := fakeNAS(ctx, truenastest.Config{})
	defer end()
	nas.Delay(time.Hour, "system.version")
	soon, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	_, err := client.Version(soon)
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output: true
}

// A write that arrived, and nobody knows.
func ExampleServer_LoseAnswers() {
	ctx := context.Background()
	nas, client, end := fakeNAS(ctx, truenastest.Config{})
	defer end()
	nas.LoseAnswers("cloudsync.credentials.create", 1)
	_, err := client.Credentials().Create(ctx, truenas.CredentialSpec{
		Name: "photos", Provider: truenas.GooglePhotos{Token: truenas.NewSecret(`{"access_token":"a"}`)},
	})
	fmt.Println(errors.Is(err, truenas.ErrUncertain))
	// Output: true
}

// A NAS that restarts.
func ExampleServer_Restart() {
	nas, err := truenastest.Start(truenastest.Config{Plain: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	before := get(nas, "/api/boot_id")
	nas.Restart()
	fmt.Println(get(nas, "/api/boot_id") == before)
	// Output: false
}

// A connection on which the NAS was silent for a minute: the web server in
// front of it cuts it. Nothing waits for the minute.
func ExampleServer_Advance() {
	ctx := context.Background()
	nas, client, end := fakeNAS(ctx, truenastest.Config{})
	defer end()
	nas.Advance(time.Minute)
	<-client.Done()
	fmt.Println("cut")
	// Output: cut
}

// raw speaks JSON-RPC by hand.
func raw(ctx context.Context, nas *truenastest.Server, path string, frames ...string) {
	ws, _, err := websocket.Dial(ctx, nas.URL()+path, nil) //nolint:bodyclose // never to be closed by the caller
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = ws.CloseNow() }()
	for _, frame := range frames {
		if err := ws.Write(ctx, websocket.MessageText, []byte(frame)); err != nil {
			fmt.Println(err)
			return
		}
	}
	for range max(len(frames), 1) {
		_, data, err := ws.Read(ctx)
		if err != nil {
			fmt.Println(websocket.CloseStatus(err))
			return
		}
		fmt.Println(string(data))
	}
}

// A client whose address may not use the web interface.
func ExampleServer_RefuseClients() {
	nas, err := truenastest.Start(truenastest.Config{Plain: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	nas.RefuseClients(true)
	raw(context.Background(), nas, "/api/current")
	// Output: StatusPolicyViolation
}

// A user with a second factor.
func ExampleServer_SetOTP() {
	nas, err := truenastest.Start(truenastest.Config{Plain: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	nas.AddUser("ann", "password")
	nas.SetOTP("ann", func() string { return "123456" })
	raw(context.Background(), nas, "/api/current", `{"jsonrpc": "2.0", "id": 1, "method": "auth.login_ex", "params": [
		{"mechanism": "PASSWORD_PLAIN", "username": "ann", "password": "password"}]}`)
	// Output: {"jsonrpc":"2.0","result":{"response_type":"OTP_REQUIRED","username":"ann"},"id":1}
}

// An HA pair: this node is not the active one.
func ExampleServer_FailLogins_redirect() {
	nas, err := truenastest.Start(truenastest.Config{Plain: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	nas.FailLogins("REDIRECT", "https://other.example")
	raw(context.Background(), nas, "/api/current", `{"jsonrpc": "2.0", "id": 1, "method": "auth.login_ex", "params": [
		{"mechanism": "PASSWORD_PLAIN", "username": "ann", "password": "password"}]}`)
	// Output: {"jsonrpc":"2.0","result":{"response_type":"REDIRECT","urls":["https://other.example"]},"id":1}
}

// Events that come only after the answer with the job's id.
func ExampleServer_Events() {
	ctx := context.Background()
	nas, client, end := fakeNAS(ctx, truenastest.Config{Engine: instant{}})
	defer end()
	nas.Events(truenastest.EventsLate)
	credential, err := client.Credentials().Create(ctx, truenas.CredentialSpec{
		Name: "photos", Provider: truenas.GooglePhotos{Token: truenas.NewSecret(`{"access_token":"a"}`)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	task, err := client.Tasks().Create(ctx, truenas.TaskSpec{
		Path: "/mnt/tank/photos", CredentialID: credential.ID, Direction: truenas.Pull, TransferMode: truenas.Copy,
		Attributes: truenas.TaskAttributes{Folder: "media/all"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	job, err := client.Tasks().Run(ctx, task.ID, truenas.RunOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := job.Wait(ctx)
	fmt.Println(status.State, err)
	// Output: SUCCESS <nil>
}

// A certificate for a client that wants a file.
func ExampleServer_CertificatePEM() {
	nas, err := truenastest.Start(truenastest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	folder, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	fmt.Println(os.WriteFile(filepath.Join(folder, "ca.pem"), nas.CertificatePEM(), 0o600))
	// Output: <nil>
}

// A connection that the server closes, and a subscription that it ends.
func ExampleServer_CloseConnections() {
	ctx := context.Background()
	nas, client, end := fakeNAS(ctx, truenastest.Config{})
	defer end()
	nas.EndSubscriptions("core.get_jobs", "restarting") // nobody subscribed: nothing happens
	nas.CloseConnections(1011, "restarting")
	<-client.Done()
	fmt.Println("gone")
	// Output: gone
}
