package truenas_test

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// longRunNAS is a fake NAS whose runs last until they are aborted.
func longRunNAS() (client *truenas.Client, stop func()) {
	nas, err := truenastest.Start(truenastest.Config{Engine: truenastest.EngineFunc(
		func(ctx context.Context, _ truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
			report(10, "1 / 10")
			<-ctx.Done()
			return truenastest.EngineResult{}, ctx.Err()
		})})
	if err != nil {
		panic(err)
	}
	nas.AddAlbum("Holidays")
	key := truenas.NewSecret(nas.APIKey("sync"))
	client, err = truenas.Dial(context.Background(), nas.URL(), truenas.APIKey("sync", key), truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		panic(err)
	}
	return client, func() {
		_ = client.Close()
		nas.Close()
	}
}

func ExampleJob_Wait() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	job, _ := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})
	status, err := job.Wait(ctx)
	if failed, ok := errors.AsType[*truenas.JobError](err); ok {
		fmt.Println("the run failed:", failed.Message)
		return
	}
	fmt.Println(status.State, err)
	// Output: SUCCESS <nil>
}

func ExampleJob_Status() {
	client, stop := longRunNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	job, _ := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})
	status, err := job.Status(ctx)
	fmt.Println(status.Method, status.Finished(), status.Owner.Username, err)
	// Output: cloudsync.sync false sync <nil>
}

func ExampleJob_Abort() {
	client, stop := longRunNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)

	job, _ := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})
	fmt.Println(job.Abort(ctx))
	status, _ := job.Wait(ctx)
	fmt.Println(status.State)
	// Output:
	// <nil>
	// ABORTED
}

// A run that ends with the program that started it.
func ExampleRunOptions() {
	client, stop := longRunNAS()
	defer stop()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	_, taskID := examplePhotos(ctx, client)

	job, _ := client.Tasks().Run(ctx, taskID, truenas.RunOptions{AbortOnCancel: true})
	for update, err := range job.Watch(ctx) {
		switch {
		case update.Final:
			fmt.Println(update.Status.State, errors.Is(err, context.Canceled))
		case err != nil:
			fmt.Println(err)
		case update.Status.Progress.Percent == 10:
			cancel() // as on Ctrl-C
		}
	}
	// Output: ABORTED true
}

func ExampleJob_Log() {
	client, stop := exampleNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)
	job, _ := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})
	_, _ = job.Wait(ctx)

	log, err := job.Log(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = log.Close() }()
	text, err := io.ReadAll(log) // or io.Copy to a file
	fmt.Println(string(text), err)
	// Output: 3 photos copied <nil>
}

func ExampleJobService_Get() {
	client, stop := exampleNAS()
	defer stop()

	_, err := client.Jobs().Get(context.Background(), 99)
	fmt.Println(err)
	// Output: truenas: job 99: not found: TrueNAS restarted or forgot it; look at the last run of the task
}

// Follow a run that the schedule started.
func ExampleJobService_OfTask() {
	client, stop := longRunNAS()
	defer stop()
	ctx := context.Background()
	_, taskID := examplePhotos(ctx, client)
	started, _ := client.Tasks().Run(ctx, taskID, truenas.RunOptions{})

	jobs, err := client.Jobs().OfTask(ctx, taskID)
	for _, job := range jobs {
		fmt.Println(job.ID() == started.ID(), job.TaskID() == taskID)
	}
	fmt.Println(len(jobs), err)
	// Output:
	// true true
	// 1 <nil>
}
