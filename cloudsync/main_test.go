package cloudsync_test

import (
	"context"
	"errors"
	"iter"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/truenas"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shelf is an in-memory CredentialAPI. TrueNAS's own rules are tested with
// truenastest; here it is only storage.
type shelf struct {
	mu      sync.Mutex
	stored  []truenas.Credential
	writes  int
	invalid string // Verify's excerpt
	// lose makes a Create succeed and its answer get lost.
	lose bool
	// foreign makes the lost Create somebody else's.
	foreign bool
	err     error
}

func (s *shelf) List(context.Context) ([]truenas.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]truenas.Credential(nil), s.stored...), s.err
}

func (s *shelf) Create(_ context.Context, spec truenas.CredentialSpec) (truenas.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	made := truenas.Credential{ID: len(s.stored) + 1, Name: spec.Name, Provider: spec.Provider}
	s.stored = append(s.stored, made)
	if s.foreign {
		other := spec.Provider.(truenas.GooglePhotos)
		other.ClientID = "other"
		s.stored[len(s.stored)-1].Provider = other
	}
	if s.lose {
		s.lose = false
		return truenas.Credential{}, truenas.ErrUncertain
	}
	return made, nil
}

func (s *shelf) Update(_ context.Context, id int, update truenas.CredentialUpdate) (truenas.Credential, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	s.stored[id-1].Provider = update.Provider
	return s.stored[id-1], nil
}

func (s *shelf) Verify(context.Context, truenas.Provider) (truenas.Verification, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return truenas.Verification{Valid: s.invalid == "", Excerpt: s.invalid}, nil
}

func (s *shelf) token() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stored[0].Provider.(truenas.GooglePhotos).Token.Reveal()
}

// board is an in-memory TaskAPI over the credentials of a shelf.
type board struct {
	shelf  *shelf
	mu     sync.Mutex
	stored []truenas.Task
	writes int
	lose   bool
}

func (b *board) List(context.Context) ([]truenas.Task, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]truenas.Task(nil), b.stored...), nil
}

func (b *board) Create(_ context.Context, spec truenas.TaskSpec) (truenas.Task, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.writes++
	task := truenas.Task{
		ID: len(b.stored) + 1, Description: spec.Description, Path: spec.Path, Direction: spec.Direction,
		TransferMode: spec.TransferMode, Attributes: spec.Attributes, Enabled: true,
		// What TrueNAS makes of a schedule without minutes.
		Schedule:   truenas.Schedule{Minute: "00", Hour: orStar(spec.Schedule.Hour), Dom: "*", Month: "*", Dow: "*"},
		Credential: b.shelf.stored[spec.CredentialID-1],
	}
	b.stored = append(b.stored, task)
	if b.lose {
		b.lose = false
		return truenas.Task{}, truenas.ErrUncertain
	}
	return task, nil
}

func (b *board) Update(_ context.Context, id int, update truenas.TaskUpdate) (truenas.Task, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.writes++
	task := &b.stored[id-1]
	set(&task.Path, update.Path)
	set(&task.Attributes, update.Attributes)
	set(&task.Direction, update.Direction)
	set(&task.TransferMode, update.TransferMode)
	set(&task.Schedule, update.Schedule)
	set(&task.Enabled, update.Enabled)
	set(&task.Exclude, update.Exclude)
	if id, ok := update.CredentialID.Value(); ok {
		task.Credential = b.shelf.stored[id-1]
	}
	return *task, nil
}

func set[T any](field *T, update truenas.Opt[T]) {
	if value, ok := update.Value(); ok {
		*field = value
	}
}

func orStar(text string) string {
	if text == "" {
		return "*"
	}
	return text
}

const clientID = "123456789012-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com"

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func newGrant(access, refresh string, expiry time.Time) *credentials.Grant {
	return &credentials.Grant{
		ClientID:     clientID,
		AccessToken:  truenas.NewSecret(access),
		RefreshToken: truenas.NewSecret(refresh),
		TokenType:    "Bearer",
		Expiry:       expiry,
		GrantedAt:    expiry.Add(-time.Hour),
	}
}

func newSetup() (cloudsync.Setup, *shelf, *board) {
	credentialStore := &shelf{}
	tasks := &board{shelf: credentialStore}
	return cloudsync.Setup{
		Credentials:    credentialStore,
		Tasks:          tasks,
		CredentialName: "photos",
		Client:         credentials.Client{ID: clientID, Secret: truenas.NewSecret("GOCSPX-hunter2")},
		Grant:          newGrant("ya29.one", "1//refresh", noon),
		Task: truenas.TaskSpec{
			Description: "nightly", Path: "/mnt/tank/photos", Direction: truenas.Pull, TransferMode: truenas.Copy,
			Attributes: truenas.TaskAttributes{Folder: "media/all"},
			Schedule:   truenas.Schedule{Hour: "3"},
		},
	}, credentialStore, tasks
}

// jobs is a scripted JobAPI.
type jobs struct {
	options truenas.RunOptions // of the last Start
	once    sync.Once
	updates []truenas.JobStatus
	// then, if set, blocks after the updates until Abort or the context's end.
	hang    bool
	aborted chan struct{}
	err     error // ends Watch after the updates
	before  func()
}

func newJobs(updates ...truenas.JobStatus) *jobs {
	return &jobs{updates: updates, aborted: make(chan struct{})}
}

func (j *jobs) Start(ctx context.Context, _ int, opts truenas.RunOptions) (cloudsync.Job, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	j.options = opts
	return scriptedJob{j}, nil
}

type scriptedJob struct{ jobs *jobs }

func (scriptedJob) ID() int { return 41 }

func (s scriptedJob) Abort(context.Context) error {
	s.jobs.once.Do(func() { close(s.jobs.aborted) })
	return nil
}

func (s scriptedJob) Watch(ctx context.Context) iter.Seq2[truenas.JobUpdate, error] {
	return func(yield func(truenas.JobUpdate, error) bool) {
		if s.jobs.before != nil {
			s.jobs.before()
		}
		for _, status := range s.jobs.updates {
			if !yield(truenas.JobUpdate{Status: status, Final: status.Finished()}, nil) {
				return
			}
		}
		switch {
		case s.jobs.err != nil:
			yield(truenas.JobUpdate{}, s.jobs.err)
		case s.jobs.hang:
			select {
			case <-s.jobs.aborted:
				yield(truenas.JobUpdate{Final: true, Status: truenas.JobStatus{ID: 41, State: truenas.JobAborted, TimeFinished: noon}}, nil)
			case <-ctx.Done():
				yield(truenas.JobUpdate{}, ctx.Err())
			}
		}
	}
}

var errWeird = errors.New("weird")
