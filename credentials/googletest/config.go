package googletest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/nasphotos/nasphotos/internal/secret"
)

// Secret is a token or client secret; it prints as [redacted].
type Secret = secret.String

// Config is what a [Server] starts with. The zero value is one user
// owner@example.com, who administers a project with one Desktop client, in
// production, with the APIs for photos enabled.
type Config struct {
	// Email is the user's address. Default owner@example.com.
	Email string
	// Listen is the address to listen on, which must be of this machine alone.
	// Default 127.0.0.1:0, any free port.
	Listen string
	// InMemory opens no port, for tests in a bubble of testing/synctest: its clock
	// stands still while a connection over a port is open, and runs over these, so
	// that waiting takes no time. Only [Server.Client] and its kin reach the server.
	InMemory bool
	// AccessTokenTTL is how long an access token lives. Default 3599 s.
	AccessTokenTTL time.Duration
	// Testing leaves the consent screen unpublished: only test users can sign in,
	// of whom Email is one, a refresh token dies after 604799 s, and token answers
	// say so in refresh_token_expires_in.
	Testing bool
	// Internal makes the app Internal: only accounts with the domain of Email can
	// sign in, and they see no warning. It excludes Testing.
	Internal bool
	// DisabledAPI leaves the Photos Library API off in the project.
	DisabledAPI bool
	// DisabledPickerAPI leaves the Photos Picker API off in the project.
	DisabledPickerAPI bool
	// Propagation is how long an API still answers as disabled after it was
	// enabled in the console. Google says "a few minutes"; the default is none.
	Propagation time.Duration
	// DailyRequests is the number of Library API requests a project has per
	// day of Pacific time. Default 10,000.
	DailyRequests int
	// DailyDownloads is the same for base URLs. Default 75,000.
	DailyDownloads int
	// WritesPerMinute is the number of write requests (items and albums, not
	// uploads) a user has per minute. Default 30.
	WritesPerMinute int
	// Storage is how many bytes of files each user's account has room for. Default:
	// for all.
	Storage int64
	// PickerRequests is the number of Picker API requests a project has per
	// minute. Default 100,000.
	PickerRequests int
	// OpenSessions is the number of picker sessions that a user may have with a
	// client at once, done or not, until they are deleted or over. Google does not
	// say how many. Default 100.
	OpenSessions int
	// NoPhotos makes Email an account that never used Google Photos: the picker
	// refuses it.
	NoPhotos bool
	// PickerDownloads is the same for base URLs of picked items. Default
	// 1,000,000.
	PickerDownloads int
	// SparsePages makes every listing start with an empty page that has a next
	// page token, as Google's may.
	SparsePages bool
	// Now is the server's clock. Default [time.Now]. It is called from several
	// goroutines.
	Now func() time.Time
	// VideoProcessing is how long a new video cannot be downloaded. Default: it is
	// ready at once.
	VideoProcessing time.Duration
	// Sleep is how a scripted [Delay] waits, until ctx ends. Default: in real
	// time. A test with a clock of its own moves that on instead.
	Sleep func(ctx context.Context, d time.Duration) error
}

func (c Config) withDefaults() Config {
	if c.Email == "" {
		c.Email = "owner@example.com"
	}
	if c.Listen == "" && !c.InMemory {
		c.Listen = "127.0.0.1:0"
	}
	if c.AccessTokenTTL == 0 {
		c.AccessTokenTTL = 3599 * time.Second
	}
	if c.DailyRequests == 0 {
		c.DailyRequests = 10_000
	}
	if c.DailyDownloads == 0 {
		c.DailyDownloads = 75_000
	}
	if c.WritesPerMinute == 0 {
		c.WritesPerMinute = 30
	}
	if c.PickerRequests == 0 {
		c.PickerRequests = 100_000
	}
	if c.OpenSessions == 0 {
		c.OpenSessions = 100
	}
	if c.PickerDownloads == 0 {
		c.PickerDownloads = 1_000_000
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	return c
}

func (c Config) check() error {
	host, _, err := net.SplitHostPort(c.Listen)
	switch {
	case c.InMemory && c.Listen != "":
		return errors.New("googletest: Config: Listen and InMemory exclude each other")
	case err != nil && !c.InMemory:
		return fmt.Errorf("googletest: Config.Listen: %w", err)
	case !isLoopback(host) && !c.InMemory:
		return fmt.Errorf("googletest: Config.Listen: %q is not an address of this machine alone: use 127.0.0.1 or [::1]", c.Listen)
	case c.Testing && c.Internal:
		return errors.New("googletest: Config: an app is in Testing or Internal, not both")
	}
	return nil
}

func (c Config) listen() (net.Listener, dialFunc, error) {
	if c.InMemory {
		m := newMemory()
		return m, m.dial, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", c.Listen)
	if err != nil {
		return nil, nil, fmt.Errorf("googletest: cannot listen on %s: %w", c.Listen, err)
	}
	return listener, nil, nil
}

func (c Config) audience() Audience {
	switch {
	case c.Testing:
		return Testing
	case c.Internal:
		return Internal
	}
	return Production
}
