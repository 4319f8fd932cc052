package googletest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// idToken returns a JWT with the claims of Google and a signature that is none:
// a token straight from the token endpoint needs no check.
func (s *Server) idToken(g *grant, scopes []string, access string) string {
	half := sha256.Sum256([]byte(access))
	now := s.now()
	claims := map[string]any{
		"iss": "https://accounts.google.com", "azp": g.client.id, "aud": g.client.id, "sub": g.account.subject(),
		"at_hash": base64.RawURLEncoding.EncodeToString(half[:16]),
		"iat":     now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	if slices.Contains(scopes, scopeEmail) {
		claims["email"], claims["email_verified"] = g.account.email, true
	}
	if slices.Contains(scopes, scopeProfile) {
		claims["name"], claims["given_name"] = g.account.name(), g.account.name()
	}
	if g.nonce != "" {
		claims["nonce"] = g.nonce
	}
	part := func(value any) string { return base64.RawURLEncoding.EncodeToString(fileJSON(value)) }
	header := map[string]string{"alg": "RS256", "kid": "0000000000000000000000000000000000000000", "typ": "JWT"}
	token := part(header) + "." + part(claims) + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 256))
	s.idTokens[token] = now.Add(time.Hour)
	return token
}

func (s *Server) serveDiscovery(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                                "https://accounts.google.com",
		"authorization_endpoint":                "https://accounts.google.com/o/oauth2/v2/auth",
		"token_endpoint":                        "https://oauth2.googleapis.com/token",
		"userinfo_endpoint":                     "https://openidconnect.googleapis.com/v1/userinfo",
		"revocation_endpoint":                   "https://oauth2.googleapis.com/revoke",
		"response_types_supported":              []string{"code"},
		"subject_types_supported":               []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"scopes_supported":                      []string{"openid", "email", "profile"},
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic"},
		"code_challenge_methods_supported":      []string{"plain", "S256"},
		"grant_types_supported":                 []string{"authorization_code", "refresh_token"},
	})
}

func (s *Server) serveTokenInfo(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	invalid := &tokenError{Code: "invalid_token", Description: "Invalid Value"}
	if text := r.FormValue("id_token"); text != "" {
		if !s.now().Before(s.idTokens[text]) {
			writeJSON(w, http.StatusBadRequest, invalid)
			return
		}
		writeJSON(w, http.StatusOK, idTokenClaims(text))
		return
	}
	a := s.live(r.FormValue("access_token"))
	if a == nil {
		writeJSON(w, http.StatusBadRequest, invalid)
		return
	}
	answer := map[string]string{ // every number is a string
		"azp": a.grant.client.id, "aud": a.grant.client.id,
		"scope":       strings.Join(a.scopes, " "),
		"exp":         fmt.Sprint(a.expires.Unix()),
		"expires_in":  fmt.Sprint(int64(a.expires.Sub(s.now()) / time.Second)),
		"access_type": "online",
	}
	if a.grant.refresh != "" {
		answer["access_type"] = "offline"
	}
	if slices.ContainsFunc(a.scopes, identityScope) {
		answer["sub"] = a.grant.account.subject()
	}
	if slices.Contains(a.scopes, scopeEmail) {
		answer["email"], answer["email_verified"] = a.grant.account.email, "true"
	}
	writeJSON(w, http.StatusOK, answer)
}

// idTokenClaims returns what an id token of this server says, all as strings.
func idTokenClaims(token string) map[string]string {
	_, rest, _ := strings.Cut(token, ".")
	middle, _, _ := strings.Cut(rest, ".")
	data, err := base64.RawURLEncoding.DecodeString(middle)
	if err != nil {
		panic("googletest: id token: " + err.Error()) // it is one of ours
	}
	var raw map[string]any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&raw); err != nil {
		panic("googletest: id token: " + err.Error())
	}
	claims := map[string]string{}
	for name, value := range raw {
		claims[name] = fmt.Sprint(value)
	}
	return claims
}

// serveRevoke ends the grant that a token belongs to, and with it every token of
// the project.
func (s *Server) serveRevoke(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		_ = r.ParseMultipartForm(64 << 10) //nolint:gosec // the body is bounded; a broken form has no token, see below
	}
	token := r.FormValue("token")
	s.mu.Lock()
	defer s.mu.Unlock()
	var found *grant
	if a := s.live(token); a != nil {
		found = a.grant
	}
	for _, g := range s.grants {
		if token != "" && g.refresh == token && !s.dead(g) {
			found = g
		}
	}
	switch {
	case token == "":
		writeJSON(w, http.StatusBadRequest, invalidRequest("Missing required parameter: token"))
	case found == nil:
		writeJSON(w, http.StatusBadRequest, &tokenError{Code: "invalid_token", Description: "Token expired or revoked"})
	default:
		s.revokeProject(found.account, found.client.project)
		writeJSON(w, http.StatusOK, struct{}{})
	}
}

func (s *Server) userinfoHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/userinfo", s.serveUserinfo)
	mux.HandleFunc("POST /v1/userinfo", s.serveUserinfo)
	return s.guard(mux)
}

func (s *Server) serveUserinfo(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.live(bearerToken(r))
	if a == nil || !slices.ContainsFunc(a.scopes, identityScope) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="https://accounts.google.com/", error="invalid_request"`)
		writeJSON(w, http.StatusUnauthorized, &tokenError{Code: "invalid_request", Description: "Invalid Credentials"})
		return
	}
	user := a.grant.account
	answer := map[string]any{"sub": user.subject()}
	if slices.Contains(a.scopes, scopeEmail) {
		answer["email"], answer["email_verified"] = user.email, true
	}
	if slices.Contains(a.scopes, scopeProfile) {
		answer["name"], answer["given_name"] = user.name(), user.name()
	}
	writeJSON(w, http.StatusOK, answer)
}

func bearerToken(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
