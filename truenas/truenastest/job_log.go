package truenastest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// offerLog makes a download of the job's log: the path with its token is good
// for one GET within five minutes. The caller holds the lock.
func (s *Server) offerLog(j *job, filename string) string {
	d := &download{id: s.nextID("job"), job: j, filename: filename, expires: s.now().Add(5 * time.Minute)}
	token := randomText(64)
	s.downloads[token] = d
	return fmt.Sprintf("/_download/%d?auth_token=%s", d.id, token)
}

// download is a log that waits to be fetched.
type download struct {
	id       int
	job      *job
	filename string
	expires  time.Time
}

func (s *Server) serveLog(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.Atoi(r.PathValue("job"))
	token := r.FormValue("auth_token")
	s.mu.Lock()
	d := s.downloads[token]
	if d == nil || d.id != id || s.now().After(d.expires) {
		s.mu.Unlock()
		http.Error(w, "Unauthorized", http.StatusUnauthorized)
		return
	}
	delete(s.downloads, token)
	log := d.job.log
	s.mu.Unlock()
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", d.filename))
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write([]byte(log))
}
