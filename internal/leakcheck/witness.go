package leakcheck

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Witness is a round tripper that passes requests on to Base and remembers every
// secret in them and in their answers: tokens, codes, PKCE verifiers, client
// secrets, and the addresses and tokens of uploads and downloads. It is safe for
// concurrent use.
type Witness struct {
	// Base does the requests.
	Base http.RoundTripper

	mu      sync.Mutex
	secrets map[string]string // kind, by secret
	urls    []string
}

// secretNames are parameters and members whose values are secret, with the kind.
var secretNames = map[string]string{
	"access_token": "access token", "refresh_token": "refresh token", "id_token": "identity token",
	"code": "authorization code", "code_verifier": "verifier", "client_secret": "client secret",
	"token": "token", "baseUrl": "base URL", "uploadToken": "upload token",
}

// minSecret keeps out dummies, which a text may hold by chance.
const minSecret = 12

// maxSeen is more than any JSON of the APIs, and less than a photo.
const maxSeen = 4 << 20

// RoundTrip implements [http.RoundTripper].
func (w *Witness) RoundTrip(req *http.Request) (*http.Response, error) {
	w.sawRequest(req)
	if contentType(req.Header) == "application/x-www-form-urlencoded" && req.Body != nil {
		body, err := io.ReadAll(req.Body)
		_ = req.Body.Close() // it was only read
		if err != nil {
			return nil, err
		}
		form, _ := url.ParseQuery(string(body)) // what can be read of it
		w.sawValues(form)
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := w.Base.RoundTrip(req)
	if err != nil {
		return resp, err
	}
	if address := resp.Header.Get("X-Goog-Upload-URL"); address != "" {
		w.note("upload URL", address)
	}
	switch contentType(resp.Header) {
	case "application/json", "text/plain":
		body, err := io.ReadAll(io.LimitReader(resp.Body, maxSeen))
		resp.Body = &rest{io.MultiReader(bytes.NewReader(body), &failing{resp.Body, err}), resp.Body}
		var value any
		if json.Unmarshal(body, &value) == nil {
			w.sawJSON(value)
		} else if strings.HasSuffix(req.URL.Path, "/uploads") {
			w.note("upload token", string(body))
		}
	}
	return resp, nil
}

// failing goes on with the body, or with the error that ended it.
type failing struct {
	io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.Reader.Read(p)
}

type rest struct {
	io.Reader
	io.Closer
}

func contentType(header http.Header) string {
	kind, _, _ := mime.ParseMediaType(header.Get("Content-Type")) // no type is no type that is looked at
	return kind
}

func (w *Witness) sawRequest(req *http.Request) {
	w.mu.Lock()
	w.urls = append(w.urls, req.URL.String())
	w.mu.Unlock()
	if scheme, token, _ := strings.Cut(req.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		w.note("access token", token)
	}
	w.sawValues(req.URL.Query())
}

func (w *Witness) sawValues(values url.Values) {
	for name, all := range values {
		for _, value := range all {
			if kind := secretNames[name]; kind != "" {
				w.note(kind, value)
			}
		}
	}
}

func (w *Witness) sawJSON(value any) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			text, ok := member.(string)
			if kind := secretNames[name]; ok && kind != "" {
				w.note(kind, text)
			}
			w.sawJSON(member)
		}
	case []any:
		for _, member := range value {
			w.sawJSON(member)
		}
	}
}

func (w *Witness) note(kind, secret string) {
	if len(secret) < minSecret {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.secrets == nil {
		w.secrets = map[string]string{}
	}
	w.secrets[secret] = kind
}

// Note adds a secret that does not pass by, such as that of a browser.
func (w *Witness) Note(kind, secret string) { w.note(kind, secret) }

// Kinds returns the kinds of the secrets that passed, sorted.
func (w *Witness) Kinds() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var kinds []string
	for _, kind := range w.secrets {
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// URLs returns the addresses that were asked for.
func (w *Witness) URLs() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.urls)
}

// Find returns what is in text of the secrets that passed, whole or the start of
// one, and what [Find] finds.
func (w *Witness) Find(text string) []Leak {
	leaks := Find(text)
	w.mu.Lock()
	defer w.mu.Unlock()
	line := 0
	for part := range strings.Lines(text) {
		line++
		all := readings(part)
		for secret, kind := range w.secrets {
			if slices.ContainsFunc(all, func(reading string) bool { return strings.Contains(reading, start(secret)) }) {
				leaks = append(leaks, Leak{Kind: kind, Line: line, Sample: fmt.Sprintf("(%d characters)", len(secret))})
			}
		}
	}
	return leaks
}

// start is enough of a secret to know it again where it was cut off. Addresses
// begin with what is public.
func start(secret string) string {
	const enough = 20
	begin := 0
	if at := strings.LastIndexAny(secret, "/="); strings.HasPrefix(secret, "https://") && at >= 0 {
		begin = at + 1
	}
	return secret[begin:min(len(secret), begin+enough)]
}
