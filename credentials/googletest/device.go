package googletest

import (
	"net/http"
	"slices"
	"strings"
)

// deviceScopes are all that the flow for TVs serves.
// Source: https://developers.google.com/identity/protocols/oauth2/limited-input-device
var deviceScopes = []string{
	scopeOpenID, scopeEmail, scopeProfile, scopePrefix + "drive.appdata", scopePrefix + "drive.file",
	scopePrefix + "youtube", scopePrefix + "youtube.readonly",
}

// serveDeviceCode refuses what Google refuses: clients of another type and
// scopes of Google Photos. The flow itself is not played.
func (s *Server) serveDeviceCode(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		writeJSON(w, http.StatusBadRequest, invalidRequest("Bad Request"))
		return
	}
	s.mu.Lock()
	c := s.findClient(r.PostForm.Get("client_id"))
	s.mu.Unlock()
	switch {
	case c == nil:
		writeJSON(w, http.StatusUnauthorized, invalidClient("The OAuth client was not found."))
		return
	case c.kind != TVDevice:
		writeJSON(w, http.StatusUnauthorized, invalidClient("Invalid client type."))
		return
	}
	for _, scope := range strings.Fields(r.PostForm.Get("scope")) {
		if !slices.Contains(deviceScopes, canonicalScope(scope)) {
			writeJSON(w, http.StatusBadRequest, &tokenError{Code: "invalid_scope", Description: "Invalid device flow scope: " + scope})
			return
		}
	}
	s.notFound(w, r)
}
