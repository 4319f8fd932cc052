package googletest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// call is an authorized request of an API.
type call struct {
	ctx    context.Context //nolint:containedctx // of the one request that the call is
	client *client
	id     string     // in the path
	query  url.Values // parameters of the method, by their JSON names
	header http.Header
	body   []byte
	cut    bool // the connection ended before the body did

	fields  fieldMask // of the answer; nil: all
	compact bool      // the answer is on one line
}

// answer is what a method returns: JSON, or text for an upload token.
type answer struct {
	status int // 0 is 200
	header map[string]string
	json   any
	text   string

	compact bool // JSON on one line
}

// service is how Google names an API.
type service struct {
	host  string
	title string // in the console
	rpc   string // in gRPC
}

// api is an API of JSON methods. Its functions run with the server locked.
type api struct {
	service
	methods  map[string]method // by "VERB path", where * stands for an id
	disabled func(p *project, host string) bool
	spend    func(g *grant, write bool) *apiError // counts a request
}

// method is one method of an API. Its handler runs with the server locked.
type method struct {
	name   string   // of the RPC
	scopes []string // one of them is enough; none: the method has ended
	params []string // query parameters
	write  bool
	upload bool // the body is the bytes of a file
	handle func(*Server, *call) (answer, *apiError)
}

var (
	readScopes   = []string{scopeRead}
	appendScopes = []string{scopeAppend}
	editScopes   = []string{scopeEdit}
	addScopes    = []string{scopeAppend, scopeEdit}
	pageParams   = []string{"pageSize", "pageToken"}
)

var libraryService = service{hostLibrary, "Photos Library API", "google.photos.library.v1.PhotosLibrary"}

// libraryMethods is the reference of the API.
// Source: https://developers.google.com/photos/library/reference/rest
var libraryMethods = map[string]method{
	"GET /v1/mediaItems":              {name: "ListMediaItems", scopes: readScopes, params: pageParams, handle: (*Server).listItems},
	"POST /v1/mediaItems:search":      {name: "SearchMediaItems", scopes: readScopes, handle: (*Server).searchItems},
	"GET /v1/mediaItems:batchGet":     {name: "BatchGetMediaItems", scopes: readScopes, params: []string{"mediaItemIds"}, handle: (*Server).batchGetItems},
	"POST /v1/mediaItems:batchCreate": {name: "BatchCreateMediaItems", scopes: appendScopes, write: true, handle: (*Server).batchCreate},
	"GET /v1/mediaItems/*":            {name: "GetMediaItem", scopes: readScopes, handle: (*Server).getItem},
	"PATCH /v1/mediaItems/*":          {name: "UpdateMediaItem", scopes: editScopes, params: []string{"updateMask"}, write: true, handle: (*Server).patchItem},

	"GET /v1/albums":                          {name: "ListAlbums", scopes: readScopes, params: append(pageParams, "excludeNonAppCreatedData"), handle: (*Server).listAlbums},
	"POST /v1/albums":                         {name: "CreateAlbum", scopes: appendScopes, write: true, handle: (*Server).createAlbum},
	"GET /v1/albums/*":                        {name: "GetAlbum", scopes: readScopes, handle: (*Server).getAlbum},
	"PATCH /v1/albums/*":                      {name: "UpdateAlbum", scopes: editScopes, params: []string{"updateMask"}, write: true, handle: (*Server).patchAlbum},
	"POST /v1/albums/*:batchAddMediaItems":    {name: "BatchAddMediaItemsToAlbum", scopes: addScopes, write: true, handle: (*Server).addToAlbum},
	"POST /v1/albums/*:batchRemoveMediaItems": {name: "BatchRemoveMediaItemsFromAlbum", scopes: editScopes, write: true, handle: (*Server).removeFromAlbum},
	"POST /v1/albums/*:addEnrichment":         {name: "AddEnrichmentToAlbum", scopes: addScopes, write: true, handle: (*Server).addEnrichment},
	"POST /v1/albums/*:share":                 {name: "ShareAlbum"},
	"POST /v1/albums/*:unshare":               {name: "UnshareAlbum"},
	"GET /v1/sharedAlbums":                    {name: "ListSharedAlbums"},
	"GET /v1/sharedAlbums/*":                  {name: "GetSharedAlbum"},
	"POST /v1/sharedAlbums:join":              {name: "JoinSharedAlbum"},
	"POST /v1/sharedAlbums:leave":             {name: "LeaveSharedAlbum"},
	"POST /v1/uploads":                        {name: "UploadMedia", scopes: appendScopes, params: []string{"upload_id", "upload_protocol"}, upload: true, handle: (*Server).uploadBytes},
}

