package credentials_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

// The user reads first what to open, and then what to paste; an Opener that stays
// until the page is done with does not keep the question back for ever.
func TestTheAddressIsShownBeforeAPasteIsAskedFor(t *testing.T) {
	for name, stays := range map[string]bool{"returns": false, "stays": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				order := make(chan string, 2)
				options := credentials.AuthorizeOptions{
					Opener: credentials.OpenerFunc(func(ctx context.Context, _ string) error {
						time.Sleep(time.Millisecond) // A terminal takes its time.
						order <- "address"
						if stays {
							<-ctx.Done()
						}
						return nil
					}),
					Paste: func(context.Context, error) (string, error) {
						order <- "paste"
						return "", errors.New("enough")
					},
				}.WithoutListener(errors.New("nobody can listen here"))
				_, err := credentials.Authorize(t.Context(), desktopClient(), options)
				require.ErrorContains(t, err, "enough")
				require.Equal(t, "address", <-order)
				require.Equal(t, "paste", <-order)
			})
		})
	}
}
