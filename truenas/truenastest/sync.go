package truenastest

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func runMethods() []method {
	return []method{
		{
			name: "cloudsync.sync", roles: writers,
			job: &jobKind{logs: true, abortable: true, lock: syncLock, run: syncTask},
		},
		{
			name: "cloudsync.sync_onetime", roles: writers,
			job: &jobKind{logs: true, abortable: true, run: syncOnetime},
		},
	}
}

// syncLock is named after the last parameter as it was sent, whatever it is:
// [5] and [6] do not share a lock, [5, {"dry_run": true}] and
// [6, {"dry_run": true}] do.
func syncLock(params []any) (string, bool) {
	if len(params) == 0 {
		return "", false
	}
	return "cloud_sync:" + rules.PyStr(params[len(params)-1]), true
}

func syncTask(c *call, j *job) (any, error) {
	s, id := c.server, c.first()
	s.mu.Lock()
	row := s.task(id)
	if row == nil {
		s.mu.Unlock()
		return nil, rules.NoTask(id)
	}
	entry := s.entry(row)
	if entry.Flag("locked") {
		s.raise(taskLocked, entry)
		s.mu.Unlock()
		return nil, rules.CallFault(rules.EFAULT, "Dataset is locked", nil)
	}
	s.mu.Unlock()
	err := s.transfer(j, id, entry, c.object(1).Flag("dry_run"))
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case j.forgotten: // nobody is there to raise an alert
	case j.cut() && !s.release().AtLeast(rules.V26): // an abort is no failure there
	case err != nil || j.cut():
		s.raise(taskFailed, entry)
	default:
		s.clear(taskFailed, id)
	}
	return nil, err
}

func syncOnetime(c *call, j *job) (any, error) {
	s, data := c.server, c.object(0).Clone()
	check := rules.Task{Prefix: "cloud_sync_sync_onetime", Data: data, Onetime: true}
	if err := rules.CheckTask(j.patience(), s.release(), nas{s, c.session.user}, check); err != nil {
		return nil, err
	}
	s.mu.Lock()
	credential := s.credential(data.Number("credentials"))
	if credential == nil {
		s.mu.Unlock()
		return nil, rules.NoCredential(data.Number("credentials"))
	}
	data.Set("credentials", credential.Clone())
	s.mu.Unlock()
	return nil, s.transfer(j, 0, data, c.object(1).Flag("dry_run"))
}

// transfer locks both sides, runs the engine and keeps its token.
func (s *Server) transfer(j *job, task int, entry *ejson.Object, dryRun bool) error {
	credential := entry.Obj("credentials")
	provider := credential.Obj("provider")
	p, err := rules.SupportedProvider(s.release(), provider.Text("type"))
	if err != nil {
		return err
	}
	local, remote := entry.Text("path"), p.RemotePath(entry.Obj("attributes"))
	push := entry.Text("direction") == "PUSH"

	s.progress(j, 0, "Locking local path "+rules.PyRepr(local)+" for "+purpose(!push))
	unlock, err := s.paths.lock(j.patience(), "local:"+local, !push)
	if err != nil {
		return err
	}
	defer unlock()
	s.progress(j, 0, "Locking remote path "+rules.PyRepr(remote)+" for "+purpose(push))
	unlockRemote, err := s.paths.lock(j.patience(), fmt.Sprintf("%d/%s", credential.Number("id"), strings.TrimLeft(remote, "/")), push)
	if err != nil {
		return err
	}
	defer unlockRemote()
	s.progress(j, 0, "Starting")

	s.mu.Lock()
	err = s.checkDirectory(local)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	if err := unreadable(s.release(), provider); err != nil {
		return err
	}
	if s.config.Engine == nil {
		return errNoEngine
	}
	data, err := ejson.Encode(rules.ShowTask(s.release(), entry, true))
	if err != nil {
		return err
	}
	s.mu.Lock()
	j.transfers = true
	s.mu.Unlock()
	result, err := s.config.Engine.Run(j.abort, TaskRun{
		TaskID: task, DryRun: dryRun, Task: json.RawMessage(data),
		CredentialID: credential.Number("id"), Provider: plain(provider), Log: jobLog{s, j},
	}, func(percent int, description string) { s.progress(j, percent, description) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.appendLog(j, result.Log)
	if j.forgotten {
		return err // nobody is there to write a token back
	}
	if bad := interpolation(provider, entry); bad != nil {
		return bad
	}
	s.keepToken(credential.Number("id"), provider, result.Token)
	return err
}

func purpose(write bool) string {
	if write {
		return "writing"
	}
	return "reading"
}
