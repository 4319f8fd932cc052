package credentials_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// The user consents once; the program finds the grant again at its next start.
func ExampleFileStore() {
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
	folder, err := os.MkdirTemp("", "grants") // A program of yours: below os.UserConfigDir.
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)

	store := credentials.FileStore{Dir: folder}
	for range 2 {
		grant, err := store.Get(ctx, "owner")
		if errors.Is(err, credentials.ErrNoGrant) {
			fmt.Println("asking the user")
			grant, err = credentials.Authorize(ctx, client, credentials.AuthorizeOptions{
				HTTP: google.Client(), Opener: google.Approve(),
			})
			if err == nil {
				err = store.Update(ctx, "owner", func(*credentials.Grant) (*credentials.Grant, error) { return grant, nil })
			}
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("access to the photos of", grant.Account)
	}
	// Output:
	// asking the user
	// access to the photos of owner@example.com
	// access to the photos of owner@example.com
}

// A file that was damaged is not lost: it stays until somebody decides.
func ExampleFileStore_Delete() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "grants")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "grant-owner.json"), []byte("{"), 0o600); err != nil {
		fmt.Println(err)
		return
	}

	store := credentials.FileStore{Dir: folder}
	_, err = store.Get(ctx, "owner")
	fmt.Println(errors.Is(err, credentials.ErrDamaged))
	fmt.Println(store.Delete(ctx, "owner"))
	_, err = store.Get(ctx, "owner")
	fmt.Println(errors.Is(err, credentials.ErrNoGrant))
	// Output:
	// true
	// <nil>
	// true
}

// A program that runs for months: each refresh is stored, other programs with the
// same store take part in it, and the day on which all ends is known.
func ExampleTokenSource() {
	ctx := context.Background()
	google, err := googletest.Start(googletest.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	google.AddPhoto(googletest.Photo{Filename: "beach.jpg"})
	client, store, err := signedIn(ctx, google)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(store.Dir)

	source := credentials.NewTokenSource(ctx, client, store, "owner", credentials.TokenSourceOptions{
		HTTP:       google.Client(), // Leave it out to use the real Google.
		SaveFailed: func(err error) { log.Print(err) },
	})
	library := photoslibrary.Client{HTTP: source.HTTPClient(google.Client())}
	for item, err := range library.Search(ctx, photoslibrary.SearchRequest{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.Filename)
	}
	// Output: beach.jpg
}

func ExampleTokenSource_Grant() {
	ctx := context.Background()
	google, err := googletest.Start(googletest.Config{Testing: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer google.Close()
	client, store, err := signedIn(ctx, google)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(store.Dir)

	source := credentials.NewTokenSource(ctx, client, store, "owner", credentials.TokenSourceOptions{HTTP: google.Client()})
	ctx, cancel := context.WithTimeout(ctx, time.Minute) // for this call
	defer cancel()
	grant, err := source.Grant(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	end, reason := grant.End()
	fmt.Println(reason, end.Sub(grant.GrantedAt).Round(time.Hour))
	// Output: testing 168h0m0s
}

// signedIn is a user's consent, in a store.
func signedIn(ctx context.Context, google *googletest.Server) (client credentials.Client, store credentials.FileStore, err error) {
	if client, err = credentials.ParseClient(google.ClientSecretJSON()); err != nil {
		return client, store, err
	}
	if store.Dir, err = os.MkdirTemp("", "grants"); err != nil {
		return client, store, err
	}
	grant, err := credentials.Authorize(ctx, client, credentials.AuthorizeOptions{HTTP: google.Client(), Opener: google.Approve()})
	if err != nil {
		return client, store, err
	}
	return client, store, store.Update(ctx, "owner", func(*credentials.Grant) (*credentials.Grant, error) { return grant, nil })
}
