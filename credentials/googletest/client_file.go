package googletest

import (
	"encoding/json"
	"fmt"
	"time"
)

// ClientType is the type of an OAuth client, which the console asks for first.
type ClientType string

// The types of clients.
const (
	// DesktopApp may redirect to any loopback address.
	DesktopApp ClientType = "Desktop app"
	// WebApplication may redirect to what was registered only: here
	// https://photos.example.com/oauth2/callback.
	WebApplication ClientType = "Web application"
	// TVDevice is for "TVs and Limited Input devices": it may redirect nowhere, and
	// its own flow serves no scope of Google Photos. Its file looks like that of a
	// Desktop client. How Google refuses its redirects is not documented.
	TVDevice ClientType = "TVs and Limited Input devices"
)

// webRedirect is the one address registered for a Web client.
const webRedirect = "https://photos.example.com/oauth2/callback"

type project struct {
	id       string
	number   string
	audience Audience
	testers  []string // besides the owner
	apis     map[string]apiState
}

// apiState is whether an API is on, by the name of its service.
type apiState struct {
	on    bool
	since time.Time // zero: always
}

type client struct {
	project *project
	kind    ClientType
	id      string
	secrets []string  // one or two, the newest last
	deleted time.Time // zero: not
	user    *account  // not nil: see [Server.clientOf]
}

func (s *Server) newProject() *project {
	// Numbers count up from one of the right length.
	n := len(s.projects) + 1
	p := &project{
		number: fmt.Sprint(742138104894 + n), id: fmt.Sprintf("photos-sync-%03d", n),
		audience: s.config.audience(),
		apis:     map[string]apiState{hostLibrary: {on: !s.libraryOff}, hostPicker: {on: !s.config.DisabledPickerAPI}},
	}
	s.projects = append(s.projects, p)
	return p
}

func (s *Server) addClient(p *project, kind ClientType) *client {
	c := &client{project: p, kind: kind}
	c.id = p.number + "-" + lowerAlphanumeric(s.ids.next("client", 32)) + ".apps.googleusercontent.com"
	c.secrets = []string{s.newSecret()}
	s.clients[c.id] = c
	return c
}

// findClient returns the client with an id, or nil.
func (s *Server) findClient(id string) *client {
	if c := s.clients[id]; c != nil && c.user == nil {
		return c
	}
	return nil
}

// clientOrDesktop finds a client; it panics for one that does not exist.
func (s *Server) clientOrDesktop(id string) *client {
	if id == "" {
		return s.desktop
	}
	c := s.findClient(id)
	if c == nil {
		panic("googletest: no client " + id)
	}
	return c
}

func (s *Server) newSecret() string { return "GOCSPX-" + s.ids.next("secret", 28) }

func lowerAlphanumeric(text string) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
	out := []byte(text)
	for i, b := range out {
		out[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(out)
}

// ClientID returns the id of the Desktop client of [Server.ClientSecretJSON].
func (s *Server) ClientID() string { return s.desktop.id }

// ClientSecretJSON returns the file that the console offers for the Desktop
// client; a secret that was added since is in it.
func (s *Server) ClientSecretJSON() []byte { return s.Console("").ClientJSON() }

// WebClientJSON returns the file of a client of the same project that someone
// created as "Web application": the wrong type for a loopback redirect.
func (s *Server) WebClientJSON() []byte { return s.web.file() }

// ServiceAccountJSON returns a service account key, which the Photos APIs do
// not support. Its private key is not a key.
func (s *Server) ServiceAccountJSON() []byte {
	p := s.desktop.project
	email := "sync@" + p.id + ".iam.gserviceaccount.com"
	return fileJSON(map[string]any{
		"type":                        "service_account",
		"project_id":                  p.id,
		"private_key_id":              "0123456789abcdef0123456789abcdef01234567",
		"private_key":                 "-----BEGIN PRIVATE KEY-----\nnot a key\n-----END PRIVATE KEY-----\n",
		"client_email":                email,
		"client_id":                   "104857600000000000000",
		"auth_uri":                    "https://accounts.google.com/o/oauth2/auth",
		"token_uri":                   "https://oauth2.googleapis.com/token",
		"auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
		"client_x509_cert_url":        "https://www.googleapis.com/robot/v1/metadata/x509/sync%40" + p.id + ".iam.gserviceaccount.com",
		"universe_domain":             "googleapis.com",
	})
}

// AddClient creates another Desktop client in a project of its own and returns
// its file. It sees none of the items that other clients created. The project
// starts as [Config] says. For a client of another type or in the same project
// see [Console.AddClient].
func (s *Server) AddClient() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addClient(s.newProject(), DesktopApp).file()
}

func (c *client) file() []byte {
	fields := map[string]any{
		"client_id":                   c.id,
		"project_id":                  c.project.id,
		"auth_uri":                    "https://accounts.google.com/o/oauth2/auth",
		"token_uri":                   "https://oauth2.googleapis.com/token",
		"auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
		"client_secret":               c.secrets[len(c.secrets)-1],
		"redirect_uris":               []string{"http://localhost"},
	}
	key := "installed"
	switch c.kind {
	case WebApplication:
		key = "web"
		fields["redirect_uris"] = []string{webRedirect}
		fields["javascript_origins"] = []string{"https://photos.example.com"}
	case TVDevice:
		delete(fields, "redirect_uris")
	}
	return fileJSON(map[string]any{key: fields})
}

func fileJSON(value any) []byte {
	data, err := json.Marshal(value)
	if err != nil {
		panic("googletest: " + err.Error()) // maps of strings always marshal
	}
	return data
}
