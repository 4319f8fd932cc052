package rclonerun

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/filter"
	"github.com/rclone/rclone/lib/atexit"

	"github.com/nasphotos/nasphotos/cloudsync/rclonerun/internal/preinit"
)

// rclone is initialised when this package is: the environment can go back to
// what the host had.
var _ = preinit.Restore()

// pristine are rclone's defaults, taken before a host that uses rclone itself can
// change them for the whole process.
var pristine = struct {
	config fs.ConfigInfo
	filter filter.Options
}{*fs.GetConfig(context.Background()), filter.GetConfig(context.Background()).Opt}

// ErrDefaultTransport is returned when http.DefaultTransport has been replaced
// by something that is not a *http.Transport. rclone copies its fields and would
// panic.
var ErrDefaultTransport = errors.New(
	"rclonerun: http.DefaultTransport is not a *http.Transport, which rclone needs: wrap the transport of your own http.Client instead",
)

var tameOnce sync.Once

// tame makes rclone a guest that behaves: it takes no signals, and logs where
// its run says.
func tame() error {
	if _, ok := http.DefaultTransport.(*http.Transport); !ok {
		return fmt.Errorf("%w (it is a %T)", ErrDefaultTransport, http.DefaultTransport)
	}
	tameOnce.Do(func() {
		// Creating a remote registers exit functions, and the first of them a
		// signal handler that ends the process.
		atexit.IgnoreSignals()
		fs.SetLogger(logs)
	})
	return nil
}
