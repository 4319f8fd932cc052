package truenas_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
)

// readOnly is a decorator: it lets nothing through that changes the NAS.
type readOnly struct{ *truenas.Client }

var errReadOnly = errors.New("this program only looks")

func (r readOnly) Call(ctx context.Context, method string, params []any, result any) error {
	switch method[strings.LastIndexByte(method, '.')+1:] {
	case "create", "update", "delete", "sync", "restore", "abort":
		return fmt.Errorf("%s: %w", method, errReadOnly)
	}
	return r.Client.Call(ctx, method, params, result)
}

func ExampleCaller() {
	ctx := context.Background()
	nas := exampleStart()
	defer nas.Close()
	client := exampleDial(nas)
	defer func() { _ = client.Close() }()

	tasks := truenas.NewTaskService(readOnly{client})
	list, err := tasks.List(ctx)
	fmt.Println(len(list), err)
	fmt.Println(tasks.Delete(ctx, 1))
	// Output:
	// 0 <nil>
	// cloudsync.delete: this program only looks
}

// canned is a fake: it has an answer to some methods.
type canned map[string]string

func (c canned) Call(_ context.Context, method string, _ []any, result any) error {
	return json.Unmarshal([]byte(c[method]), result)
}

func ExampleNewCredentialService() {
	credentials := truenas.NewCredentialService(canned{
		"cloudsync.credentials.get_instance": `{"id":1,"name":"photos","provider":{"type":"GOOGLE_PHOTOS","token":"{}"}}`,
	})
	credential, err := credentials.Get(context.Background(), 1)
	fmt.Println(credential.Name, credential.Provider.ProviderType(), err)
	// Output: photos GOOGLE_PHOTOS <nil>
}

func ExampleNewTaskService() {
	tasks := truenas.NewTaskService(canned{"cloudsync.query": `[{"id":5,"description":"nightly"}]`})
	list, err := tasks.List(context.Background())
	fmt.Println(list[0].ID, list[0].Description, err)
	// Output: 5 nightly <nil>
}

func ExampleNewJobService() {
	jobs := truenas.NewJobService(canned{
		"core.get_jobs": `[{"id":7,"method":"cloudsync.sync","arguments":[5],"state":"RUNNING","progress":{"percent":40}}]`,
	})
	status, err := jobs.Get(context.Background(), 7)
	fmt.Println(status.State, status.Progress.Percent, err)
	// Output: RUNNING 40 <nil>
}

func ExampleNewDatasetService() {
	datasets, err := truenas.NewDatasetService(canned{"pool.dataset.query": datasetTree}).List(context.Background())
	fmt.Println(datasets[0].ID, err)
	// Output: tank <nil>
}

func ExampleNewFileService() {
	folders, err := truenas.NewFileService(canned{"filesystem.listdir": listing}).Directories(context.Background(), "/mnt/tank")
	fmt.Println(folders[0].Path, err)
	// Output: /mnt/tank/photos <nil>
}

func ExampleNewSystemService() {
	info, err := truenas.NewSystemService(canned{"system.info": systemInfo}).Info(context.Background())
	fmt.Println(info.Hostname, err)
	// Output: truenas <nil>
}

func ExampleNewAlertService() {
	failed, err := truenas.NewAlertService(canned{"alert.list": alerts}).OfTask(context.Background(), 5)
	fmt.Println(failed[0].Text, err)
	// Output: Cloud sync task "nightly" failed. <nil>
}
