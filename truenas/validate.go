package truenas

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// Known is what is known of a NAS when a call is checked without it. Rules
// that need what is not known are skipped: the zero value leaves those that
// look at the call alone. A credential that is still to be created can be among
// the others, with any id: a task that names this id is checked for its provider.
// The checks only read it.
type Known struct {
	// Credentials and Tasks are all that exist; nil is not known, empty is
	// none.
	Credentials []Credential
	Tasks       []Task
	// Pools are the names of the pools; nil is not known.
	Pools []string
	// Datasets are the full names of all datasets, as "tank/photos".
	Datasets []string
	// NotFullAdmin says that the user lacks FULL_ADMIN, and so may not set
	// scripts.
	NotFullAdmin bool
	// List lists a folder of a credential's account, as TrueNAS does for a
	// [Pull]; the first element of the path is the bucket, if there are any.
	// An error ends the check and is returned. nil skips the rule.
	List func(credentialID int, path string) ([]DirEntry, error)
}

// Validate checks a credential before it is created, as a NAS of the release
// would: a [*ValidationError] or [*CallError] is what the call would answer, with
// the texts of that release. Nothing is sent. [ParseRelease] makes a Release of
// [Client.Version].
func (s CredentialSpec) Validate(release Release, known Known) error {
	wire, err := s.encode(release == V24_10)
	if err != nil {
		return err
	}
	return ValidateCall(release, "cloudsync.credentials.create", []any{wire}, known)
}

// Validate checks a change of the credential with the id, as
// [CredentialSpec.Validate] does.
func (u CredentialUpdate) Validate(release Release, id int, known Known) error {
	wire, err := u.encode(id, release == V24_10)
	if err != nil {
		return err
	}
	return ValidateCall(release, "cloudsync.credentials.update", []any{id, wire}, known)
}

// Validate checks a task before it is created, as [CredentialSpec.Validate]
// does.
func (s TaskSpec) Validate(release Release, known Known) error {
	wire, err := s.encode()
	if err != nil {
		return err
	}
	return ValidateCall(release, "cloudsync.create", []any{wire}, known)
}

// Validate checks a change of the task with the id, as
// [CredentialSpec.Validate] does. TrueNAS checks the task as a whole: unless it
// is among known.Tasks, only the types and values of the changes are checked.
func (u TaskUpdate) Validate(release Release, id int, known Known) error {
	wire, err := u.encodeFor(id)
	if err != nil {
		return err
	}
	return ValidateCall(release, "cloudsync.update", []any{id, wire}, known)
}

// ValidateCall checks a call as a NAS of the release would, for params as
// encoding/json writes them; a [json.RawMessage] keeps the order of its keys,
// and so that of the errors. In 24.10 a credential has a "provider" and
// "attributes". The error is what the call, or the job it starts, would end
// with. A method it has no rules for is [errors.ErrUnsupported].
func ValidateCall(release Release, method string, params []any, known Known) error {
	r := rules.Release(release)
	m, ok := rules.Lookup(r, method)
	if !ok {
		return fmt.Errorf("truenas: %s: this package has no rules for it in %s: %w", method, release, errors.ErrUnsupported)
	}
	wire, err := wireParams(method, params)
	if err != nil {
		return err
	}
	if err := m.Arity(len(wire)); err != nil {
		return asAnswer(method, err)
	}
	c := serviceCheck{ctx: context.Background(), release: r, method: method, nas: knownNAS{known}}
	c.params, err = m.CheckUpdate(wire, c.nas.changed(method, wire))
	if err != nil {
		return asAnswer(method, err)
	}
	return asAnswer(method, c.run())
}

// wireParams are the parameters as a NAS reads them.
func wireParams(method string, params []any) ([]any, error) {
	if params == nil {
		params = []any{}
	}
	data, err := encodeJSON(params)
	if err != nil {
		return nil, fmt.Errorf("truenas: %s: params: %w", method, err)
	}
	wire, err := ejson.Parse(string(data))
	if err != nil {
		return nil, fmt.Errorf("truenas: %s: params: %w", method, err)
	}
	return wire.([]any), nil
}

// asAnswer turns a refusal into the error that the client makes of the same
// answer. Other errors stay what they are.
func asAnswer(method string, err error) error {
	f, ok := errors.AsType[*rules.Fault](err)
	if !ok {
		return err
	}
	data, err := json.Marshal(f.Data())
	if err != nil {
		return err
	}
	return (&rpcError{Code: f.Code, Message: f.Message(), Data: data}).forMethod(method)
}
