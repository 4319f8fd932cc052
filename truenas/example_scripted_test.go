package truenas_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/coder/websocket"

	"github.com/nasphotos/nasphotos/truenas"
)

// scriptedNAS answers each method with a text, for what the fake NAS does not have.
func scriptedNAS(answers map[string]string) (client *truenas.Client, stop func()) {
	answers["auth.login_ex"] = `{"response_type":"SUCCESS","user_info":null,"authenticator":"LEVEL_1"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/versions" {
			_, _ = w.Write([]byte(`["v25.10.0"]`))
			return
		}
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = ws.CloseNow() }()
		for {
			var request struct{ ID, Method string }
			_, frame, err := ws.Read(r.Context())
			if err != nil || json.Unmarshal(frame, &request) != nil {
				return
			}
			answer := fmt.Sprintf(`{"jsonrpc":"2.0","id":%q,"result":%s}`, request.ID, answers[request.Method])
			if ws.Write(r.Context(), websocket.MessageText, []byte(answer)) != nil {
				return
			}
		}
	}))
	client, err := truenas.Dial(context.Background(), strings.Replace(server.URL, "http", "ws", 1), testAuth())
	if err != nil {
		panic(err)
	}
	return client, func() {
		_ = client.Close()
		server.Close()
	}
}

func ExampleDatasetService_List() {
	client, stop := scriptedNAS(map[string]string{"pool.dataset.query": datasetTree})
	defer stop()

	datasets, err := client.Datasets().List(context.Background())
	for _, d := range datasets {
		fmt.Println(d.ID, d.Mountpoint, d.Locked)
	}
	fmt.Println(err)
	// Output:
	// tank /mnt/tank false
	// tank/private /mnt/tank/private true
	// tank/private/deep  false
	// <nil>
}

func ExampleFileService_Directories() {
	client, stop := scriptedNAS(map[string]string{"filesystem.listdir": listing})
	defer stop()

	folders, err := client.Files().Directories(context.Background(), "/mnt/tank")
	for _, f := range folders {
		fmt.Println(f.Path, f.Mountpoint)
	}
	fmt.Println(err)
	// Output:
	// /mnt/tank/photos true
	// <nil>
}

func ExampleFileService_List() {
	client, stop := scriptedNAS(map[string]string{"filesystem.listdir": listing})
	defer stop()

	entries, err := client.Files().List(context.Background(), "/mnt/tank")
	fmt.Println(entries[0].Name, entries[0].Type, err)
	// Output: photos DIRECTORY <nil>
}

func ExampleFileService_Query() {
	client, stop := scriptedNAS(map[string]string{"filesystem.listdir": listing})
	defer stop()

	datasets, err := client.Files().Query(context.Background(), "/mnt/tank", truenas.Query{
		Filter: truenas.Where("is_mountpoint", "=", true), Limit: 100,
	})
	fmt.Println(datasets[0].Name, err)
	// Output: photos <nil>
}

func ExampleFileService_Stat() {
	client, stop := scriptedNAS(map[string]string{"filesystem.stat": `{"realpath":"/mnt/tank/photos","type":"DIRECTORY"}`})
	defer stop()

	file, err := client.Files().Stat(context.Background(), "/mnt/tank/photos")
	fmt.Println(file.Name, file.Type, err)
	// Output: photos DIRECTORY <nil>
}

func ExampleSystemService_Info() {
	client, stop := scriptedNAS(map[string]string{"system.info": systemInfo})
	defer stop()

	info, err := client.System().Info(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	release, _ := truenas.ParseRelease(info.Version)
	fmt.Println(info.Hostname, release)

	// The next run of a task, by the clock of the NAS.
	zone, err := info.Location()
	if err != nil {
		fmt.Println(err)
		return
	}
	for run := range (truenas.Schedule{Minute: "0", Hour: "3"}).Next(info.Now.In(zone)) {
		fmt.Println(run)
		break
	}
	// Output:
	// truenas 25.10
	// 2026-01-01 03:00:00 +0100 CET
}

func ExampleAlertService_List() {
	client, stop := scriptedNAS(map[string]string{"alert.list": alerts})
	defer stop()

	all, err := client.Alerts().List(context.Background())
	fmt.Println(len(all), all[0].Level, all[0].Text, err)
	// Output: 4 ERROR Cloud sync task "nightly" failed. <nil>
}

func ExampleAlertService_OfTask() {
	client, stop := scriptedNAS(map[string]string{"alert.list": alerts})
	defer stop()

	failed, err := client.Alerts().OfTask(context.Background(), 5)
	for _, a := range failed {
		fmt.Println(a.TaskID(), a.Text, a.Since.UTC(), a.Dismissed)
	}
	fmt.Println(err)
	// Output:
	// 5 Cloud sync task "nightly" failed. 2026-01-01 00:00:00 +0000 UTC false
	// <nil>
}

func ExampleTaskService_OneDriveDrives() {
	client, stop := scriptedNAS(map[string]string{
		"cloudsync.onedrive_list_drives": `[{"drive_id":"b!1","drive_type":"BUSINESS","name":"Documents","description":""}]`,
	})
	defer stop()

	account := truenas.OneDrive{Token: truenas.NewSecret(`{"access_token":"…"}`)}
	drives, err := client.Tasks().OneDriveDrives(context.Background(), account)
	account.DriveID, account.DriveType = drives[0].ID, drives[0].Type
	fmt.Println(account.DriveID, account.DriveType, err)
	// Output: b!1 BUSINESS <nil>
}

func ExampleCredentialService_S3Providers() {
	client, stop := scriptedNAS(map[string]string{"cloudsync.credentials.s3_provider_choices": `{"Ceph":"Ceph Object Storage"}`})
	defer stop()

	choices, err := client.Credentials().S3Providers(context.Background())
	fmt.Println(choices["Ceph"], err)
	// Output: Ceph Object Storage <nil>
}
