package cloudsync

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/truenas"
)

// CredentialAPI stores cloud credentials. *truenas.CredentialService implements
// it. It must be safe for concurrent use.
type CredentialAPI interface {
	List(ctx context.Context) ([]truenas.Credential, error)
	Create(ctx context.Context, spec truenas.CredentialSpec) (truenas.Credential, error)
	Update(ctx context.Context, id int, update truenas.CredentialUpdate) (truenas.Credential, error)
	Verify(ctx context.Context, provider truenas.Provider) (truenas.Verification, error)
}

// TaskAPI stores cloud sync tasks. *truenas.TaskService implements it. It must be
// safe for concurrent use.
type TaskAPI interface {
	List(ctx context.Context) ([]truenas.Task, error)
	Create(ctx context.Context, spec truenas.TaskSpec) (truenas.Task, error)
	Update(ctx context.Context, id int, update truenas.TaskUpdate) (truenas.Task, error)
}

// Setup declares what a NAS should have. It changes nothing by itself.
type Setup struct {
	// Credentials and Tasks are where the wanted state lives, normally
	// client.Credentials() and client.Tasks() of a truenas.Client. Required.
	Credentials CredentialAPI
	Tasks       TaskAPI

	// CredentialName is the credential's name on the NAS; an existing one of that
	// name is updated. Required.
	CredentialName string
	// Client and Grant are what the credential holds. Required.
	Client credentials.Client
	Grant  *credentials.Grant

	// Task is the wanted task. Its Description identifies it on the NAS and is
	// required; CredentialID is filled in by Apply.
	Task truenas.TaskSpec

	// Report, if set, is what [credentials.Check] found; a Plan turns what is wrong
	// in it into warnings, such as that this client can see no photos. Default nil:
	// only what the grant itself says.
	Report *credentials.Report
}

// SetupError says which part of a [Setup] is missing or wrong.
type SetupError struct {
	Field, Problem string
}

// Error implements error.
func (e *SetupError) Error() string {
	return fmt.Sprintf("cloudsync: Setup.%s: %s", e.Field, e.Problem)
}

func (s Setup) validate() error {
	checks := []struct {
		bad            bool
		field, problem string
	}{
		{s.Credentials == nil, "Credentials", "is required: pass client.Credentials()"},
		{s.Tasks == nil, "Tasks", "is required: pass client.Tasks()"},
		{s.CredentialName == "", "CredentialName", "is required: it names the credential on the NAS"},
		{s.Client.ID == "", "Client", "is required: credentials.ParseClient reads the file of the Google console"},
		{s.Grant == nil, "Grant", "is required: credentials.Authorize gets one"},
		{s.Task.Description == "", "Task.Description", "is required: it identifies the task on the NAS"},
		{!strings.HasPrefix(path.Clean(s.Task.Path), "/mnt/"), "Task.Path", "must be a directory of a pool, such as /mnt/tank/photos"},
		{
			s.Task.Direction != truenas.Pull && s.Task.Direction != truenas.Push,
			"Task.Direction", "must be truenas.Pull or truenas.Push",
		},
		{
			s.Task.TransferMode != truenas.Copy && s.Task.TransferMode != truenas.Sync && s.Task.TransferMode != truenas.Move,
			"Task.TransferMode", "must be truenas.Copy, truenas.Sync or truenas.Move",
		},
		{s.Task.CredentialID != 0, "Task.CredentialID", "must be 0: Apply fills it in with the credential of CredentialName"},
	}
	for _, check := range checks {
		if check.bad {
			return &SetupError{Field: check.field, Problem: check.problem}
		}
	}
	if err := CheckFolder(s.Task.Attributes.Folder, s.Task.Direction); err != nil {
		return fmt.Errorf("cloudsync: Setup.Task.Attributes.Folder: %w", err)
	}
	if s.Grant.ClientID != "" && s.Grant.ClientID != s.Client.ID {
		return &SetupError{Field: "Grant", Problem: "belongs to another OAuth client than Setup.Client; a refresh would fail with unauthorized_client"}
	}
	return nil
}

// AmbiguousError says that the NAS has several objects under the name that a
// Setup looks for, so none can be chosen.
type AmbiguousError struct {
	Kind string // "task"
	Name string
	IDs  []int
}

// Error implements error.
func (e *AmbiguousError) Error() string {
	return fmt.Sprintf("cloudsync: the NAS has %d %ss called %q (ids %v): rename or delete all but one", len(e.IDs), e.Kind, e.Name, e.IDs)
}

// VerifyError says that the NAS could not use the credential.
type VerifyError struct {
	Name string
	// Excerpt is the first line of rclone's message.
	Excerpt string
}

// Error implements error.
func (e *VerifyError) Error() string {
	return fmt.Sprintf("cloudsync: the NAS cannot use credential %q: %s", e.Name, e.Excerpt)
}

// Unwrap returns the recognised cause, if there is one.
func (e *VerifyError) Unwrap() error { return Cause(e.Excerpt) }

// Plan reads the NAS and returns what Apply would do. It changes nothing.
func (s Setup) Plan(ctx context.Context) (*Plan, error) {
	if err := s.validate(); err != nil {
		return nil, err
	}
	found, err := s.Credentials.List(ctx)
	if err != nil {
		return nil, fmt.Errorf("cloudsync: listing the NAS's credentials: %w", err)
	}
	tasks, err := s.Tasks.List(ctx)
	if err != nil {
		return nil, fmt.Errorf("cloudsync: listing the NAS's tasks: %w", err)
	}
	p := &Plan{setup: s}
	if err := p.planCredential(found); err != nil {
		return nil, err
	}
	if err := p.planTask(tasks); err != nil {
		return nil, err
	}
	p.Warnings = s.warnings()
	return p, nil
}
