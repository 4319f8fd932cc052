package googletest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// statusOf asks for something and returns the status of the answer.
func statusOf(client *http.Client, address string) int {
	resp, err := client.Get(address)
	if err != nil {
		return 0
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// consentURL is what a program asks for at the start of a sign-in.
func consentURL(clientID string) string {
	return "https://accounts.google.com/o/oauth2/v2/auth?" + url.Values{
		"client_id": {clientID}, "redirect_uri": {"http://127.0.0.1:1/"}, "response_type": {"code"}, "scope": {"openid"},
	}.Encode()
}

// The API is on in one project and off in the other.
func ExampleServer_AddClient() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	file := google.AddClient() // as the console offers it: {"installed":{"client_id":…}}
	_, rest, _ := strings.Cut(string(file), `"client_id":"`)
	id, _, _ := strings.Cut(rest, `"`)
	google.Console(id).SetAPI("photoslibrary.googleapis.com", false)

	const albums = "https://photoslibrary.googleapis.com/v1/albums"
	fmt.Println(statusOf(google.AuthorizedClient(), albums), id != google.ClientID())
	google.SetDisabledAPI(true) // in every project
	fmt.Println(statusOf(google.AuthorizedClient(), albums))
	// Output:
	// 200 true
	// 403
}

// An API that was just enabled is not on yet.
func ExampleConsole_SetAPI() {
	var minutes atomic.Int64
	google, err := googletest.Start(googletest.Config{
		DisabledAPI: true, Propagation: 5 * time.Minute,
		Now: func() time.Time { return time.Date(2026, 11, 22, 12, int(minutes.Load()), 0, 0, time.UTC) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	const albums = "https://photoslibrary.googleapis.com/v1/albums"
	client := google.AuthorizedClient()
	google.Console("").SetAPI("photoslibrary.googleapis.com", true)
	fmt.Println(statusOf(client, albums))
	minutes.Add(5)
	fmt.Println(statusOf(client, albums))
	// Output:
	// 403
	// 200
}

// The secret is rotated: both work until the old one is removed.
func ExampleConsole_AddSecret() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	console := google.Console("")
	secret, err := console.AddSecret()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.Contains(string(console.ClientJSON()), secret.Reveal()))
	fmt.Println(console.RemoveOldSecret(), refreshed(google, console.ClientID(), secret, google.Issue().RefreshToken))
	fmt.Println(console.RemoveOldSecret())
	// Output:
	// true
	// <nil> well
	// googletest: RemoveOldSecret: a client needs a secret: AddSecret first
}

// A client of the wrong type has its redirect refused.
func ExampleConsole_AddClient() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	file := google.Console("").AddClient(googletest.WebApplication)
	_, rest, _ := strings.Cut(string(file), `"client_id":"`)
	id, _, _ := strings.Cut(rest, `"`)

	err = google.Approve().Open(context.Background(), consentURL(id))
	var page *googletest.PageError
	fmt.Println(errors.As(err, &page), page.Status, page.Code)
	// Output: true 400 redirect_uri_mismatch
}

// In Testing the app knows its test users only.
func ExampleConsole_AddTestUser() {
	google, err := googletest.Start(googletest.Config{Testing: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	user := google.Approve()
	user.Account = google.AddAccount("ann@gmail.com").Email()

	var page *googletest.PageError
	fmt.Println(errors.As(user.Open(context.Background(), consentURL(google.ClientID())), &page), page.Code)
	fmt.Println(google.Console("").AddTestUser("ann@gmail.com"))
	fmt.Println(errors.As(user.Open(context.Background(), consentURL(google.ClientID())), &page)) // nobody waits for her
	// Output:
	// true access_denied
	// <nil>
	// false
}

// Every user has photos and tokens of their own.
func ExampleAccount() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	secret, err := google.Console("").AddSecret()
	if err != nil {
		fmt.Println(err)
		return
	}
	ann := google.AddAccount("ann@gmail.com")
	google.AddPhoto(googletest.Photo{Filename: "hers.jpg", ClientID: ann.ClientID("")})
	token := ann.Issue("").RefreshToken
	google.RevokeAccess() // the owner's
	fmt.Println(refreshed(google, google.ClientID(), secret, token))
	ann.RevokeAccess("")
	fmt.Println(refreshed(google, google.ClientID(), secret, token))
	// Output:
	// well
	// invalid_grant: Token has been expired or revoked.
}

// A browser that knows nothing of the fake opens its pages on this machine.
func ExampleServer_LocalURL() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	local := google.LocalURL(consentURL(google.ClientID()))
	fmt.Println(strings.HasPrefix(local, "http://127.0.0.1:"), statusOf(http.DefaultClient, local))
	http.DefaultClient.CloseIdleConnections()
	// Output: true 200
}

// An access token that is about to end.
func ExampleServer_SetAccessTokenTTL() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.SetAccessTokenTTL(5 * time.Second)
	fmt.Println(time.Until(google.Issue().Expiry) <= 5*time.Second)
	// Output: true
}

// The files that people take for a client's.
func ExampleServer_ServiceAccountJSON() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	for _, file := range [][]byte{google.ClientSecretJSON(), google.WebClientJSON(), google.ServiceAccountJSON()} {
		fmt.Println(strings.Contains(string(file), `{"installed":`), strings.Contains(string(file), `{"web":`), strings.Contains(string(file), `"service_account"`))
	}
	// Output:
	// true false false
	// false true false
	// false false true
}
