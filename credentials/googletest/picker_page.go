package googletest

import (
	"errors"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) photosHandler() http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{pickerPath + "{key}", pickerPath + "{key}/autoclose"} {
		mux.HandleFunc("GET "+path, s.servePicker)
		mux.HandleFunc("POST "+path, s.servePicked)
	}
	mux.HandleFunc("GET "+pickerPath+"{key}/small/{id}", s.serveSmall)
	return s.guard(mux)
}

// pickerBox is one photo on the page.
type pickerBox struct {
	ID, Name, Taken, Small string
	Checked                bool
}

func (s *Server) servePicker(w http.ResponseWriter, r *http.Request) {
	s.showPicker(w, r, http.StatusOK, nil, "")
}

// showPicker shows the page, with ticks and what is wrong with them.
func (s *Server) showPicker(w http.ResponseWriter, r *http.Request, status int, ticked []string, problem string) {
	s.mu.Lock()
	p := s.openSession(r.PathValue("key"))
	var boxes []pickerBox
	if p != nil {
		small := localPath(r, pickerPath+p.key+"/small/")
		for _, it := range slices.Backward(s.itemsOf(p.client.user)) {
			boxes = append(boxes, pickerBox{
				it.ID, it.Filename, it.CreationTime.Format("2 January 2006"), small + it.ID, slices.Contains(ticked, it.ID),
			})
		}
	}
	s.mu.Unlock()
	if p == nil {
		writeHTMLError(w, http.StatusNotFound, "This picker no longer works.")
		return
	}
	// Google lets nobody frame the page.
	w.Header().Set("X-Frame-Options", "DENY")
	writePage(w, status, pickerTemplate, map[string]any{
		"Action": localPath(r, r.URL.Path), "Email": s.emailOf(p.client.user), "Most": p.most, "Boxes": boxes, "Problem": problem,
	})
}

// serveSmall serves a small picture for the page.
func (s *Server) serveSmall(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	var shown item
	p := s.openSession(r.PathValue("key"))
	if it := s.itemByID(r.PathValue("id")); p != nil && it != nil && s.clients[it.ClientID].user == p.client.user {
		shown = *it // the bytes of an item never change
	}
	s.mu.Unlock()
	if shown.ID == "" {
		writeHTMLError(w, http.StatusNotFound, "This picker no longer works.")
		return
	}
	source, err := shown.picture()
	if err != nil {
		writeBrokenImage(w)
		return
	}
	const edge = 160
	data := encodeJPEG(scale(source, edge, edge, true))
	header := w.Header()
	header.Set("Content-Type", "image/jpeg")
	header.Set("Content-Length", strconv.Itoa(len(data)))
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(data)
}

func (s *Server) servePicked(w http.ResponseWriter, r *http.Request) {
	// An id per photo of a full session is below this.
	r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
	if err := r.ParseForm(); err != nil {
		writeHTMLError(w, http.StatusBadRequest, "The form is malformed.")
		return
	}
	ticked := r.PostForm["item"]
	s.mu.Lock()
	p := s.openSession(r.PathValue("key"))
	var err error
	if p != nil {
		err = s.pick(p, ticked)
	}
	s.mu.Unlock()
	var count *pickCountError
	switch {
	case p == nil:
		writeHTMLError(w, http.StatusNotFound, "This picker no longer works.")
	case errors.As(err, &count) && count.got == 0:
		s.showPicker(w, r, http.StatusBadRequest, ticked, "No photo is chosen.")
	case errors.As(err, &count):
		s.showPicker(w, r, http.StatusBadRequest, ticked, "Too many photos are chosen: "+strconv.Itoa(count.got)+".")
	case err != nil:
		writeHTMLError(w, http.StatusBadRequest, "Not possible: "+err.Error()+".")
	default:
		writePage(w, http.StatusOK, pickedTemplate, map[string]any{"Close": strings.HasSuffix(r.URL.Path, "/autoclose")})
	}
}

var pickerTemplate = template.Must(template.New("picker").Parse(pageHead + `
<style>
main { max-width: 60rem; }
.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(8rem, 100%), 1fr)); gap: 1rem; min-inline-size: 0; }
.photo { display: flex; flex-direction: column; gap: .25rem; overflow-wrap: anywhere; cursor: pointer; }
.photo img { inline-size: 100%; block-size: auto; aspect-ratio: 1; object-fit: cover; border-radius: .5rem; }
.photo input { inline-size: 1.5rem; block-size: 1.5rem; }
.photo:has(input:checked) img { outline: 4px solid; outline-offset: 2px; }
.problem { border: 2px solid; border-radius: .5rem; padding: .5rem 1rem; }
.bar { padding-block: .75rem; }
</style>
<title>Choose photos</title></head><body><main>
<h1>Choose photos</h1>
<p id="account">{{.Email}}</p>
{{if .Problem}}<p id="problem" class="problem" role="alert">{{.Problem}}</p>{{end}}
<form method="post" action="{{.Action}}">
<fieldset class="photos"><legend>Up to {{.Most}}</legend>
{{range $i, $box := .Boxes}}<label class="photo" for="item-{{$i}}">
<img src="{{$box.Small}}" alt="" width="160" height="160" loading="lazy"/>
<input type="checkbox" name="item" id="item-{{$i}}" value="{{$box.ID}}"{{if $box.Checked}} checked="checked"{{end}}/>
<span>{{$box.Name}}, {{$box.Taken}}</span>
</label>
{{else}}<p id="empty">There are no photos yet.</p>
{{end}}</fieldset>
<div class="bar"><button type="submit" id="done">Done</button></div>
</form>
</main></body></html>
`))

var pickedTemplate = template.Must(template.New("picked").Parse(pageHead + `
<title>Done</title></head><body><main>
<h1>Done</h1><p id="done">You can close this page and go back to the app.</p>
{{if .Close}}<script>window.close();</script>{{end}}
</main></body></html>
`))
