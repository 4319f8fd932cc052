package truenastest_test

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func TestStall(t *testing.T) {
	s := start(t, truenastest.Config{})
	c := login(t, s, "root")
	resume := s.Stall("system.version")
	c.send("system.version")
	c.must(nil, "core.ping") // the others go on
	require.Empty(t, c.others)
	resume()
	resume()
	require.Equal(t, `"TrueNAS-25.10.6"`, string(c.response("1002").Result))

	s.Stall()
	c.send("core.ping")
	s.Close() // does not wait for what hangs
}

func TestStallHandshakes(t *testing.T) {
	var hanging sync.WaitGroup
	t.Cleanup(hanging.Wait) // after the end of the server, which ends it
	s := start(t, truenastest.Config{})
	resume := s.StallHandshakes()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, httpURL(s)+"/api/versions", nil)
	require.NoError(t, err)
	_, err = httpClient().Do(request) //nolint:bodyclose // there is none
	require.ErrorIs(t, err, context.DeadlineExceeded)
	resume()
	resume()
	dial(t, s).must(nil, "core.ping")
	s.StallHandshakes()
	hanging.Go(func() {
		response, err := httpClient().Get(httpURL(s) + "/api/versions")
		if err == nil { // the end of the server came first
			_ = response.Body.Close()
		}
	})
}

func TestDelay(t *testing.T) {
	s := start(t, truenastest.Config{})
	c := dial(t, s)
	s.Delay(time.Hour, "core.ping")
	c.send("core.ping")
	c.must(nil, "core.set_options", map[string]any{})
	require.Empty(t, c.others)
	s.Delay(0)
	c.must(nil, "core.ping")
	s.Delay(time.Millisecond)
	c.must(nil, "core.ping")
}

func TestLoseAnswers(t *testing.T) {
	s := start(t, truenastest.Config{})
	c := login(t, s, "root")
	s.LoseAnswers("cloudsync.credentials.create", 1)
	c.send("cloudsync.credentials.create", map[string]any{"name": "gp", "provider": photos()})
	_, err := c.read()
	require.Error(t, err)
	again := login(t, s, "root")
	var n int
	again.must(&n, "cloudsync.credentials.query", []any{}, map[string]any{"count": true})
	require.Equal(t, 1, n, "it was made")
	again.credential("other", photos())
}

func TestLoseTheAnswerOfAJob(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	c := login(t, s, "root")
	id := c.task(c.credential("gp", photos()))
	s.LoseAnswers("cloudsync.sync", 1)
	c.send("cloudsync.sync", id)
	<-g.began // the job runs all the same
}

func TestRefuseClients(t *testing.T) {
	s := start(t, truenastest.Config{})
	s.RefuseClients(true)
	for _, path := range []string{"/api/current", "/websocket"} {
		end := dialPath(t, s, path).closed()
		require.Equal(t, websocket.StatusPolicyViolation, end.Code)
		require.Equal(t, "You are not allowed to access this resource", end.Reason)
	}
	s.RefuseClients(false)
	dial(t, s).must(nil, "core.ping")
}

func TestCloseConnections(t *testing.T) {
	s := start(t, truenastest.Config{})
	c := dial(t, s)
	c.must(nil, "core.ping")
	closed := make(chan websocket.CloseError)
	go func() { closed <- c.closed() }()
	s.CloseConnections(1011, "'NoneType' object is not callable")
	end := <-closed
	require.Equal(t, websocket.StatusInternalError, end.Code)
	require.Equal(t, "'NoneType' object is not callable", end.Reason)
}

