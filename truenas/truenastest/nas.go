package truenastest

import (
	"context"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// release is the one that the fake is.
func (s *Server) release() rules.Release { return rules.Release(s.config.Release) }

// nas is the server as the rules of a task see it when user calls.
type nas struct {
	server *Server
	user   *user
}

func (n nas) Credential(id int) *ejson.Object {
	n.server.mu.Lock()
	defer n.server.mu.Unlock()
	if e := n.server.credential(id); e != nil {
		return e.Clone()
	}
	return nil
}

func (n nas) Pools() []string { return n.server.config.Pools }

func (n nas) Datasets() []string { return n.server.config.Datasets }

func (n nas) FullAdmin() bool { return n.server.allows(n.user, RoleFullAdmin) }

func (n nas) List(ctx context.Context, credential *ejson.Object, path string) ([]rules.Entry, error) {
	found, err := n.server.list(ctx, credential.Obj("provider"), path)
	if err != nil {
		return nil, listFault(err)
	}
	entries := make([]rules.Entry, len(found))
	for i, e := range found {
		entries[i] = rules.Entry{Name: e.Name, Dir: e.Dir}
	}
	return entries, nil
}
