package googletest

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// pickerSession is one visit of the user to the picker.
type pickerSession struct {
	id         string
	key        string // in the page's address
	client     *client
	created    time.Time
	most       int
	configured bool // by the client
	done       bool
	items      []*item
}

const pickerPath = "/picker/"

func (p *pickerSession) uri() string { return "https://" + hostPhotos + pickerPath + p.key }

func (s *Server) sessionOver(p *pickerSession) bool {
	return s.now().Sub(p.created) >= sessionLifetime
}

// openSession returns the session of a page, unless the page no longer works.
func (s *Server) openSession(key string) *pickerSession {
	for _, p := range s.sessions {
		if p.key == key && !p.done && !s.sessionOver(p) {
			return p
		}
	}
	return nil
}

// Pick plays the user who opens pickerURI, ticks the items and presses Done. The
// picker shows every item of the user, whichever client uploaded it. A session
// that is over or done, an unknown item, and more items than the session allows
// are errors. Items are listed in the order given.
func (s *Server) Pick(pickerURI string, itemIDs ...string) error {
	u, err := url.Parse(pickerURI)
	if err != nil {
		return errors.New("googletest: Pick: the address is not a URL")
	}
	_, key, found := strings.Cut(u.Path, pickerPath)
	if !found || u.Host != hostPhotos && u.Host != s.transport.address {
		return errors.New("googletest: Pick: the address is not the picker's")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.openSession(strings.TrimSuffix(key, "/autoclose"))
	if p == nil {
		return errors.New("googletest: Pick: the picker no longer works: the session is done, deleted or over")
	}
	if err := s.pick(p, itemIDs); err != nil {
		return fmt.Errorf("googletest: Pick: %w", err)
	}
	return nil
}

func (s *Server) pick(p *pickerSession, itemIDs []string) error {
	if len(itemIDs) == 0 || len(itemIDs) > p.most {
		return fmt.Errorf("%d items are ticked, want 1 to %d", len(itemIDs), p.most)
	}
	var items []*item
	for i, id := range itemIDs {
		it := s.itemByID(id)
		if it == nil || slices.Contains(itemIDs[:i], id) {
			return fmt.Errorf("the page has no such box, or it is ticked already: %q", id)
		}
		items = append(items, it)
	}
	p.items, p.done = items, true
	return nil
}

func (s *Server) photosHandler() http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{pickerPath + "{key}", pickerPath + "{key}/autoclose"} {
		mux.HandleFunc("GET "+path, s.servePicker)
		mux.HandleFunc("POST "+path, s.servePicked)
	}
	return s.guard(mux)
}

// pickerBox is one photo on the page.
type pickerBox struct{ ID, Name, Taken string }

func (s *Server) servePicker(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	p := s.openSession(r.PathValue("key"))
	var boxes []pickerBox
	if p != nil {
		for _, it := range slices.Backward(s.items) {
			boxes = append(boxes, pickerBox{it.ID, it.Filename, it.CreationTime.Format("2 January 2006")})
		}
	}
	s.mu.Unlock()
	if p == nil {
		writeHTMLError(w, http.StatusNotFound, "This picker no longer works.")
		return
	}
	// Google lets nobody frame the page.
	w.Header().Set("X-Frame-Options", "DENY")
	writePage(w, http.StatusOK, pickerTemplate, map[string]any{
		"Action": localPath(r, r.URL.Path), "Email": s.config.Email, "Most": p.most, "Boxes": boxes,
	})
}

func (s *Server) servePicked(w http.ResponseWriter, r *http.Request) {
	// An id per photo of a full session is below this.
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil {
		writeHTMLError(w, http.StatusBadRequest, "The form is malformed.")
		return
	}
	s.mu.Lock()
	p := s.openSession(r.PathValue("key"))
	var err error
	if p != nil {
		err = s.pick(p, r.PostForm["item"])
	}
	s.mu.Unlock()
	switch {
	case p == nil:
		writeHTMLError(w, http.StatusNotFound, "This picker no longer works.")
	case err != nil:
		writeHTMLError(w, http.StatusBadRequest, "Not possible: "+err.Error()+".")
	default:
		writePage(w, http.StatusOK, pickedTemplate, map[string]any{"Close": strings.HasSuffix(r.URL.Path, "/autoclose")})
	}
}

var pickerTemplate = template.Must(template.New("picker").Parse(pageHead + `
<title>Choose photos</title></head><body><main>
<h1>Choose photos</h1>
<p id="account">{{.Email}}</p>
<form method="post" action="{{.Action}}">
<fieldset><legend>Up to {{.Most}}</legend>
{{range $i, $box := .Boxes}}<div class="scope">
<input type="checkbox" name="item" id="item-{{$i}}" value="{{$box.ID}}"/>
<label for="item-{{$i}}">{{$box.Name}}, {{$box.Taken}}</label>
</div>
{{else}}<p id="empty">There are no photos yet.</p>
{{end}}</fieldset>
<button type="submit" id="done">Done</button>
</form>
</main></body></html>
`))

var pickedTemplate = template.Must(template.New("picked").Parse(pageHead + `
<title>Done</title></head><body><main>
<h1>Done</h1><p id="done">You can close this page and go back to the app.</p>
{{if .Close}}<script>window.close();</script>{{end}}
</main></body></html>
`))
