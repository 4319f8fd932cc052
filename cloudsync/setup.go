package cloudsync

import (
	"context"
	"errors"
	"fmt"

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

	// Report, if set, is what [credentials.Check] found; a Plan turns it into
	// warnings, such as that this client can see no photos. Default nil.
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
		{s.Task.Path == "", "Task.Path", "is required: a directory of a pool, such as /mnt/tank/photos"},
		{s.Task.Direction == "", "Task.Direction", "is required: truenas.Pull or truenas.Push"},
		{s.Task.TransferMode == "", "Task.TransferMode", "is required: truenas.Copy, truenas.Sync or truenas.Move"},
	}
	for _, check := range checks {
		if check.bad {
			return &SetupError{Field: check.field, Problem: check.problem}
		}
	}
	if err := CheckFolder(s.Task.Attributes.Folder); err != nil {
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
	return fmt.Sprintf("cloudsync: the NAS has %d %ss named %q (ids %v): rename or delete all but one", len(e.IDs), e.Kind, e.Name, e.IDs)
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

// Applied is what [Plan.Apply] leaves on the NAS.
type Applied struct {
	CredentialID int
	Task         truenas.Task
}

// Apply makes the NAS what the Plan says, the credential first: it is verified by
// the NAS before it is stored. What is kept is not written. When the answer to a
// create is lost, Apply reads the NAS to find out whether it happened, and
// never creates twice.
func (p *Plan) Apply(ctx context.Context) (Applied, error) {
	credentialID, err := p.applyCredential(ctx)
	if err != nil {
		return Applied{}, err
	}
	applied := Applied{CredentialID: credentialID}
	applied.Task, err = p.applyTask(ctx, credentialID)
	return applied, err
}

func (p *Plan) applyCredential(ctx context.Context) (int, error) {
	s, change := p.setup, p.Credential
	if change.Action == Keep {
		return change.ID, nil
	}
	verified, err := s.Credentials.Verify(ctx, p.provider)
	if err != nil {
		return 0, fmt.Errorf("cloudsync: verifying credential %q: %w", s.CredentialName, err)
	}
	if !verified.Valid {
		return 0, &VerifyError{Name: s.CredentialName, Excerpt: verified.Excerpt}
	}
	if change.Action == Update {
		_, err = s.Credentials.Update(ctx, change.ID, truenas.CredentialUpdate{Provider: p.provider})
		if err != nil {
			return 0, fmt.Errorf("cloudsync: updating credential %q: %w", s.CredentialName, err)
		}
		return change.ID, nil
	}
	created, err := s.Credentials.Create(ctx, truenas.CredentialSpec{Name: s.CredentialName, Provider: p.provider})
	if errors.Is(err, truenas.ErrUncertain) {
		if now, planErr := s.Plan(ctx); planErr == nil && now.Credential.Action != Create {
			return now.Credential.ID, nil
		}
	}
	if err != nil {
		return 0, fmt.Errorf("cloudsync: creating credential %q: %w", s.CredentialName, err)
	}
	return created.ID, nil
}

func (p *Plan) applyTask(ctx context.Context, credentialID int) (truenas.Task, error) {
	s := p.setup
	spec := s.Task
	spec.CredentialID = credentialID
	switch p.Task.Action {
	case Keep:
		return p.existing, nil
	case Update:
		task, err := s.Tasks.Update(ctx, p.Task.ID, taskUpdate(spec))
		if err != nil {
			return task, fmt.Errorf("cloudsync: updating task %q: %w", spec.Description, err)
		}
		return task, nil
	default:
		task, err := s.Tasks.Create(ctx, spec)
		if errors.Is(err, truenas.ErrUncertain) {
			if now, planErr := s.Plan(ctx); planErr == nil && now.Task.Action == Keep {
				return now.existing, nil
			}
		}
		if err != nil {
			return task, fmt.Errorf("cloudsync: creating task %q: %w", spec.Description, err)
		}
		return task, nil
	}
}
