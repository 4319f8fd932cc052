package credentials_test

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
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

// As soon as there is a client file, Check tells whether it will do; nobody has to
// sign in for that.
func ExampleCheck_client() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		fmt.Println(err)
		return
	}
	report := credentials.Check(context.Background(), client, nil, credentials.CheckOptions{HTTP: google.Client()})
	for _, id := range []string{credentials.CheckClientKnown, credentials.CheckSecret} {
		check, _ := report.Check(id)
		fmt.Printf("%s: %s, %s\n", check.Title, check.Status, check.Evidence)
	}
	// Output:
	// Client at Google: ok, it exists and is a Desktop app
	// Client secret: ok, it belongs to the id
}

// The account that should have signed in, the Picker API and a count of consents
// are checked if they are told.
func ExampleCheckOptions() {
	google, err := googletest.Start(googletest.Config{Email: "somebody@example.com"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	ctx := context.Background()
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		fmt.Println(err)
		return
	}
	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{
		HTTP: google.Client(), Opener: google.Approve(), Scopes: append(credentials.DefaultScopes(), picker.Scope),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	report := credentials.Check(ctx, client, grant, credentials.CheckOptions{
		HTTP: google.Client(), Account: "owner@example.com", Picker: true, Consents: 95,
	})
	for _, id := range []string{credentials.CheckAccount, credentials.CheckPicker, credentials.CheckConsents} {
		check, _ := report.Check(id)
		fmt.Printf("%s: %s, %s\n", check.Title, check.Status, check.Evidence)
	}
	// Output:
	// Account: fail, somebody@example.com, not owner@example.com
	// Photos Picker API: ok, it is enabled and answers
	// Number of consents: warn, 95 of 100: the next ones end the oldest grants
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

// Somebody has been told to enable the API; the program goes on by itself.
func ExampleWatch() {
	google, err := googletest.Start(googletest.Config{DisabledAPI: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	ctx := context.Background()
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		fmt.Println(err)
		return
	}
	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{HTTP: google.Client(), Opener: google.Approve()})
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := credentials.Watch(ctx, client, grant, credentials.WatchOptions{
		Check:    credentials.CheckOptions{HTTP: google.Client()},
		Interval: time.Millisecond, // Leave it out for the real Google.
		Changed: func(report credentials.Report) {
			api, _ := report.Check(credentials.CheckAPI)
			fmt.Println(api.Status, api.Evidence)
			google.SetDisabledAPI(false) // what the user does in the console
		},
	})
	fmt.Println(report.OK(), err)
	// Output:
	// fail it is disabled in the client's project
	// ok it is enabled and answers
	// true <nil>
}

// What is left to do for somebody who has just downloaded the client's JSON.
func ExampleGuide() {
	client := credentials.Client{
		ID:        "742138104895-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com",
		Secret:    credentials.NewSecret("GOCSPX-0123456789abcdefghijklmnopqr"),
		ProjectID: "my-photos",
	}
	steps := credentials.Guide(client, credentials.Report{})
	fmt.Print(steps)
	if next, ok := steps.Next(); ok {
		fmt.Println("Next:", next.Title)
	}
	// Output:
	// 1. done    Create a project
	// 2. unknown Enable the Photos Library API
	//            press Enable, and give it up to five minutes; the Photos Picker API
	//            too, if photos are to be picked
	//            https://console.cloud.google.com/apis/library/photoslibrary.googleapis.com?project=my-photos
	// 3. done    Set up the consent screen
	// 4. unknown List the permissions
	//            press Add or remove scopes, paste the three scopes of the Library
	//            below Manually add scopes, press Add to table, Update and Save
	//            https://console.cloud.google.com/auth/scopes?project=my-photos
	// 5. done    Create the OAuth client
	// 6. unknown Publish the app
	//            press Publish app and Confirm; in Testing every grant ends after
	//            seven days. For personal use no verification is needed
	//            https://console.cloud.google.com/auth/audience?project=my-photos
	// 7. next    Sign in
	//            start the consent in this program; at the warning press Advanced and
	//            Go to the app, then tick every box
	// Next: Sign in
}

// A file that was downloaded for the wrong type of client is a line of the report,
// like everything else.
func ExampleCheckClientFile() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	report := credentials.CheckClientFile(context.Background(), google.ServiceAccountJSON(), nil, credentials.CheckOptions{HTTP: google.Client()})
	client, _ := report.Check(credentials.CheckClient)
	fmt.Println(client.Status, client.Evidence)
	fmt.Println(client.Link)
	// Output:
	// fail this is a service account key, and Google Photos does not work with service accounts
	// https://console.cloud.google.com/auth/clients/create
}
