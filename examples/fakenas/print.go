package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// introduce prints what a client needs to know. The secrets are printed, too:
// they open nothing but this fake.
func introduce(w io.Writer, nas *truenastest.Server, s settings, key, authority string) {
	line := func(name, value string) { fmt.Fprintf(w, "%-12s %s\n", name, value) }
	fmt.Fprintf(w, "A fake TrueNAS %s. Ctrl-C ends it; nothing is kept.\n\n", s.release)
	current := "/api/current"
	if s.release == truenas.V24_10 {
		current = "/websocket"
	}
	line("URL", nas.URL()+current)
	if current != "/websocket" {
		line("", nas.URL()+"/websocket (the older protocol)")
	}
	if s.unix != "" {
		line("unix socket", s.unix+" (as root, without a login)")
	}
	if authority != "" {
		line("certificate", authority)
		line("SHA-256", nas.Fingerprint())
	}
	line("user", s.user)
	line("password", s.password)
	if s.otp != "" {
		line("code", s.otp)
	}
	line("API key", key)
	fmt.Fprint(w, seedHelp(s.release, nas.URL()+current, s.user, key))
}

const seedCalls = `[
  {"method": "cloudsync.credentials.create", "params": [%s]},
  {"method": "cloudsync.create", "params": [{
    "description": "photos", "credentials": 1, "path": "/mnt/tank/photos", "direction": "PULL", "transfer_mode": "COPY",
    "attributes": {"folder": "media/all"}, "schedule": {"minute": "0", "hour": "3"}}]}
]
`

// seedHelp tells how to fill the NAS: with a file at the start, or with calls.
func seedHelp(release truenas.Release, url, user, key string) string {
	const token = `"token": "{\"access_token\": \"a\", \"refresh_token\": \"r\", \"expiry\": \"2030-01-01T00:00:00Z\"}"`
	credential := `{"name": "google", "provider": {"type": "GOOGLE_PHOTOS", ` + token + `}}`
	if release == truenas.V24_10 {
		credential = `{"name": "google", "provider": "GOOGLE_PHOTOS", "attributes": {` + token + `}}`
	}
	frames := `  {"jsonrpc": "2.0", "id": 1, "method": "auth.login_ex", "params": [{"mechanism": "API_KEY_PLAIN", "username": "` +
		user + `", "api_key": "` + key + `"}]}
  {"jsonrpc": "2.0", "id": 2, "method": "cloudsync.credentials.create", "params": [` + credential + `]}
  {"jsonrpc": "2.0", "id": 3, "method": "cloudsync.sync", "params": [1]}
`
	if release == truenas.V24_10 {
		frames = `  {"msg": "connect", "version": "1", "support": ["1"]}
  {"msg": "method", "id": "1", "method": "auth.login_with_api_key", "params": ["` + key + `"]}
  {"msg": "method", "id": "2", "method": "cloudsync.credentials.create", "params": [` + credential + `]}
  {"msg": "method", "id": "3", "method": "cloudsync.sync", "params": [1]}
`
	}
	var b strings.Builder
	fmt.Fprintf(&b, `
To fill it at the start, save this as seed.json and add -seed seed.json
(the pool is tank; the folders of every remote are all, by-day, by-month,
by-year and photos, those of Google Photos are below media):

%s
Or send frames to %s:

%s`, fmt.Sprintf(seedCalls, credential), url, frames)
	return b.String()
}
