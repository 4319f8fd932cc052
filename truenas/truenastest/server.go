package truenastest

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// Config sets up a [Server]. The zero value is a TrueNAS 25.10 with TLS and one
// pool, "tank", with the dataset "tank/photos", whose sync jobs fail because there
// is no engine.
type Config struct {
	// Release is the release to be; default [truenas.V25_10].
	Release truenas.Release
	// Plain serves ws:// instead of wss://. API keys work, because TrueNAS
	// counts a loopback address as secure.
	Plain bool
	// Insecure serves ws:// and treats clients as ones from another machine:
	// a correct API key is revoked and answered with EXPIRED.
	Insecure bool
	// Engine runs sync jobs. An engine that is also a [Lister] answers
	// listings and checks folders.
	Engine Engine
	// Pools are the storage pools; default "tank".
	Pools []string
	// Datasets are datasets within the pools, as "tank/a/b"; those above come
	// with them. They are mounted below /mnt, see [Server.Mount]. A task runs only
	// on a directory that is there: a mountpoint, or one of [Server.AddDirectory].
	// Default "tank/photos" when Pools are the default, too.
	Datasets []string
	// Now is the clock of the NAS: job times and the ends of sessions and
	// tokens. Default [time.Now]; [Server.Advance] moves it on.
	Now func() time.Time
	// RateLimit switches the limit on calls before login on: 20 per method,
	// address and minute.
	RateLimit bool
	// RateLimitDelay is how long the refusal of a call takes; on a real NAS
	// it is 1 to 10 seconds.
	RateLimitDelay time.Duration
	// ScramRounds are the rounds of PBKDF2 behind a key, which a SCRAM login
	// takes once on either side; default 500000, as on a real NAS. Clients
	// should refuse less than 50000.
	ScramRounds int
	// STIG is the authenticator level 2: passwords with a second factor are
	// the only login, and it lasts 12 hours, or 30 minutes without a call.
	STIG bool
	// Listen is the address to listen on, default "127.0.0.1:0".
	Listen string
	// Unix is the path of a unix socket to listen on as well; who connects to
	// it is root, without a login. Default none.
	Unix string
}

// Server is a fake TrueNAS on a loopback port. Its methods are safe for
// concurrent use.
type Server struct {
	config      Config
	methods     map[string]*method
	http        *http.Server
	address     string
	certificate *x509.Certificate // nil when plain
	stop        context.CancelFunc
	ctx         context.Context //nolint:containedctx // the life of the server
	running     sync.WaitGroup
	paths       pathLocks

	// mu guards everything below, the sessions of the connections included.
	mu          sync.Mutex
	closed      bool
	conns       map[*conn]struct{}
	requests    []string
	users       map[string]*user
	keys        []*apiKey
	tokens      map[string]*loginToken
	downloads   map[string]*download
	failLogins  string
	redirects   []any
	anonymous   map[string]*window
	credentials []*ejson.Object
	tasks       []*ejson.Object
	jobs        []*job
	datasets    []*dataset
	files       []localFile
	alerts      []*ejson.Object
	locks       map[string]*jobLock
	albums      []string
	lastRuns    map[int]*ejson.Object // of tasks, from before a restart
	faults      faults
	lastID      map[string]int
	bootID      string
	started     time.Time
	ahead       atomic.Int64 // nanoseconds that the clock is ahead of Config.Now
}

// TB is what [NewServer] needs of a *testing.T.
type TB interface {
	Helper()
	Cleanup(f func())
	Fatalf(format string, args ...any)
}

// NewServer starts a server that is closed at the end of the test.
func NewServer(t TB, config Config) *Server {
	t.Helper()
	s, err := Start(config)
	if err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(s.Close)
	return s
}

// Start starts a server; [Server.Close] ends it. It fails when it cannot listen
// or is to be a release there is not.
func Start(config Config) (*Server, error) {
	if config.Release == "" {
		config.Release = truenas.V25_10
	}
	if !slices.Contains(truenas.Releases(), config.Release) {
		return nil, fmt.Errorf("truenastest: there is no release %q; use one of %q", config.Release, truenas.Releases())
	}
	if config.ScramRounds == 0 {
		config.ScramRounds = scramRounds
	}
	if config.Listen == "" {
		config.Listen = "127.0.0.1:0"
	}
	if config.Now == nil {
		config.Now = time.Now
	}
	if len(config.Pools) == 0 {
		config.Pools = []string{"tank"}
		if config.Datasets == nil {
			config.Datasets = []string{"tank/photos"}
		}
	}
	config.Pools = slices.Clone(config.Pools)
	config.Plain = config.Plain || config.Insecure
	s := &Server{
		config: config, methods: methodTable(config.Release), conns: map[*conn]struct{}{}, users: map[string]*user{},
		tokens: map[string]*loginToken{}, downloads: map[string]*download{}, anonymous: map[string]*window{}, locks: map[string]*jobLock{},
		lastID: map[string]int{}, lastRuns: map[int]*ejson.Object{}, bootID: newUUID(),
		faults: faults{delays: map[string]time.Duration{}, lost: map[string]int{}},
	}
	s.started = s.now()
	s.datasets = makeDatasets(config.Pools, config.Datasets)
	s.ctx, s.stop = context.WithCancel(context.Background())
	if err := s.listen(); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *Server) listen() error {
	lc := new(net.ListenConfig)
	l, err := lc.Listen(s.ctx, "tcp", s.config.Listen)
	if err != nil {
		return fmt.Errorf("truenastest: cannot listen on %s: %w", s.config.Listen, err)
	}
	var local net.Listener
	if s.config.Unix != "" {
		if local, err = lc.Listen(s.ctx, "unix", s.config.Unix); err != nil {
			_ = l.Close()
			return fmt.Errorf("truenastest: cannot listen on the unix socket %s: %w", s.config.Unix, err)
		}
	}
	s.address = l.Addr().String()
	if !s.config.Plain {
		l, s.certificate = secureListener(l)
	}
	s.http = &http.Server{
		Handler: s.routes(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: quiet(), ConnContext: markUnix,
	}
	s.running.Go(func() { _ = s.http.Serve(l) })
	if local != nil {
		s.running.Go(func() { _ = s.http.Serve(local) })
	}
	return nil
}

// URL is the address to dial, wss://127.0.0.1:port, or ws:// when plain. The
// API itself is at /api/current, or /websocket.
func (s *Server) URL() string {
	if s.config.Plain {
		return "ws://" + s.address
	}
	return "wss://" + s.address
}

// Close drops all connections, cancels the running engines and waits until
// they returned and every goroutine ended.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	_ = s.http.Close()
	s.DropConnections()
	s.running.Wait()
}

// Requests returns the names of the methods called so far, in order.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// nextID counts the objects of one kind from 1.
func (s *Server) nextID(kind string) int {
	s.lastID[kind]++
	return s.lastID[kind]
}
