package rules

import (
	"context"
	"errors"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// NAS is what the rules of a task ask about the server it is for.
type NAS interface {
	// Credential returns a copy of the stored credential with the id, or nil
	// without one. In every release it has the shape of the newer ones:
	// {"id", "name", "provider": {"type", …}}. Without a type the rules that
	// depend on the provider are skipped.
	Credential(id int) *ejson.Object
	// Pools are the names of the pools; nil skips the rule about the path.
	Pools() []string
	// Datasets are the full names of all datasets: "tank/photos".
	Datasets() []string
	// FullAdmin reports whether the caller may set scripts.
	FullAdmin() bool
	// List lists a remote folder of the credential. The error is a [*Fault],
	// as the call answers it, or [ErrUnknown].
	List(ctx context.Context, credential *ejson.Object, path string) ([]Entry, error)
}

// ErrUnknown is what [NAS.List] returns when it cannot tell; the rule about the
// remote folder is then skipped.
var ErrUnknown = errors.New("not known")

// Entry is an item of a remote folder.
type Entry struct {
	Name string
	Dir  bool
}
