package credentials_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
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
