package truenastest

import (
	"context"
	"encoding/json"
	"errors"
	"io"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// Engine runs sync jobs in place of rclone. Run is called from several
// goroutines when tasks run at the same time.
type Engine interface {
	// Run does one sync. ctx ends when the job is aborted or the server
	// closes; the job is then ABORTED whatever Run returns. Another error
	// makes it FAILED, with "[EFAULT] " before the text. report changes the
	// job's progress: percent is 0 to 100, an empty description keeps the
	// last one; it may be called until Run returns. TrueNAS describes a
	// transfer as "3 / 10, 1.2 GiB / 3.2 GiB, 10.5 MiB/s, ETA 3m2s, checks: 5 / 5"
	// with files, bytes and checks, each part optional, and that is where
	// clients get their counts from. A result returned with an
	// error counts too.
	Run(ctx context.Context, run TaskRun, report func(percent int, description string)) (EngineResult, error)
}

// EngineFunc makes a function an [Engine].
type EngineFunc func(ctx context.Context, run TaskRun, report func(percent int, description string)) (EngineResult, error)

// Run calls f.
func (f EngineFunc) Run(ctx context.Context, run TaskRun, report func(int, string)) (EngineResult, error) {
	return f(ctx, run, report)
}

// TaskRun is what an [Engine] is to do.
type TaskRun struct {
	// TaskID is the task, 0 for cloudsync.sync_onetime.
	TaskID int
	DryRun bool
	// Task is the task entry with everything in the clear, as
	// cloudsync.get_instance shows it to a full admin. Scripts are in it; the
	// fake itself runs none.
	Task json.RawMessage
	// CredentialID and Provider are the credential of the task; Provider is
	// the stored provider object, "type" and all, numbers as json.Number.
	CredentialID int
	Provider     map[string]any
	// Log is the job's log. What is written there shows at once: in
	// core.job_download_logs, and to those who follow the file. Writes never
	// fail, and are lost after Run has returned.
	Log io.Writer
}

// EngineResult is what a run leaves behind, also a failed or aborted one.
type EngineResult struct {
	// Token is the token after the run. One that differs is written to the
	// stored credential, as TrueNAS does when rclone refreshed it; "" leaves
	// the credential alone.
	Token string
	// Log is the job's log, or the rest of it after what was written to
	// TaskRun.Log: the excerpt of up to 20 lines is in the job, all of it
	// comes from core.job_download_logs.
	Log string
}

// Lister lists remote folders in place of rclone lsjson: for
// cloudsync.list_directory, list_buckets and credentials.verify, and to check
// that the folder of a PULL task exists. It is safe for concurrent use.
type Lister interface {
	// List returns what is in the folder: "" is the root, no slash at either
	// end. For a provider with buckets the first element is the bucket. For
	// one that does not exist the error is [ErrNoDirectory].
	List(ctx context.Context, provider map[string]any, path string) ([]RemoteEntry, error)
}

// RemoteEntry is an item of a listing.
type RemoteEntry struct {
	Name string
	Dir  bool
	// Size of a file in bytes.
	Size int64
	// MimeType of a file; default application/octet-stream.
	MimeType string
}

// ErrNoDirectory is a [Lister]'s answer for a folder that does not exist.
var ErrNoDirectory = errors.New("directory not found")

// errNoEngine is what a sync job without an engine fails with.
var errNoEngine = errors.New("truenastest: nothing runs here; set Config.Engine")

// errEngineGone is how a job ends whose engine did not return.
var errEngineGone = errors.New("truenastest: the engine ended its goroutine")

// plain turns an object into Go's usual JSON values.
func plain(o *ejson.Object) map[string]any {
	m := make(map[string]any, len(o.Keys()))
	for _, k := range o.Keys() {
		m[k] = plainValue(o.Get(k))
	}
	return m
}

func plainValue(v any) any {
	switch v := v.(type) {
	case *ejson.Object:
		return plain(v)
	case []any:
		l := make([]any, len(v))
		for i := range v {
			l[i] = plainValue(v[i])
		}
		return l
	case int:
		return json.Number(rules.PyStr(v))
	default:
		return v
	}
}
