package googletest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Audience is who may use the apps of a project.
type Audience string

// The audiences, and what becomes of grants that are made meanwhile.
const (
	// Production is a published app that Google has not verified: anybody may use
	// it, after a warning.
	Production Audience = "In production"
	// Testing is for test users; their grants die after seven days, also if the
	// app is published before that.
	Testing Audience = "Testing"
	// Internal is for the owner's organisation, without a warning.
	Internal Audience = "Internal"
)

// Limits of the console.
const (
	maxTestUsers     = 100
	maxSecrets       = 2
	restorableClient = 30 * 24 * time.Hour
)

// Console plays the pages of the Google Cloud console for an OAuth client and
// the project it is in. Its methods are safe for concurrent use.
type Console struct {
	server *Server
	client *client
}

// Console opens the console for a client; an empty clientID is the Desktop
// client's. It panics for a client that does not exist.
func (s *Server) Console(clientID string) *Console {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Console{s, s.clientOrDesktop(clientID)}
}

// ClientID returns the id of the client.
func (c *Console) ClientID() string { return c.client.id }

// ClientJSON returns the client's file, with its newest secret. Google offers it
// only when the secret is new.
func (c *Console) ClientJSON() []byte {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.client.file()
}

// AddClient creates another client in the same project and returns its file.
func (c *Console) AddClient(kind ClientType) []byte {
	if !slices.Contains([]ClientType{DesktopApp, WebApplication, TVDevice}, kind) {
		panic("googletest: AddClient: no such type: " + string(kind))
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	return c.server.addClient(c.client.project, kind).file()
}

// AddSecret makes a second secret; both work. A third is refused.
func (c *Console) AddSecret() (Secret, error) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if len(c.client.secrets) == maxSecrets {
		return Secret{}, fmt.Errorf("googletest: AddSecret: a client has at most %d secrets", maxSecrets)
	}
	text := c.server.newSecret()
	c.client.secrets = append(c.client.secrets, text)
	return newSecret(text), nil
}

// RemoveOldSecret deletes the older of two secrets, which is refused from then
// on. The only one stays.
func (c *Console) RemoveOldSecret() error {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if len(c.client.secrets) < maxSecrets {
		return errors.New("googletest: RemoveOldSecret: a client needs a secret: AddSecret first")
	}
	c.client.secrets = c.client.secrets[1:]
	return nil
}

// DeleteClient deletes the client, as its owner does, and Google after six
// months without use. Its tokens cannot be refreshed while it is.
func (c *Console) DeleteClient() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.client.deleted.IsZero() {
		c.client.deleted = c.server.now()
	}
}

// RestoreClient brings a deleted client back, and its tokens with it, for 30
// days after the deletion.
func (c *Console) RestoreClient() error {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.server.now().Sub(c.client.deleted) > restorableClient && !c.client.deleted.IsZero() {
		return errors.New("googletest: RestoreClient: the client was deleted more than 30 days ago")
	}
	c.client.deleted = time.Time{}
	return nil
}

// SetAudience publishes the app, takes it back to Testing, or makes it
// Internal. Grants keep the end that they were made with.
func (c *Console) SetAudience(a Audience) {
	if !slices.Contains([]Audience{Production, Testing, Internal}, a) {
		panic("googletest: SetAudience: no such audience: " + string(a))
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.client.project.audience = a
}

// AddTestUser lets an account use the app in Testing. The owner is one from the
// start. A project has 100 places, which are never free again.
func (c *Console) AddTestUser(email string) error {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	p := c.client.project
	if p.tester(email) {
		return nil
	}
	if len(p.testers) == maxTestUsers-1 {
		return fmt.Errorf("googletest: AddTestUser: a project has at most %d test users", maxTestUsers)
	}
	p.testers = append(p.testers, email)
	return nil
}

func (p *project) tester(email string) bool {
	return slices.ContainsFunc(p.testers, func(tester string) bool { return strings.EqualFold(tester, email) })
}

// outside reports whether the app is Internal and the account of another
// organisation.
func (s *Server) outside(p *project, user *account) bool {
	return p.audience == Internal && user.organisation() != s.owner().organisation()
}

// SetAPI switches an API of the project on or off: service is
// photoslibrary.googleapis.com or photospicker.googleapis.com. What was off is on
// after [Config.Propagation].
func (c *Console) SetAPI(service string, on bool) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.server.setAPI(c.client.project, service, on)
}

// SetDisabledAPI is [Console.SetAPI] for the Photos Library API in every
// project, those to come included.
func (s *Server) SetDisabledAPI(disabled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.libraryOff = disabled
	for _, p := range s.projects {
		s.setAPI(p, hostLibrary, !disabled)
	}
}

func (s *Server) setAPI(p *project, service string, on bool) {
	before, ok := p.apis[service]
	if !ok {
		panic("googletest: SetAPI: no such service: " + service)
	}
	if before.on != on {
		p.apis[service] = apiState{on: on, since: s.now()}
	}
}

// disabled reports whether an API answers that it is off.
func (s *Server) disabled(p *project, service string) bool {
	api := p.apis[service]
	return !api.on || !api.since.IsZero() && s.now().Sub(api.since) < s.config.Propagation
}
