package truenas

import (
	"context"
	"errors"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// serviceCheck applies the rules that come after the schema.
type serviceCheck struct {
	ctx     context.Context //nolint:containedctx // the life of one check
	release rules.Release
	method  string
	params  []any // checked, with defaults
	nas     knownNAS
}

func (c serviceCheck) id() int { return ejson.ToInt(c.params[0]) }

func (c serviceCheck) object(i int) *ejson.Object { return c.params[i].(*ejson.Object).Clone() }

func (c serviceCheck) run() error {
	switch name, ok := strings.CutPrefix(c.method, "cloudsync.credentials."); {
	case ok:
		return c.credential(name)
	case strings.HasPrefix(c.method, "cloudsync."):
		return c.cloudsync(strings.TrimPrefix(c.method, "cloudsync."))
	}
	return nil
}

func (c serviceCheck) cloudsync(name string) error {
	switch name {
	case "create":
		return c.task("cloud_sync_create", c.object(0))
	case "sync_onetime":
		return rules.CheckTask(c.ctx, c.release, c.nas, rules.Task{
			Prefix: "cloud_sync_sync_onetime", Data: c.object(0), Onetime: true,
		})
	case "update", "restore", "delete", "get_instance", "sync", "abort":
		return c.storedTask(name)
	case "list_directory":
		return c.listing(c.object(0))
	case "list_buckets", "create_bucket":
		return c.buckets(name == "create_bucket")
	}
	return nil
}

func (c serviceCheck) task(prefix string, data *ejson.Object) error {
	return rules.CheckTask(c.ctx, c.release, c.nas, rules.Task{Prefix: prefix, Data: data})
}

// storedTask checks a call about a task that exists, if the tasks are known.
func (c serviceCheck) storedTask(name string) error {
	if c.nas.Tasks == nil {
		return nil
	}
	row, err := c.nas.task(c.id())
	switch {
	case err != nil:
		return err
	case row == nil && name == "restore":
		return rules.NoTaskToRestore(c.release, c.id())
	case row == nil:
		return rules.NoTask(c.id())
	case name == "update":
		for _, k := range c.object(1).Keys() {
			row.Set(k, c.object(1).Get(k))
		}
		return c.task("cloud_sync_update", row)
	case name == "restore":
		data, err := rules.RestoreTask(c.release, row, c.object(1))
		if err != nil {
			return err
		}
		return c.task("cloud_sync_create", data)
	}
	return nil
}

func (c serviceCheck) listing(data *ejson.Object) error {
	target, err := rules.CheckListing(c.release, c.nas, data)
	if err != nil || target.Credential == nil {
		return err
	}
	_, err = c.nas.List(c.ctx, target.Credential, target.Provider.RemotePath(data.Obj("attributes")))
	if errors.Is(err, rules.ErrUnknown) {
		return nil
	}
	return err
}

func (c serviceCheck) buckets(create bool) error {
	credential := c.nas.Credential(c.id())
	if credential != nil && !credential.Obj("provider").Has("type") {
		return nil
	}
	_, err := rules.CheckBuckets(c.release, credential, create)
	return err
}

func (c serviceCheck) credential(name string) error {
	switch name {
	case "create":
		return c.name("cloud_sync_credentials_create", c.object(0), 0)
	case "verify":
		if c.release == rules.V24_10 {
			return nil // it was looked at with the parameters
		}
		_, err := rules.SupportedProvider(c.release, c.object(0).Text("type"))
		return err
	case "update", "get_instance":
		if c.nas.Credential(c.id()) == nil {
			return rules.NoCredential(c.id())
		}
		if name == "update" && c.object(1).Has("name") {
			return c.name("cloud_sync_credentials_update", c.object(1), c.id())
		}
	case "delete":
		for _, t := range c.nas.Tasks {
			if t.Credential.ID == c.id() {
				return rules.CredentialInUse(t.ID, t.Description)
			}
		}
	}
	return nil
}

// name wants the credential's name to be its own; except is its id.
func (c serviceCheck) name(prefix string, data *ejson.Object, except int) error {
	var names []string
	for _, other := range c.nas.Credentials {
		if other.ID != except {
			names = append(names, other.Name)
		}
	}
	return rules.CheckName(c.release, prefix, data.Text("name"), names)
}
