package agestore_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/agestore"
)

// The key comes from elsewhere: a secret of the service manager, a mounted file.
func ExampleWithIdentity() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "grants")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	key, err := agestore.NewIdentity()
	if err != nil {
		fmt.Println(err)
		return
	}

	store, err := agestore.WithIdentity(folder, key)
	if err != nil {
		fmt.Println(err)
		return
	}
	err = store.Update(ctx, "ann", func(*credentials.Grant) (*credentials.Grant, error) {
		return &credentials.Grant{Account: "ann@example.com", RefreshToken: credentials.NewSecret("1//06-refresh")}, nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	grant, err := store.Get(ctx, "ann")
	fmt.Println(grant.Account, err)
	// Output: ann@example.com <nil>
}

func ExampleWithPassphrase() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "grants")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	grant := func(*credentials.Grant) (*credentials.Grant, error) {
		return &credentials.Grant{RefreshToken: credentials.NewSecret("1//06-refresh")}, nil
	}
	for _, passphrase := range []string{"correct horse", "Correct horse"} {
		store, err := agestore.WithPassphrase(folder, credentials.NewSecret(passphrase))
		if err != nil {
			fmt.Println(err)
			return
		}
		store = agestore.Fast(store) // Leave it out: it is for tests.
		err = store.Update(ctx, "ann", grant)
		fmt.Println("another passphrase:", errors.Is(err, agestore.ErrKey))
	}
	// Output:
	// another passphrase: false
	// another passphrase: true
}

// What NewIdentity returns is a secret: show it only to who keeps it.
func ExampleNewIdentity() {
	key, err := agestore.NewIdentity()
	fmt.Println(key, err)
	fmt.Println(len(key.Reveal()), "characters")
	// Output:
	// [redacted] <nil>
	// 74 characters
}
