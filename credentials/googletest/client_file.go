package googletest

import (
	"encoding/json"
	"fmt"
)

type clientKind string

const (
	desktopClient clientKind = "installed"
	webClient     clientKind = "web"
)

// webRedirect is the one address registered for the Web client.
const webRedirect = "https://photos.example.com/oauth2/callback"

// audience is who may use the apps of a project.
type audience string

const (
	audienceProduction audience = "production" // anybody; not verified by Google
	audienceTesting    audience = "testing"    // test users
	audienceInternal   audience = "internal"   // the owner's organisation
)

type project struct {
	id       string
	number   string
	audience audience
	testers  []string // besides the owner
}

type client struct {
	project *project
	kind    clientKind
	id      string
	secret  string
}

func (s *Server) newProject() *project {
	s.projects++
	// Numbers count up from one of the right length.
	return &project{
		number: fmt.Sprint(742138104894 + s.projects), id: fmt.Sprintf("photos-sync-%03d", s.projects),
		audience: s.config.audience(),
	}
}

func (s *Server) addClient(p *project, kind clientKind) *client {
	c := &client{project: p, kind: kind}
	c.id = p.number + "-" + lowerAlphanumeric(s.ids.next("client", 32)) + ".apps.googleusercontent.com"
	c.secret = "GOCSPX-" + s.ids.next("secret", 28)
	s.clients[c.id] = c
	return c
}

// clientOrDesktop finds a client; it panics for one that does not exist.
func (s *Server) clientOrDesktop(id string) *client {
	if id == "" {
		return s.desktop
	}
	c := s.clients[id]
	if c == nil {
		panic("googletest: no client " + id)
	}
	return c
}

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
// client.
func (s *Server) ClientSecretJSON() []byte { return s.desktop.file() }

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
// its file. It sees none of the items that other clients created.
func (s *Server) AddClient() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addClient(s.newProject(), desktopClient).file()
}

func (c *client) file() []byte {
	fields := map[string]any{
		"client_id":                   c.id,
		"project_id":                  c.project.id,
		"auth_uri":                    "https://accounts.google.com/o/oauth2/auth",
		"token_uri":                   "https://oauth2.googleapis.com/token",
		"auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
		"client_secret":               c.secret,
		"redirect_uris":               []string{"http://localhost"},
	}
	if c.kind == webClient {
		fields["redirect_uris"] = []string{webRedirect}
		fields["javascript_origins"] = []string{"https://photos.example.com"}
	}
	return fileJSON(map[string]any{string(c.kind): fields})
}

func fileJSON(value any) []byte {
	data, err := json.Marshal(value)
	if err != nil {
		panic("googletest: " + err.Error()) // maps of strings always marshal
	}
	return data
}
