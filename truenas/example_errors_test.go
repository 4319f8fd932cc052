package truenas_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// A login that was refused says what to do.
func ExampleAuthError() {
	nas := exampleStart()
	defer nas.Close()
	nas.AddUser("ann", "secret")
	_, err := truenas.Dial(context.Background(), nas.URL(),
		truenas.Password("ann", truenas.NewSecret("wrong"), nil), truenas.WithRootCAs(nas.RootCAs()))
	var refused *truenas.AuthError
	if errors.As(err, &refused) {
		fmt.Println(refused.ResponseType, refused.Remedy)
	}
	// Output: AUTH_ERR check the name and the password of user "ann", that it is not locked, and that it may use the API
}

// A program asks its user whether to trust the fingerprint, and keeps it.
func ExampleCertificateError() {
	nas := exampleStart()
	defer nas.Close()
	auth := truenas.APIKey("sync", truenas.NewSecret(nas.APIKey("sync")))
	_, err := truenas.Dial(context.Background(), nas.URL(), auth)
	var untrusted *truenas.CertificateError
	if !errors.As(err, &untrusted) {
		fmt.Println(err)
		return
	}
	client, err := truenas.Dial(context.Background(), nas.URL(), auth, truenas.WithPinnedCertificate(untrusted.Fingerprint))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(client.Close())
	// Output: <nil>
}

// What TrueNAS refuses beyond single fields.
func ExampleCallError() {
	ctx := context.Background()
	client, stop := exampleNAS()
	defer stop()
	credential, _ := examplePhotos(ctx, client)

	err := client.Credentials().Delete(ctx, credential)
	var refused *truenas.CallError
	if errors.As(err, &refused) {
		fmt.Println(refused.Errname, refused.Reason)
	}
	// Output: EFAULT [EFAULT] This credential is used by cloud sync task 1
}

// Why a run failed: the message has the last lines of rclone, the excerpt those
// of the whole log.
func ExampleJobError() {
	ctx := context.Background()
	nas, err := truenastest.Start(truenastest.Config{Engine: truenastest.EngineFunc(
		func(context.Context, truenastest.TaskRun, func(int, string)) (truenastest.EngineResult, error) {
			return truenastest.EngineResult{Log: "ERROR : quota exceeded\n"}, errors.New("quota exceeded")
		})})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer nas.Close()
	nas.AddAlbum("Holidays")
	client := exampleDial(nas)
	defer func() { _ = client.Close() }()
	_, task := examplePhotos(ctx, client)

	job, err := client.Tasks().Run(ctx, task, truenas.RunOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = job.Wait(ctx)
	var failed *truenas.JobError
	if errors.As(err, &failed) {
		fmt.Println(failed.State, failed.Message)
		fmt.Print(failed.LogsExcerpt)
	}
	// Output:
	// FAILED [EFAULT] quota exceeded
	// ERROR : quota exceeded
}

// A job that is not there any more, after a restart of the NAS say.
func ExampleJobGoneError() {
	client, stop := exampleNAS()
	defer stop()
	_, err := client.Jobs().Get(context.Background(), 99)
	var gone *truenas.JobGoneError
	fmt.Println(errors.As(err, &gone), errors.Is(err, truenas.ErrNotFound))
	// Output: true true
}

// An address that TrueNAS does not let in.
func ExampleCloseError() {
	nas := exampleStart()
	defer nas.Close()
	auth := truenas.APIKey("sync", truenas.NewSecret(nas.APIKey("sync")))
	nas.RefuseClients(true)
	_, err := truenas.Dial(context.Background(), nas.URL(), auth, truenas.WithRootCAs(nas.RootCAs()))
	var closed *truenas.CloseError
	if errors.As(err, &closed) {
		fmt.Println(closed.Code)
	}
	// Output: 1008
}

// TrueNAS would cut the connection, so nothing is sent.
func ExampleMessageTooLargeError() {
	client, stop := exampleNAS()
	defer stop()
	err := client.Call(context.Background(), "cloudsync.create", []any{strings.Repeat("x", 70_000)}, nil)
	var large *truenas.MessageTooLargeError
	if errors.As(err, &large) {
		fmt.Println(large.Method, large.Limit)
	}
	// Output: cloudsync.create 65536
}

// What a newer TrueNAS has and this package does not know.
func ExampleUnknown() {
	client, stop := scriptedNAS(map[string]string{
		"cloudsync.credentials.get_instance": `{"id":1,"name":"n","provider":{"type":"NEW_CLOUD","key":"secret"}}`,
	})
	defer stop()
	credential, err := client.Credentials().Get(context.Background(), 1)
	if p, ok := credential.Provider.(truenas.Unknown); ok {
		fmt.Println(p.Type, p.Raw, err)
	}
	// Output: NEW_CLOUD [redacted] <nil>
}

func ExampleTaskService_Delete() {
	ctx := context.Background()
	client, stop := exampleNAS()
	defer stop()
	_, task := examplePhotos(ctx, client)
	fmt.Println(client.Tasks().Delete(ctx, task))
	_, err := client.Tasks().Get(ctx, task)
	fmt.Println(errors.Is(err, truenas.ErrNotFound))
	// Output:
	// <nil>
	// true
}

// A program that must not outlive its client.
func ExampleClient_Done() {
	nas := exampleStart()
	defer nas.Close()
	client := exampleDial(nas)
	defer func() { _ = client.Close() }()

	nas.FailLogins("EXPIRED") // nobody can log in from here on
	nas.DropConnections()
	<-client.Done()
	fmt.Println(errors.Is(client.Err(), truenas.ErrNotAuthenticated))
	// Output: true
}
