package cloudsync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
)

// Applied is what [Plan.Apply] leaves on the NAS. After an error it holds what was
// done before it; a new Plan finds that and goes on from there.
type Applied struct {
	CredentialID int
	Task         truenas.Task
}

// StalePlanError says that the NAS has changed since the Plan was made, so that
// applying it would change more than it showed. Nothing was written.
type StalePlanError struct {
	// Change is one that the Plan did not show.
	Change Change
}

// Error implements error.
func (e *StalePlanError) Error() string {
	return fmt.Sprintf("cloudsync: the NAS has changed since the plan, which did not show: %s %s %q: make a new plan and look at it",
		e.Change.Action, e.Change.Kind, e.Change.Name)
}

// Apply makes the NAS what the Plan says, the credential first: it is verified by
// the NAS before it is stored. What is kept is not written.
//
// The NAS is read again first. A token that it has refreshed in the meantime
// stays, what has been done already is not done twice, and a change that the
// Plan did not show is a *[StalePlanError]. When the answer to a create is lost,
// Apply reads the NAS to find out whether it happened.
func (p *Plan) Apply(ctx context.Context) (Applied, error) {
	now, err := p.setup.Plan(ctx)
	if err != nil {
		return Applied{}, err
	}
	for shown, change := range map[*Change]Change{&p.Credential: now.Credential, &p.Task: now.Task} {
		if !shown.covers(change) {
			return Applied{}, &StalePlanError{Change: change}
		}
	}
	applied := Applied{}
	if applied.CredentialID, err = now.applyCredential(ctx); err != nil {
		return Applied{}, err
	}
	applied.Task, err = now.applyTask(ctx, applied.CredentialID)
	if err != nil {
		err = fmt.Errorf("%w (credential %d is in place; a new plan keeps it)", err, applied.CredentialID)
	}
	return applied, err
}

// covers reports whether a change does nothing that c did not show.
func (c *Change) covers(change Change) bool {
	if change.Action == Keep {
		return true
	}
	if change.Action != c.Action || change.ID != c.ID {
		return false
	}
	for _, field := range change.Fields {
		if !slices.ContainsFunc(c.Fields, func(shown FieldChange) bool { return shown.Field == field.Field && shown.To == field.To }) {
			return false
		}
	}
	return true
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
		if now := s.look(ctx); now != nil && now.Credential.Action == Keep {
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
		var err error
		if spec.Attributes, err = merged(p.existing.Attributes, spec.Attributes); err != nil {
			return truenas.Task{}, err
		}
		task, err := s.Tasks.Update(ctx, p.Task.ID, taskUpdate(spec))
		return task, taskError("updating", spec, err)
	default:
		task, err := s.Tasks.Create(ctx, spec)
		if errors.Is(err, truenas.ErrUncertain) {
			if now := s.look(ctx); now != nil && now.Task.Action == Keep {
				return now.existing, nil
			}
		}
		return task, taskError("creating", spec, err)
	}
}

// lookTimeout bounds the look at the NAS after a lost answer.
const lookTimeout = 15 * time.Second

// look plans again to find out what happened, also when ctx has ended: that may be
// why the answer was lost. It returns nil if that is impossible.
func (s Setup) look(ctx context.Context) *Plan {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTimeout)
	defer cancel()
	now, err := s.Plan(ctx)
	if err != nil {
		return nil
	}
	return now
}

// taskError names what TrueNAS's own messages leave out.
func taskError(doing string, spec truenas.TaskSpec, err error) error {
	if err == nil {
		return nil
	}
	var invalid *truenas.ValidationError
	if errors.As(err, &invalid) {
		if _, folder := invalid.Field("attributes.folder"); folder {
			err = fmt.Errorf("%w: %s: %w", ErrFolderNotFound, spec.Attributes.Folder, err)
		}
	}
	return fmt.Errorf("cloudsync: %s task %q for %s: %w", doing, spec.Description, spec.Path, err)
}
