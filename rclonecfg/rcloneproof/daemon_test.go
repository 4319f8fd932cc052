//go:build rclone

package rcloneproof_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// daemonMemory is the address space of the daemon in KiB: rclone itself takes
// about two thirds of it. It makes rclone crash early on a value that grows
// without end, before the machine runs out of memory.
const daemonMemory = "2500000"

// marker is a file whose only remote cannot be in any other.
const marker = "[this is not the file asked for]\ntype = local\n"

// daemon is an rclone that runs for many reads: starting one for each file takes
// most of the time.
type daemon struct {
	folder  string
	process *exec.Cmd
	client  *http.Client
	url     string
	reads   int
	// crashes is how often rclone ended while it read a file.
	crashes int
}

// startDaemon returns a daemon that ends with the test.
func startDaemon(t *testing.T) *daemon {
	t.Helper()
	d := &daemon{folder: t.TempDir()}
	d.client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{}}
	require.NoError(t, os.WriteFile(d.path("marker.conf"), []byte(marker), 0o600))
	d.start(t)
	t.Cleanup(func() { d.stop() })
	return d
}

func (d *daemon) path(name string) string { return filepath.Join(d.folder, name) }

func (d *daemon) start(t *testing.T) {
	t.Helper()
	serve := command(t, "rcd", "--rc-no-auth", "--rc-addr", "127.0.0.1:0", "--config", d.path("marker.conf"), "--ask-password=false")
	limited := append([]string{"-c", `ulimit -v "$0" && exec "$@"`, daemonMemory}, serve.Args...)
	d.process = exec.CommandContext(context.WithoutCancel(t.Context()), "sh", limited...)
	d.process.Env = serve.Env
	output, err := d.process.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, d.process.Start())
	lines := bufio.NewReader(output)
	for {
		line, err := lines.ReadString('\n')
		require.NoError(t, err, "rclone did not start: %s", line)
		if _, url, ok := strings.Cut(line, "Serving remote control on "); ok {
			d.url = strings.TrimSpace(url)
			break
		}
	}
	go io.Copy(io.Discard, lines)
}

func (d *daemon) stop() {
	d.client.CloseIdleConnections()
	d.process.Process.Kill()
	d.process.Wait()
}

// call is one command of rclone's remote control. It reports false if rclone
// ended instead of answering.
func (d *daemon) call(t *testing.T, name string, in map[string]string, out any) bool {
	t.Helper()
	body, err := json.Marshal(in)
	require.NoError(t, err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+name, bytes.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := d.client.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return false
	}
	require.Equal(t, http.StatusOK, response.StatusCode, "%s: %s", name, answer)
	require.NoError(t, json.Unmarshal(answer, out))
	return true
}

// use makes rclone read the file at path from now on, if it can.
func (d *daemon) use(t *testing.T, path string, modified time.Time, out any, then string) bool {
	t.Helper()
	// rclone looks at the time to see that this is another file.
	require.NoError(t, os.Chtimes(path, modified, modified))
	var nothing struct{}
	return d.call(t, "config/setpath", map[string]string{"path": path}, &nothing) && d.call(t, then, nil, out)
}

// read is what "rclone config dump" says about a file: refused when rclone does
// not load it, endless when rclone crashes.
func (d *daemon) read(t *testing.T, text []byte) (map[string]map[string]string, verdict) {
	t.Helper()
	d.reads++
	path := d.path("rclone.conf")
	require.NoError(t, os.WriteFile(path, text, 0o600))
	modified := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	// A file that it cannot read leaves the one before in place.
	var remotes struct{ Remotes []string }
	require.True(t, d.use(t, d.path("marker.conf"), modified, &remotes, "config/listremotes"))
	var found map[string]map[string]string
	if !d.use(t, path, modified.Add(time.Duration(d.reads)*time.Second), &found, "config/dump") {
		d.crashes++
		d.stop()
		d.start(t)
		return nil, endless
	}
	if _, unread := found["this is not the file asked for"]; unread {
		return nil, refused
	}
	return withFeeds(found), loaded
}

// withFeeds adds what a section takes from others, which a dump leaves out, and
// removes empty values.
func withFeeds(found map[string]map[string]string) map[string]map[string]string {
	sections := slices.Collect(maps.Keys(found))
	all := map[string]map[string]string{}
	for section := range found {
		values := map[string]string{}
		for _, feeding := range slices.Backward(feeds(sections, section)) {
			maps.Copy(values, found[feeding])
		}
		maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
		all[section] = values
	}
	return all
}
