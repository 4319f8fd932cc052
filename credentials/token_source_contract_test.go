package credentials_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// oddStore does not keep to the contract of a Store.
type oddStore struct {
	stored *credentials.Grant
}

func (s oddStore) Get(context.Context, string) (*credentials.Grant, error) { return s.stored, nil }

func (oddStore) Update(context.Context, string, func(*credentials.Grant) (*credentials.Grant, error)) error {
	return nil
}

func (oddStore) Delete(context.Context, string) error { return nil }

// A Store of somebody's own that is wrong gives errors, and never ends the
// program from a goroutine that nobody can guard.
func TestTokenSourceOfAStoreThatIsWrong(t *testing.T) {
	expired := newGrantAt(time.Now())
	expired.Expiry = time.Now().Add(-time.Hour)
	for name, test := range map[string]struct {
		store oddStore
		says  string
	}{
		"nothing stored, and no error": {oddStore{}, "no grant is stored"},
		"change is not called":         {oddStore{expired}, "did not call change"},
	} {
		t.Run(name, func(t *testing.T) {
			source := credentials.NewTokenSource(t.Context(), desktopClient(), test.store, "ann", credentials.TokenSourceOptions{})
			_, err := source.Token()
			require.ErrorContains(t, err, test.says)
		})
	}
}