func TestRestart(t *testing.T) {
	g := newGate()
	s := start(t, truenastest.Config{Engine: g})
	c := login(t, s, "root")
	c.subscribe()
	gp := c.credential("gp", photos())
	ended, running := c.task(gp), c.task(gp, "attributes", folder("media/all"), "path", "/mnt/tank/b")
	first := c.sync(ended)
	<-g.began
	g.end <- nil
	c.finished(first)
	c.sync(running)
	<-g.began
	var loginToken, boot string
	c.must(&loginToken, "auth.generate_token")
	getJSON(t, httpURL(s)+"/api/boot_id", &boot)

	s.Restart()
	_, err := c.read()
	for err == nil {
		_, err = c.read()
	}
	var booted string
	getJSON(t, httpURL(s)+"/api/boot_id", &booted)
	require.NotEqual(t, boot, booted)
	require.Equal(t, "AUTH_ERR", dial(t, s).loginEx(map[string]any{"mechanism": "TOKEN_PLAIN", "token": loginToken}))

	again := login(t, s, "root")
	var jobs []jobState
	again.must(&jobs, "core.get_jobs")
	require.Empty(t, jobs)
	type entry struct {
		Job map[string]any `json:"job"`
	}
	var task entry
	again.must(&task, "cloudsync.get_instance", ended)
	require.Equal(t, "SUCCESS", task.Job["state"])
	require.Nil(t, task.Job["id"])
	require.Nil(t, task.Job["logs_path"])
	task = entry{}
	again.must(&task, "cloudsync.get_instance", running)
	require.Nil(t, task.Job, "it never ended")
	require.Equal(t, 1, again.sync(ended))
	<-g.began
}

func TestAdvance(t *testing.T) {
	s := start(t, truenastest.Config{})
	s.AddUser("ann", "pw")
	c := login(t, s, "ann")
	var sliding string
	c.must(&sliding, "auth.generate_token", 60)
	token := map[string]any{"mechanism": "TOKEN_PLAIN", "token": sliding}
	user := dial(t, s)
	require.Equal(t, "SUCCESS", user.loginEx(token))
	for range 3 {
		s.Advance(50 * time.Second)
		user.must(nil, "auth.me") // which begins its time anew
	}
	require.Equal(t, "SUCCESS", dial(t, s).loginEx(token))
	s.Advance(60 * time.Second)
	require.Equal(t, "AUTH_ERR", dial(t, s).loginEx(token))
}

func TestSessionsEnd(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V26})
	c := login(t, s, "root")
	for range 24 * 30 {
		c.must(nil, "core.ping")
		s.Advance(time.Hour - time.Second)
	}
	c.must(nil, "auth.me")
	s.Advance(30 * time.Minute)
	require.Equal(t, 207, c.fails("auth.me").Data.Error)
}

func TestSTIGSessionsEnd(t *testing.T) {
	s := start(t, truenastest.Config{Release: truenas.V26, STIG: true})
	s.AddUser("ann", "pw")
	s.SetOTP("ann", func() string { return "1" })
	c := dial(t, s)
	var ok bool
	c.must(&ok, "auth.login", "ann", "pw", "1")
	require.True(t, ok)
	for range 23 {
		s.Advance(29 * time.Minute)
		c.must(nil, "auth.me")
	}
	s.Advance(30 * time.Minute)
	require.Equal(t, 207, c.fails("auth.me").Data.Error, "idle")
}

func TestIdleConnectionsAreCut(t *testing.T) {
	for release, limit := range map[truenas.Release]time.Duration{truenas.V25_10: time.Minute, truenas.V26: time.Hour} {
		s := start(t, truenastest.Config{Release: release})
		c := dial(t, s)
		c.must(nil, "core.ping")
		s.Advance(limit - time.Second)
		c.must(nil, "core.set_options", map[string]any{})
		s.Advance(limit - time.Second)
		ponged := make(chan error)
		reader := c.ws.CloseRead(t.Context())
		go func() { ponged <- c.ws.Ping(c.ctx()) }()
		require.NoError(t, <-ponged, "a ping is answered")
		s.Advance(limit - time.Second)
		require.NoError(t, reader.Err())
		s.Advance(time.Second)
		<-reader.Done()
	}
}
