package credentials_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

const (
	processes  = 32
	perProcess = 6 // different ones that each process gets
)

// refreshServer is a token endpoint for processes. It gives out a new refresh
// token with every refresh and accepts each one once, so that a single refresh
// that is not stored ends the chain.
type refreshServer struct {
	*httptest.Server

	mu        sync.Mutex // guards all below
	refreshes int
	last      string
	previous  string // accepted until last is used, if patient
	patient   bool
	lost      []string // refresh tokens that came a second time
	issued    map[string]bool
	doomed    map[string]int // process → requests until it is killed
	killed    int
	arrived   int
	all       chan struct{} // closed when as many processes have arrived as are to start at once
}

func newRefreshServer(t *testing.T) *refreshServer {
	t.Helper()
	s := &refreshServer{last: refreshToken, issued: map[string]bool{}, doomed: map[string]int{}, all: make(chan struct{})}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", s.serveToken)
	mux.HandleFunc("GET /use", s.serveUse)
	mux.HandleFunc("GET /start", s.serveStart)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// serveStart answers all processes at once.
func (s *refreshServer) serveStart(_ http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if s.arrived++; s.arrived == processes {
		close(s.all)
	}
	s.mu.Unlock()
	select {
	case <-s.all:
	case <-r.Context().Done():
	}
}

func (s *refreshServer) serveToken(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// The even ones are killed before their refresh counts, the odd ones after.
	even := s.killed%2 == 0
	if even && s.kill(r) {
		return
	}
	token := r.PostFormValue("refresh_token")
	w.Header().Set("Content-Type", "application/json")
	if token != s.last && (!s.patient || token != s.previous) {
		s.lost = append(s.lost, token)
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":"invalid_grant","error_description":"Token has been expired or revoked."}`)
		return
	}
	s.refreshes++
	access := fmt.Sprintf("ya29.%d", s.refreshes)
	s.issued[access] = true
	s.previous, s.last = token, fmt.Sprintf("1//06rotated-%d", s.refreshes)
	if !even && s.kill(r) {
		return
	}
	fmt.Fprintf(w, `{"access_token":"%s","expires_in":3600,"refresh_token":"%s","token_type":"Bearer"}`, access, s.last)
}

func (s *refreshServer) serveUse(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kill(r) {
		return
	}
	if !s.issued[r.Header.Get("Authorization")[len("Bearer "):]] {
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// doom makes the server kill the process at its nth request.
func (s *refreshServer) doom(child *exec.Cmd, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doomed[strconv.Itoa(child.Process.Pid)] = n
}

func (s *refreshServer) kill(r *http.Request) bool {
	pid := r.Header.Get(pidHeader)
	if s.doomed[pid]--; s.doomed[pid] != 0 {
		return false
	}
	number, err := strconv.Atoi(pid)
	if err != nil {
		panic(err)
	}
	process, err := os.FindProcess(number)
	if err == nil {
		err = process.Kill()
	}
	if err != nil {
		panic(err)
	}
	s.killed++
	return true
}

// A grant that has expired, in a store for processes.
func (s *refreshServer) task(t *testing.T) childTask {
	t.Helper()
	dir := t.TempDir()
	grant := newGrant()
	grant.Expiry = now.UTC()
	save(t, credentials.FileStore{Dir: dir}, grant)
	return childTask{Dir: dir, Client: &refreshTask{Server: s.Listener.Addr().String(), Base: time.Now(), Tokens: perProcess}}
}

// requireChain fails unless the store has the last refresh token of at least so
// many, and no earlier one was used twice.
func (s *refreshServer) requireChain(t *testing.T, task childTask, refreshes, killed int) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	require.Empty(t, s.lost)
	require.Equal(t, s.last, stored(t, credentials.FileStore{Dir: task.Dir}).RefreshToken.Reveal())
	require.Equal(t, []string{"grant-ann.json", "grant-ann.json.lock"}, files(t, task.Dir))
	require.GreaterOrEqual(t, s.refreshes, refreshes)
	require.Equal(t, killed, s.killed)
	t.Logf("%d refreshes, %d processes killed", s.refreshes, s.killed)
}

func TestProcessesLoseNoRefresh(t *testing.T) {
	server := newRefreshServer(t)
	task := server.task(t)
	task.Client.Together = true
	var waits []func() (string, error)
	for range processes {
		_, wait := task.start(t)
		waits = append(waits, wait)
	}
	for _, wait := range waits {
		output, err := wait()
		require.NoError(t, err, output)
		require.Empty(t, output)
	}
	server.requireChain(t, task, perProcess, 0)
}

// Processes that are killed, also while they refresh and hold the lock, take
// nothing from the others. An answer that died with its process is lost to
// everybody; that is why the server accepts the token before it once more.
func TestProcessesThatAreKilled(t *testing.T) {
	server := newRefreshServer(t)
	server.patient = true
	task := server.task(t)
	for range 2 {
		server.mu.Lock() // until the process is known
		child, wait := task.start(t)
		server.doomed[strconv.Itoa(child.Process.Pid)] = 1
		server.mu.Unlock()
		output, err := wait()
		require.Error(t, err)
		require.Empty(t, output)
	}

	task.Client.Together = true
	var waits []func() (string, error)
	for i := range processes {
		child, wait := task.start(t)
		if i%4 == 0 {
			server.doom(child, 1+i/8) // of at least six requests
		}
		waits = append(waits, wait)
	}
	for i, wait := range waits {
		output, err := wait()
		require.Empty(t, output)
		require.Equal(t, i%4 == 0, err != nil, "process %d: %v", i, err)
	}

	task.Client.Together = false
	// Whoever comes next goes on, and clears away what is left.
	_, wait := task.start(t)
	output, err := wait()
	require.NoError(t, err, output)
	server.requireChain(t, task, perProcess, 2+processes/4)
}
