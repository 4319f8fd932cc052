package truenas_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// chaos is a NAS that goes wrong at random while many callers use one client, and
// what it must keep to all the same.
type chaos struct {
	t        *testing.T
	server   *truenastest.Server
	client   *truenas.Client
	restarts atomic.Int32
	later    sync.WaitGroup // faults that end by themselves

	mu      sync.Mutex
	created map[string]error // what each create returned
	asked   map[int]int      // runs of each task that may have begun
	runs    map[int]int      // runs that did
}

// Run is the engine of the fake.
func (c *chaos) Run(_ context.Context, run truenastest.TaskRun, report func(int, string)) (truenastest.EngineResult, error) {
	c.mu.Lock()
	c.runs[run.TaskID]++
	c.mu.Unlock()
	for percent := range 4 {
		report(25*percent, "")
	}
	if run.TaskID%5 == 0 {
		return truenastest.EngineResult{Log: "log"}, errors.New("boom")
	}
	return truenastest.EngineResult{Log: "log"}, nil
}

// Whatever goes wrong: no call is lost or done twice, no watch ends twice or with
// another job, and nothing is left in the end.
func TestChaos(t *testing.T) {
	for i, release := range truenas.Releases() {
		t.Run(string(release), func(t *testing.T) { runChaos(t, release, uint64(i), 20, 8) })
	}
}

func runChaos(t *testing.T, release truenas.Release, seed uint64, workers, steps int) {
	c := &chaos{t: t, created: map[string]error{}, asked: map[int]int{}, runs: map[int]int{}}
	c.server, c.client = nasOf(t, release, c, 20*time.Millisecond)
	credentialID, first := examplePhotos(t.Context(), c.client)
	tasks := []int{first}
	for i := range 7 {
		c.server.AddDirectory(fmt.Sprintf("/mnt/tank/photos/%d", i))
		task, err := c.client.Tasks().Create(t.Context(), truenas.TaskSpec{
			Path: fmt.Sprintf("/mnt/tank/photos/%d", i), CredentialID: credentialID, Direction: truenas.Pull, TransferMode: truenas.Copy,
			Attributes: truenas.TaskAttributes{Folder: "album/Holidays"},
		})
		require.NoError(t, err)
		tasks = append(tasks, task.ID)
	}
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(worker)))
			for step := range steps {
				c.fault(random, random.IntN(2*workers))
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour) // the machine may be slow
				var leaves *time.Timer
				if random.IntN(5) == 0 {
					leaves = time.AfterFunc(time.Duration(random.IntN(3000))*time.Microsecond, cancel)
				}
				switch random.IntN(3) {
				case 0:
					c.create(ctx, fmt.Sprintf("%d-%d", worker, step))
				case 1:
					c.read(ctx)
				default:
					c.run(ctx, tasks[random.IntN(len(tasks))])
				}
				if leaves != nil {
					leaves.Stop()
				}
				cancel()
			}
		})
	}
	all.Wait()
	c.later.Wait()
	c.server.Delay(0)
	c.check()
}

// fault makes something go wrong, or nothing.
func (c *chaos) fault(random *rand.Rand, kind int) {
	soon := func(resume func()) {
		c.later.Add(1)
		time.AfterFunc(time.Duration(random.IntN(10))*time.Millisecond, func() {
			defer c.later.Done()
			resume()
		})
	}
	switch kind {
	case 0, 1, 2:
		c.server.DropConnections()
	case 3:
		c.server.CloseConnections(1011, "boom")
	case 4:
		c.server.CloseConnections(1001, "")
	case 5:
		c.server.LoseAnswers("cloudsync.credentials.create", 1)
	case 6:
		c.server.LoseAnswers("cloudsync.sync", 1)
	case 7:
		c.server.LoseAnswers("core.get_jobs", 1+random.IntN(2))
	case 8:
		c.server.LoseAnswers("core.subscribe", 1)
	case 9:
		c.server.Delay(time.Duration(random.IntN(3)) * time.Millisecond)
	case 10:
		soon(c.server.Stall())
	case 11:
		soon(c.server.Stall("core.get_jobs", "cloudsync.credentials.create"))
	case 12:
		soon(c.server.StallHandshakes())
	case 13, 14:
		c.server.Events(truenastest.EventOrder(random.IntN(int(truenastest.EventsLost) + 1)))
	case 15:
		c.server.EndSubscriptions("core.get_jobs", "")
	case 16:
		c.restarts.Add(1)
		c.server.Restart()
	}
}

