package credentials_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

func Example() {
	ctx := context.Background()
	google, err := googletest.Start(googletest.Config{Testing: true}) // Leave it out to use the real Google.
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
	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{
		HTTP:   google.Client(),
		Opener: google.Approve(), // Leave it out to open the user's browser.
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	report := credentials.Check(ctx, client, grant, credentials.CheckOptions{HTTP: google.Client()})
	for _, check := range report.Checks {
		if check.Status != credentials.StatusOK && check.Status != credentials.StatusSkipped {
			fmt.Printf("%s: %s\n", check.Title, check.Remedy)
		}
	}
	// Output:
	// Lifetime of the grant: choose Publish app, then authorize again; no verification is needed for personal use
	// Visible items: Google shows an app only what that app uploaded: a pull copies nothing until this client has pushed something; pick existing photos with the Picker API, or export them with Takeout
}

func ExampleParseClient() {
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()

	_, err = credentials.ParseClient(google.ServiceAccountJSON())
	if file, ok := errors.AsType[*credentials.ClientFileError](err); ok {
		fmt.Println(file.Kind)
	}
	// Output: service account
}

func ExampleAuthorize() {
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

	user := google.Approve()
	user.Deny = true
	_, err = credentials.Authorize(context.Background(), client, credentials.AuthorizeOptions{
		HTTP: google.Client(), Opener: user,
	})
	if refused, ok := errors.AsType[*credentials.OAuthError](err); ok {
		fmt.Println(refused.Code, "-", refused.Cause())
	}
	// Output: access_denied - the consent was refused
}

func ExampleScopeError() {
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

	user := google.Approve()
	user.Scopes = []string{photoslibrary.ScopeAppendOnly, photoslibrary.ScopeEditAppCreated}
	_, err = credentials.Authorize(context.Background(), client, credentials.AuthorizeOptions{
		HTTP: google.Client(), Opener: user,
	})
	if partial, ok := errors.AsType[*credentials.ScopeError](err); ok {
		fmt.Println("not ticked:", partial.Missing)
	}
	// Output: not ticked: [https://www.googleapis.com/auth/photoslibrary.readonly.appcreateddata]
}

func ExampleGrant_HTTPClient() {
	ctx := context.Background()
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.AddPhoto(googletest.Photo{Filename: "beach.jpg"})
	client, err := credentials.ParseClient(google.ClientSecretJSON())
	if err != nil {
		fmt.Println(err)
		return
	}
	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{
		HTTP: google.Client(), Opener: google.Approve(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	library := photoslibrary.Client{HTTP: grant.HTTPClient(ctx, client, google.Client())}
	for item, err := range library.Search(ctx, photoslibrary.SearchRequest{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.Filename)
	}
	// Output: beach.jpg
}

// A program that only lets users pick asks for one scope, and checks for that.
func ExampleCheck() {
	ctx := context.Background()
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
	scopes := []string{picker.Scope}
	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{
		HTTP: google.Client(), Opener: google.Approve(), Scopes: scopes,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	report := credentials.Check(ctx, client, grant, credentials.CheckOptions{HTTP: google.Client(), Scopes: scopes})
	permissions, _ := report.Check(credentials.CheckScopes)
	fmt.Println(permissions.Status, permissions.Evidence)
	fmt.Println(report.OK())
	// Output:
	// ok granted: photospicker.mediaitems.readonly
	// true
}

// A grant that Google ends after seven days comes from a consent screen that was
// never published.
func ExampleGrant_FromTesting() {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	week := &credentials.Grant{GrantedAt: now, RefreshExpiry: now.Add(7 * 24 * time.Hour)}
	lasting := &credentials.Grant{GrantedAt: now}
	fmt.Println(week.FromTesting(), lasting.FromTesting())
	// Output: true false
}
