package googletest

import (
	"context"
	"net/http"
)

// pageKind is what is wrong with a page of a listing.
type pageKind string

const (
	emptyPage    pageKind = "an empty page"
	overlapPages pageKind = "overlapping pages"
	repeatPage   pageKind = "a repeated page token"
)

// scriptedPage is the trouble of one page, until paginate takes it.
type scriptedPage struct{ kind pageKind }

type scriptedPageKey struct{}

func pageTrouble(kind pageKind) Trouble {
	return Trouble{serve: func(s *Server, w http.ResponseWriter, r *http.Request, next http.Handler) {
		page := &scriptedPage{kind}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), scriptedPageKey{}, page)))
		if page.kind == "" {
			return
		}
		// Whoever scripted it has not tested what they think.
		s.mu.Lock()
		defer s.mu.Unlock()
		s.unexpected = append(s.unexpected, "scripted "+string(kind)+" for what made none: "+r.Method+" "+r.Host+publicPath(r))
	}}
}

// takePage returns what is scripted for the page of a request.
func takePage(ctx context.Context) pageKind {
	page, _ := ctx.Value(scriptedPageKey{}).(*scriptedPage)
	if page == nil {
		return ""
	}
	kind := page.kind
	page.kind = ""
	return kind
}
