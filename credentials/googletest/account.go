package googletest

import (
	"crypto/sha256"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// account is a user who is signed in to Google in the browser.
type account struct {
	email string
}

// subject is the user's id: 21 digits.
func (a *account) subject() string {
	sum := sha256.Sum256([]byte(a.email))
	n := new(big.Int).SetBytes(sum[:8])
	return "1" + fmt.Sprintf("%020d", n)
}

// name is what the account calls itself.
func (a *account) name() string {
	name, _, _ := strings.Cut(a.email, "@")
	return name
}

// organisation is the Workspace organisation of the account: its domain.
func (a *account) organisation() string {
	_, domain, _ := strings.Cut(a.email, "@")
	return strings.ToLower(domain)
}

// findAccount returns the account with that address or id, or nil.
func (s *Server) findAccount(hint string) *account {
	i := slices.IndexFunc(s.accounts, func(a *account) bool {
		return strings.EqualFold(a.email, hint) || a.subject() == hint
	})
	if i < 0 {
		return nil
	}
	return s.accounts[i]
}

// owner is the account of [Config.Email].
func (s *Server) owner() *account { return s.accounts[0] }

// Account is a user of the fake.
type Account struct {
	server  *Server
	account *account
}

// AddAccount signs another user in, who is then offered on the page that asks
// which account to use. Accounts of one domain are of one organisation. A
// second account with the same address panics, and so does what is no address.
func (s *Server) AddAccount(email string) *Account {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, domain, _ := strings.Cut(email, "@"); name == "" || domain == "" || s.findAccount(email) != nil {
		panic("googletest: AddAccount: not an address, or there already: " + email)
	}
	a := &account{email: email}
	s.accounts = append(s.accounts, a)
	return &Account{s, a}
}

// Email returns the user's address.
func (a *Account) Email() string { return a.account.email }

// ClientID returns what stands for the client in [Photo] and in [Server.Library]
// when this user's photos and albums are meant: every user has a library of
// their own. An empty clientID is the Desktop client's.
func (a *Account) ClientID(clientID string) string {
	a.server.mu.Lock()
	defer a.server.mu.Unlock()
	return a.server.clientOf(a.account, a.server.clientOrDesktop(clientID)).id
}

// Issue is [Server.Issue] for this user and any client; an empty clientID is
// the Desktop client's.
func (a *Account) Issue(clientID string, scopes ...string) Tokens {
	a.server.mu.Lock()
	defer a.server.mu.Unlock()
	return a.server.issue(a.account, a.server.clientOrDesktop(clientID), scopes)
}

// RevokeAccess is [Server.RevokeAccess] for this user and the project of any
// client; an empty clientID is the Desktop client's.
func (a *Account) RevokeAccess(clientID string) {
	a.server.mu.Lock()
	defer a.server.mu.Unlock()
	a.server.revokeProject(a.account, a.server.clientOrDesktop(clientID).project)
}

// clientOf returns what stands for a client where the things are kept that it
// made for a user: the client itself for the owner, and for others one that
// nobody can sign in with.
func (s *Server) clientOf(user *account, c *client) *client {
	if user == s.owner() {
		return c
	}
	id := c.id + " of " + user.email
	if s.clients[id] == nil {
		s.clients[id] = &client{project: c.project, kind: c.kind, id: id, user: user}
	}
	return s.clients[id]
}

// itemsOf returns the photos of a user; nil is the owner.
func (s *Server) itemsOf(user *account) []*item {
	return slices.DeleteFunc(slices.Clone(s.items), func(it *item) bool { return s.clients[it.ClientID].user != user })
}

func (s *Server) emailOf(user *account) string {
	if user == nil {
		return s.config.Email
	}
	return user.email
}
