package keyringstore_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/zalando/go-keyring"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/keyringstore"
)

func ExampleNew() {
	keyring.MockInit() // Leave it out to use the keyring of this computer.
	cache, err := os.MkdirTemp("", "cache")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(cache)
	if err := os.Setenv("XDG_CACHE_HOME", cache); err != nil { // This too.
		fmt.Println(err)
		return
	}

	ctx := context.Background()
	store, err := keyringstore.New("my-photo-program")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = store.Get(ctx, "ann@example.com")
	fmt.Println("asking the user:", errors.Is(err, credentials.ErrNoGrant))
	err = store.Update(ctx, "ann@example.com", func(*credentials.Grant) (*credentials.Grant, error) {
		return &credentials.Grant{Account: "ann@example.com", RefreshToken: credentials.NewSecret("1//06-refresh")}, nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	grant, err := store.Get(ctx, "ann@example.com")
	fmt.Println(grant.Account, err)
	fmt.Println("forgotten:", store.Delete(ctx, "ann@example.com"))
	// Output:
	// asking the user: true
	// ann@example.com <nil>
	// forgotten: <nil>
}
