package truenastest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
)

// offerLog makes a download of the job's log: the path with its token is good
// for one GET from the same address, within a minute, or with a buffer within
// the five that the token lasts. The caller holds the lock.
func (s *Server) offerLog(c *call, j *job, filename string, buffered bool) string {
	d := &download{id: s.nextID("job"), job: j, filename: filename, expires: s.now().Add(5 * time.Minute), closes: s.now().Add(time.Hour)}
	if !buffered {
		d.closes = s.now().Add(time.Minute)
	}
	if !c.conn.origin.unix {
		d.host = c.conn.origin.host
	}
	token := randomText(64)
	s.downloads[token] = d
	return fmt.Sprintf("/_download/%d?auth_token=%s", d.id, token)
}

// download is a log that waits to be fetched.
type download struct {
	id       int
	job      *job
	filename string
	host     string    // whose it is, "" for anybody's
	expires  time.Time // the token
	closes   time.Time // what there is to fetch
	fetched  bool
}

func (s *Server) serveLog(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("job")
	if name == "" || !strings.ContainsAny(name[len(name)-1:], "0123456789") {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	id, _ := strconv.Atoi(name)
	d, log, status := s.fetchLog(id, r.FormValue("auth_token"), s.origin(r))
	if d == nil {
		w.WriteHeader(status)
		return
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+d.filename+`"`)
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(log)
}

// fetchLog finds the log of a download. From 25.04 on its token does for one
// try; before, it is known that somebody was there already.
func (s *Server) fetchLog(id int, token string, from origin) (d *download, log []byte, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d = s.downloads[token]
	if d == nil || s.now().After(d.expires) || d.host != "" && d.host != from.host {
		return nil, nil, http.StatusUnauthorized
	}
	if s.config.Release >= truenas.V25_04 {
		delete(s.downloads, token)
	}
	switch {
	case d.id != id:
		return nil, nil, http.StatusUnauthorized
	case d.fetched, s.now().After(d.closes):
		return nil, nil, http.StatusGone
	}
	d.fetched = true
	return d, slices.Clone(d.job.log), http.StatusOK
}
