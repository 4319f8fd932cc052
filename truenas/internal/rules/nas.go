package rules

import (
	"context"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// NAS is what the rules of a task ask about the server it is for.
type NAS interface {
	// Credential returns a copy of the stored credential with the id, or nil
	// without one. In every release it has the shape of the newer ones:
	// {"id", "name", "provider": {"type", …}}.
	Credential(id int) *ejson.Object
	// Pools are the names of the pools.
	Pools() []string
	// Datasets are the full names of all datasets: "tank/photos".
	Datasets() []string
	// FullAdmin reports whether the caller may set scripts.
	FullAdmin() bool
	// List lists a remote folder of the credential. The error is a [*Fault],
	// as the call answers it.
	List(ctx context.Context, credential *ejson.Object, path string) ([]Entry, error)
}

// Entry is an item of a remote folder.
type Entry struct {
	Name string
	Dir  bool
}
