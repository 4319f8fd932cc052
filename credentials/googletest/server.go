package googletest

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"time"
)

// The hosts of Google that the server plays.
const (
	hostAccounts = "accounts.google.com"
	hostOAuth    = "oauth2.googleapis.com"
	hostLibrary  = "photoslibrary.googleapis.com"
	hostUserinfo = "openidconnect.googleapis.com"
	hostBytes    = "lh3.googleusercontent.com"
	hostPicker   = "photospicker.googleapis.com"
	hostPhotos   = "photos.google.com"
)

// Server is a fake Google on a loopback port, or in memory. Its methods are safe for
// concurrent use.
type Server struct {
	config    Config
	http      *httptest.Server
	transport *transport
	hosts     map[string]http.Handler
	desktop   *client
	closing   chan struct{} // closed when the server is
	close     sync.Once
	web       *client

	mu         sync.Mutex // guards all below
	proxy      *Proxy     // nil: not asked for
	ids        counter
	projects   []*project
	accounts   []*account         // the first is the owner
	clients    map[string]*client // by client id
	pending    map[string]*authorization
	codes      map[string]*authCode
	grants     []*grant
	access     map[string]*accessToken
	idTokens   map[string]time.Time // their end
	items      []*item
	itemIndex  map[string]*item  // by id
	itemSums   map[itemSum]*item // of the bytes
	writing    map[quotaKey]*writeSlot
	albums     []*album
	uploads    map[string]*upload
	sessions   map[string]*pickerSession // by id
	quota      quota
	fault      Fault
	accessTTL  time.Duration
	libraryOff bool // in new projects
	script     []*scene
	requests   []Request
	unexpected []string
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

// Start starts a server; [Server.Close] ends it. It fails when it
// cannot listen, and for a Config that contradicts itself.
func Start(config Config) (*Server, error) {
	config = config.withDefaults()
	if err := config.check(); err != nil {
		return nil, err
	}
	s := &Server{
		config:    config,
		closing:   make(chan struct{}),
		accounts:  []*account{{email: config.Email}},
		clients:   map[string]*client{},
		pending:   map[string]*authorization{},
		codes:     map[string]*authCode{},
		access:    map[string]*accessToken{},
		idTokens:  map[string]time.Time{},
		uploads:   map[string]*upload{},
		itemIndex: map[string]*item{},
		itemSums:  map[itemSum]*item{},
		writing:   map[quotaKey]*writeSlot{},
		sessions:  map[string]*pickerSession{},
		quota:     newQuota(),
		accessTTL: config.AccessTokenTTL,

		libraryOff: config.DisabledAPI,
	}
	project := s.newProject()
	s.desktop = s.addClient(project, DesktopApp)
	s.web = s.addClient(project, WebApplication)
	s.hosts = map[string]http.Handler{
		hostAccounts: s.accountsHandler(),
		hostOAuth:    s.oauthHandler(),
		hostLibrary:  s.apiHandler(&api{libraryService, libraryMethods, s.disabled, s.spend}),
		hostPicker:   s.apiHandler(&api{pickerService, pickerMethods, s.disabled, s.spendPicker}),
		hostPhotos:   s.photosHandler(),
		hostUserinfo: s.userinfoHandler(),
		hostBytes:    http.HandlerFunc(s.serveBytes),
	}
	listener, dial, err := config.listen()
	if err != nil {
		return nil, err
	}
	s.http = &httptest.Server{Listener: listener, Config: &http.Server{Handler: http.HandlerFunc(s.serveHTTP), ReadHeaderTimeout: time.Minute}}
	s.http.Start()
	s.transport = newTransport(listener.Addr().String(), dial)
	return s, nil
}

// Close stops the server and drops its connections.
func (s *Server) Close() {
	s.close.Do(func() { close(s.closing) }) // ends what is stalled by script
	s.transport.base.CloseIdleConnections()
	s.http.Close()
	s.mu.Lock()
	proxy := s.proxy
	s.proxy = nil
	s.mu.Unlock()
	if proxy != nil {
		proxy.close()
	}
}

// SetAccessTokenTTL changes how long access tokens issued from now on live.
func (s *Server) SetAccessTokenTTL(ttl time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accessTTL = ttl
}

// LocalURL returns the address of a page of Google on this server, for a
// browser that knows nothing of [Server.Client]. Pages opened there stay there.
// A server that is InMemory has none, and googleURL is returned.
func (s *Server) LocalURL(googleURL string) string {
	u, err := url.Parse(googleURL)
	if err != nil || s.hosts[u.Host] == nil || s.config.InMemory {
		return googleURL
	}
	u.Path = "/" + u.Host + u.Path
	u.RawPath = ""
	u.Scheme, u.Host = "http", s.http.Listener.Addr().String()
	return u.String()
}

// serveHTTP finds the host that is meant: from the Host header, or for a
// browser on the loopback address from the first element of the path.
func (s *Server) serveHTTP(w http.ResponseWriter, r *http.Request) {
	// A client compares this with its own clock.
	w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
	switch {
	case r.Method == http.MethodConnect:
		s.serveConnect(w, r)
		return
	case r.URL.IsAbs(): // meant for a proxy, but not over https
		s.refuse(w, r)
		return
	}
	host, prefix := strings.TrimSuffix(strings.ToLower(r.Host), ":443"), ""
	if name, _, err := net.SplitHostPort(host); err == nil && isLoopback(name) {
		host, _, _ = strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		prefix = "/" + host
	}
	if r.URL.Path == "/favicon.ico" {
		w.WriteHeader(http.StatusNoContent) // what a browser asks for of itself
		return
	}
	handler := s.hosts[host]
	if handler == nil {
		s.notFound(w, r)
		return
	}
	r = r.WithContext(withPrefix(r.Context(), prefix))
	r.Host = host
	if prefix != "" {
		http.StripPrefix(prefix, s.record(s.takeSlot(s.play(handler)))).ServeHTTP(w, r)
		return
	}
	s.record(s.takeSlot(s.play(handler))).ServeHTTP(w, r)
}

func (s *Server) now() time.Time { return s.config.Now() }