// verbOf is the method that a request means: behind proxies that know few of
// them, a POST may stand for another one.
func verbOf(r *http.Request) string {
	if verb := r.Header.Get("X-HTTP-Method-Override"); verb != "" && r.Method == http.MethodPost {
		return strings.ToUpper(verb)
	}
	return r.Method
}

// findMethod returns the method and the id in the path.
func (a *api) findMethod(r *http.Request) (method, string, bool) {
	verb, path := verbOf(r), r.URL.Path
	if m, ok := a.methods[verb+" "+path]; ok {
		return m, "", true
	}
	parts := strings.Split(path, "/") // "", v1, collection, id[:verb]
	if len(parts) != 4 || parts[3] == "" {
		return method{}, "", false
	}
	id, custom, found := strings.Cut(parts[3], ":")
	pattern := verb + " /v1/" + parts[2] + "/*"
	if found {
		pattern += ":" + custom
	}
	m, ok := a.methods[pattern]
	return m, id, ok
}

func (s *Server) apiHandler(a *api) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.unavailable(w) {
			return
		}
		m, id, ok := a.findMethod(r)
		if !ok {
			s.notFound(w, r)
			return
		}
		if verbOf(r) == http.MethodGet && r.ContentLength > 0 {
			writeHTMLError(w, http.StatusBadRequest, "Your client has issued a malformed or illegal request.")
			return
		}
		out, failure := s.serveMethod(w, r, a, m, id)
		if failure != nil {
			failure.write(w)
			return
		}
		for name, value := range out.header {
			w.Header().Set(name, value)
		}
		if out.json == nil {
			w.Header().Set("Content-Type", "text/plain")
			w.WriteHeader(max(out.status, http.StatusOK))
			_, _ = io.WriteString(w, out.text)
			return
		}
		if out.compact {
			writeCompactJSON(w, max(out.status, http.StatusOK), out.json)
			return
		}
		writeJSON(w, max(out.status, http.StatusOK), out.json)
	})
}

// serveMethod checks in the order: who is it, is the API on, may they, is there
// quota left, is the request valid.
func (s *Server) serveMethod(w http.ResponseWriter, r *http.Request, a *api, m method, id string) (answer, *apiError) {
	limit := int64(1 << 20)
	if m.upload {
		limit = maxUpload
	}
	body, readErr := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))

	s.mu.Lock()
	defer s.mu.Unlock()
	token, failure := s.authorize(r, a, m)
	if failure != nil {
		return answer{}, failure
	}
	var tooLarge *http.MaxBytesError
	if errors.As(readErr, &tooLarge) || readErr != nil && !m.upload {
		return answer{}, invalidArgument("Request payload could not be read or exceeds the limit: %d bytes.", limit)
	}
	c := &call{ctx: r.Context(), client: token.grant.library, id: id, header: r.Header, body: body, cut: readErr != nil}
	if failure := c.readQuery(r.URL.RawQuery, m.params); failure != nil {
		return answer{}, failure
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") && len(body) > 0 && !m.upload {
		return answer{}, badPayload("Invalid JSON payload received. Unknown name %q: Cannot bind query parameter.", "")
	}
	out, failure := m.handle(s, c)
	s.freeSlot(slotOf(r.Context())) // before the client can see the answer
	if failure != nil {
		return answer{}, failure
	}
	out.compact = c.compact
	return c.partial(out)
}

func (s *Server) authorize(r *http.Request, a *api, m method) (*accessToken, *apiError) {
	token := bearerToken(r)
	if token == "" {
		return nil, a.unauthenticated("CREDENTIALS_MISSING", m.name)
	}
	access := s.live(token)
	if access == nil {
		reason := "ACCESS_TOKEN_TYPE_UNSUPPORTED"
		if s.access[token] != nil {
			reason = "ACCESS_TOKEN_EXPIRED"
		}
		return nil, a.unauthenticated(reason, m.name)
	}
	project := access.grant.client.project
	if a.disabled(project, a.host) {
		return nil, a.serviceDisabled(project)
	}
	if !slices.ContainsFunc(m.scopes, func(scope string) bool { return slices.Contains(access.scopes, scope) }) {
		return nil, a.insufficientScope(m.name)
	}
	if slot := slotOf(r.Context()); slot != nil && slot.refused {
		return nil, a.concurrentWrite()
	}
	return access, a.spend(access.grant, m.write)
}
