package googletest_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// refreshed asks for a new access token and returns what Google says to that.
func refreshed(google *googletest.Server, clientID string, secret, token googletest.Secret) string {
	resp, err := google.Client().PostForm("https://oauth2.googleapis.com/token", url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {token.Reveal()}, "client_id": {clientID}, "client_secret": {secret.Reveal()},
	})
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	var answer struct {
		Code        string `json:"error"`
		Description string `json:"error_description"`
		ExpiresIn   int    `json:"refresh_token_expires_in"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return err.Error()
	}
	switch {
	case answer.Code != "":
		return answer.Code + ": " + answer.Description
	case answer.ExpiresIn > 0:
		return fmt.Sprintf("well, for %d seconds", answer.ExpiresIn)
	}
	return "well"
}

// A grant made in Testing dies after seven days, published or not.
func ExampleConsole_SetAudience() {
	var days atomic.Int64 // the clock is read in several goroutines
	google, err := googletest.Start(googletest.Config{Testing: true, Now: func() time.Time {
		return time.Date(2026, 11, 22+int(days.Load()), 12, 0, 0, 0, time.UTC)
	}})
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
	early := google.Issue()
	fmt.Println(refreshed(google, google.ClientID(), secret, early.RefreshToken))
	console.SetAudience(googletest.Production)
	late := google.Issue()
	days.Store(7)
	fmt.Println(refreshed(google, google.ClientID(), secret, early.RefreshToken))
	fmt.Println(refreshed(google, google.ClientID(), secret, late.RefreshToken))
	// Output:
	// well, for 604799 seconds
	// invalid_grant: Token has been expired or revoked.
	// well
}

// The owner deletes the client, and takes that back.
func ExampleServer_Console() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	console := google.Console(google.ClientID())
	secret, err := console.AddSecret()
	if err != nil {
		fmt.Println(err)
		return
	}
	token := google.Issue().RefreshToken
	console.DeleteClient()
	fmt.Println(refreshed(google, google.ClientID(), secret, token))
	fmt.Println(console.RestoreClient())
	fmt.Println(refreshed(google, google.ClientID(), secret, token))
	// Output:
	// deleted_client: The OAuth client was deleted.
	// <nil>
	// well
}

// One of the states that no console shows.
func ExampleServer_SetFault() {
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
	google.SetFault(googletest.FaultReauthenticate)
	fmt.Println(refreshed(google, google.ClientID(), secret, google.Issue().RefreshToken))
	// Output: invalid_grant: reauth related error (invalid_rapt)
}
