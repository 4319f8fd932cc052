package credentials_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// Before anybody has signed in, a report tells whether the client is good: here
// its id was mistyped.
func ExampleReport_String() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	client := credentials.Client{
		ID:     "742138104895-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
		Secret: credentials.NewSecret("GOCSPX-0123456789abcdefghijklmnopqr"),
	}

	report := credentials.Check(context.Background(), client, nil, credentials.CheckOptions{HTTP: google.Client()})
	fmt.Print(report)
	// Output:
	// ok      OAuth client           742138104895-abcd…
	// ok      Endpoints              on Google's hosts
	// ok      Client of your own     it is not rclone's shared one
	// skipped Grant                  there is none yet
	//         -> authorize first
	// ok      Way to Google          accounts.google.com answered
	// ok      Clock                  right to the minute
	// fail    Client at Google       invalid_client: no OAuth client has this id
	//         -> copy the client id again, or download the client's JSON again
	//         -> https://console.cloud.google.com/auth/clients?project=742138104895
	// skipped because of Grant: Client of the grant, Grant in use, Grant accepted,
	//         Lifetime of the grant, Permissions, Account, Photos Library API,
	//         Project, Quota, Visible items, Download
	// skipped because of Client at Google: Client secret
}

// The JSON of a report can go into a request for help.
func ExampleReport_MarshalJSON() {
	report := credentials.Report{
		Client:  "742138104895-abcd…",
		Account: "owner@example.com",
		Checks: []credentials.CheckResult{{
			ID: credentials.CheckAccount, Title: "Account", Status: credentials.StatusOK, Evidence: "owner@example.com",
		}},
	}
	text, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(text))
	// Output:
	// {
	//   "ok": false,
	//   "client": "742138104895-abcd…",
	//   "account": "o…@example.com",
	//   "reauthorize": false,
	//   "visible_items": 0,
	//   "more_items": false,
	//   "checks": [
	//     {
	//       "id": "account",
	//       "title": "Account",
	//       "status": "ok",
	//       "evidence": "o…@example.com"
	//     }
	//   ]
	// }
}