// allowed reports whether a call may fail so: its caller left, it is not known
// whether it was done, or it met too many exceptions of the NAS.
func allowed(ctx context.Context, err error) bool {
	closed, ok := errors.AsType[*truenas.CloseError](err)
	return err == nil || ctx.Err() != nil && errors.Is(err, context.Canceled) || errors.Is(err, truenas.ErrUncertain) ||
		ok && closed.Code == 1011
}

func (c *chaos) create(ctx context.Context, name string) {
	_, err := c.client.Credentials().Create(ctx, truenas.CredentialSpec{
		Name: name, Provider: truenas.GooglePhotos{Token: truenas.NewSecret(`{"access_token":"a"}`)},
	})
	if !allowed(ctx, err) {
		c.t.Errorf("create: %v", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.created[name] = err
}

func (c *chaos) read(ctx context.Context) {
	_, err := c.client.Tasks().List(ctx)
	if !allowed(ctx, err) || errors.Is(err, truenas.ErrUncertain) {
		c.t.Errorf("read: %v", err)
	}
}

func (c *chaos) run(ctx context.Context, task int) {
	restarts := c.restarts.Load()
	job, err := c.client.Tasks().Run(ctx, task, truenas.RunOptions{})
	if !allowed(ctx, err) {
		c.t.Errorf("run: %v", err)
	}
	if err == nil || errors.Is(err, truenas.ErrUncertain) {
		c.mu.Lock()
		c.asked[task]++
		c.mu.Unlock()
	}
	if err != nil {
		return
	}
	ends := 0
	for update, err := range job.Watch(ctx) {
		switch {
		case ends > 0:
			c.t.Errorf("job %d goes on after its end: %+v, %v", job.ID(), update, err)
		case err != nil:
			ends++
			gone := errors.Is(err, truenas.ErrNotFound) && c.restarts.Load() != restarts
			if !gone && !errors.Is(err, context.Canceled) {
				c.t.Errorf("job %d, %d restarts: %v", job.ID(), c.restarts.Load()-restarts, err)
			}
			continue
		case update.Final:
			ends++
			if want := task%5 == 0; want != (update.Status.State == truenas.JobFailed) && update.Status.State != truenas.JobAborted {
				c.t.Errorf("job %d of task %d ended with %s", job.ID(), task, update.Status.State)
			}
		}
		if update.Status.ID != job.ID() || string(update.Status.Arguments[0]) != fmt.Sprint(task) {
			c.t.Errorf("job %d of task %d shows %+v", job.ID(), task, update.Status)
		}
	}
	if ends != 1 {
		c.t.Errorf("job %d ended %d times", job.ID(), ends)
	}
}

// check compares what callers were told with what is there.
func (c *chaos) check() {
	credentials, err := c.client.Credentials().List(c.t.Context())
	require.NoError(c.t, err)
	there := map[string]int{}
	for _, credential := range credentials {
		there[credential.Name]++
	}
	for name, err := range c.created {
		switch n := there[name]; {
		case err == nil:
			require.Equal(c.t, 1, n, name)
		case errors.Is(err, truenas.ErrUncertain):
			require.LessOrEqual(c.t, n, 1, name)
		default:
			require.Zero(c.t, n, "%s was not to be there: %v", name, err)
		}
	}
	c.mu.Lock() // a run whose caller has left may still begin
	defer c.mu.Unlock()
	for task, n := range c.runs {
		require.LessOrEqual(c.t, n, c.asked[task], "runs of task %d", task)
	}
	require.NoError(c.t, c.client.Err())
	_, watching := truenas.HubSize(c.client)
	require.Zero(c.t, watching)
}
