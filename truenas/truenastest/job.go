package truenastest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// Job states.
const (
	stateWaiting = "WAITING"
	stateRunning = "RUNNING"
	stateSuccess = "SUCCESS"
	stateFailed  = "FAILED"
	stateAborted = "ABORTED"
)

// job is one run of a job method. Server.mu guards what changes.
type job struct {
	id      int
	method  string
	kind    *jobKind
	args    []any // without secrets
	release rules.Release
	owner   *session  // nil for one that TrueNAS started itself
	started time.Time // when it was made, also while it waits
	task    int       // of cloudsync.sync
	lock    string
	body    func(*job) (any, error)
	ctx     context.Context //nolint:containedctx // ends with the server
	abort   context.Context //nolint:containedctx // ends when the job is aborted, too
	cancel  context.CancelFunc
	done    chan struct{} // closed when it ended

	messages    []any
	state       string
	percent     int
	description string
	log         []byte
	transfers   bool // the engine runs, or ran
	excerpt     any
	result      any
	failure     *rules.Fault
	finished    time.Time
	aborted     bool   // somebody asked for it
	mirrors     []*job // core.job_wait jobs that show its progress
	forgotten   bool   // by a restart
}

// entry is the job as core.get_jobs and the events show it.
func (j *job) entry() *ejson.Object {
	var logs, failure, exception, info any
	if j.kind.logs && j.state != stateWaiting {
		logs = j.logPath()
	}
	if j.failure != nil {
		failure, exception, info = j.failure.Reason, "Traceback", j.failure.In(j.release).ExcInfo()
	}
	out := ejson.NewObject(
		"id", j.id,
		"message_ids", append([]any{}, j.messages...),
		"method", j.method,
		"arguments", j.args,
		"transient", false,
		"description", nil,
		"abortable", j.kind.abortable,
		"logs_path", logs,
		"logs_excerpt", j.excerpt,
		"progress", ejson.NewObject("percent", j.percent, "description", j.description, "extra", nil),
		"result", j.result,
		"result_encoding_error", nil,
		"error", failure,
		"exception", exception,
		"exc_info", info,
		"state", j.state,
		"time_started", ejson.Date(j.started),
		"time_finished", ejson.Date(j.finished),
		"credentials", j.credentials(),
	)
	if !j.release.AtLeast(rules.V25_10) {
		out.Delete("message_ids")
	}
	if !j.release.AtLeast(rules.V25_04) {
		out.Delete("result_encoding_error")
		out.Obj("exc_info").Delete("errno")
	}
	return out
}

// credentials are those of the session that made the call.
func (j *job) credentials() any {
	if j.owner == nil {
		return nil
	}
	return j.owner.credentials(truenas.Release(j.release))
}

func (j *job) logPath() string { return fmt.Sprintf("/var/log/jobs/%d.log", j.id) }

// outcome is what a call that waited for the job gets: an aborted job looks
// like one that returned null. The job has ended.
func (j *job) outcome() (any, error) {
	if j.failure != nil {
		return nil, j.failure
	}
	return j.result, nil
}

// signal aborts the job; its end comes later. The caller holds Server.mu.
func (j *job) signal() {
	if j.active() {
		j.aborted = true
		j.cancel()
	}
}

// patience is how long the job waits for locks. From 26.0 on an abort is seen
// only while rclone runs.
func (j *job) patience() context.Context {
	if j.release.AtLeast(rules.V26) {
		return j.ctx
	}
	return j.abort
}

// cut reports whether the job ends as ABORTED. The caller holds Server.mu.
func (j *job) cut() bool {
	seen := j.transfers || j.kind.async || j.state == stateWaiting || !j.release.AtLeast(rules.V26)
	return j.aborted && seen || j.ctx.Err() != nil
}

func (j *job) active() bool { return j.state == stateWaiting || j.state == stateRunning }

// excerptOf is the log's first and last ten lines, or all of up to twenty.
func excerptOf(log string) string {
	const keep = 10
	lines := strings.SplitAfter(log, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) <= 2*keep {
		return log
	}
	return strings.Join(lines[:keep], "") + fmt.Sprintf("... %d more lines ...\n", len(lines)-2*keep) +
		strings.Join(lines[len(lines)-keep:], "")
}
