package credentials_test

import (
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/credentials"
)

// Values that were copied out of the console, with what copying adds.
func ExampleNewClient() {
	client, err := credentials.NewClient(
		"Client ID: 742138104895-abcdefghijklmnopqrst.apps.googleusercontent.com\n",
		`"GOCSPX-a-secret-of-an-example"`,
		"photos-sync-001",
	)
	fmt.Println(client.ID, err)
	fmt.Println(client.Secret)
	// Output:
	// 742138104895-abcdefghijklmnopqrst.apps.googleusercontent.com <nil>
	// [redacted]
}

func ExampleClientValueError() {
	_, err := credentials.NewClient("742138104895-abcdefghijklmnopqrst.apps.googleusercontent.com", "4/0Acode-of-a-redirect", "")
	if value, ok := errors.AsType[*credentials.ClientValueError](err); ok {
		fmt.Printf("%s: this is %s\n", value.Field, value.Found)
	}
	// Output: client secret: this is an authorization code
}

// The values of a client become a file that every Google library reads.
func ExampleClient_Marshal() {
	client, err := credentials.NewClient("742138104895-abcdefghijklmnopqrst.apps.googleusercontent.com", "GOCSPX-a-secret-of-an-example", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	file, err := client.Marshal() // It holds the secret: keep it where only you can read it.
	if err != nil {
		fmt.Println(err)
		return
	}
	same, err := credentials.ParseClient(file)
	fmt.Println(same.ID == client.ID, same.Secret.Equal(client.Secret), err)
	// Output: true true <nil>
}

// A file without a secret needs one that was added in the console.
func ExampleClientFileError() {
	_, err := credentials.ParseClient([]byte(`{"installed":{"client_id":"742138104895-abcdefghijklmnopqrst.apps.googleusercontent.com"}}`))
	file, ok := errors.AsType[*credentials.ClientFileError](err)
	if !ok || file.Kind != credentials.ClientFileMissingSecret {
		fmt.Println(err)
		return
	}
	client := file.Client
	client.Secret = credentials.NewSecret("GOCSPX-a-secret-that-was-added")
	fmt.Println(client.ID)
	// Output: 742138104895-abcdefghijklmnopqrst.apps.googleusercontent.com
}

func ExampleClient_SharedRclone() {
	client := credentials.Client{ID: "202264815644-rt1o1c9evjaotbpbab10m83i8cnjk077.apps.googleusercontent.com"}
	if client.SharedRclone() {
		fmt.Println("make a client of your own: rclone's is being switched off")
	}
	// Output: make a client of your own: rclone's is being switched off
}

// A program that talks to Google with golang.org/x/oauth2 itself.
func ExampleClient_OAuthConfig() {
	client := credentials.Client{ID: "742138104895-abcdefghijklmnopqrst.apps.googleusercontent.com", Secret: credentials.NewSecret("GOCSPX-a-secret-of-an-example")}
	config := client.OAuthConfig("http://127.0.0.1:53682/", credentials.ScopeOpenID)
	fmt.Println(config.Endpoint.TokenURL, config.Scopes)
	// Output: https://oauth2.googleapis.com/token [openid]
}
