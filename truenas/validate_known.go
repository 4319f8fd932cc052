package truenas

import (
	"context"
	"encoding/json"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// knownNAS answers what the rules ask from what is known.
type knownNAS struct{ Known }

func (n knownNAS) Credential(id int) *ejson.Object {
	if n.Credentials == nil {
		return ejson.NewObject("id", id)
	}
	for _, c := range n.Credentials {
		if c.ID == id {
			return wireCredential(c)
		}
	}
	return nil
}

// wireCredential is the credential as the rules see it: what depends on the
// account's secrets is not looked at.
func wireCredential(c Credential) *ejson.Object {
	out := ejson.NewObject("id", c.ID, "name", c.Name)
	if c.Provider == nil {
		return out
	}
	out.Set("provider", ejson.NewObject("type", c.Provider.ProviderType()))
	wire, err := encodeProvider(c.Provider)
	if err != nil {
		return out
	}
	text, err := encodeJSON(wire)
	if err != nil {
		return out
	}
	if whole, err := ejson.Parse(string(text)); err == nil {
		out.Set("provider", whole)
	}
	return out
}

// changed is the credential that a call changes, if it does and that is known.
func (n knownNAS) changed(method string, params []any) *ejson.Object {
	if method != "cloudsync.credentials.update" || len(params) == 0 {
		return nil
	}
	return n.Credential(ejson.ToInt(params[0]))
}

func (n knownNAS) Pools() []string { return n.Known.Pools }

func (n knownNAS) Datasets() []string { return n.Known.Datasets }

func (n knownNAS) FullAdmin() bool { return !n.NotFullAdmin }

func (n knownNAS) List(_ context.Context, credential *ejson.Object, path string) ([]rules.Entry, error) {
	if n.Known.List == nil {
		return nil, rules.ErrUnknown
	}
	found, err := n.Known.List(credential.Number("id"), path)
	if err != nil {
		return nil, err
	}
	entries := make([]rules.Entry, len(found))
	for i, e := range found {
		entries[i] = rules.Entry{Name: e.Name, Dir: e.IsDir}
	}
	return entries, nil
}

// task is the stored task as the rules see it: with the id of its credential.
// It is nil for one that does not exist.
func (n knownNAS) task(id int) (*ejson.Object, error) {
	for _, t := range n.Tasks {
		if t.ID != id {
			continue
		}
		// The secrets are redacted here, and still empty or not.
		data, err := json.Marshal(t)
		if err != nil {
			return nil, err
		}
		row, err := ejson.Parse(string(data))
		if err != nil {
			return nil, err
		}
		out := row.(*ejson.Object)
		out.Set("credentials", t.Credential.ID)
		return out, nil
	}
	return nil, nil
}
