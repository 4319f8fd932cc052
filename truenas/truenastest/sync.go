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
		return nil, noTask(id)
	}
	entry := s.entry(row)
	s.mu.Unlock()
	return nil, s.transfer(j, id, entry, c.object(1).Flag("dry_run"))
}

func syncOnetime(c *call, j *job) (any, error) {
	s, data := c.server, c.object(0).Clone()
	check := rules.Task{Prefix: "cloud_sync_sync_onetime", Data: data, Onetime: true}
	if err := rules.CheckTask(j.ctx, release, nas{s, c.session.user}, check); err != nil {
		return nil, err
	}
	s.mu.Lock()
	credential := s.credential(data.Number("credentials"))
	if credential == nil {
		s.mu.Unlock()
		return nil, noCredential(data.Number("credentials"))
	}
	data.Set("credentials", credential.Clone())
	s.mu.Unlock()
	return nil, s.transfer(j, 0, data, c.object(1).Flag("dry_run"))
}

// transfer locks both sides, runs the engine and keeps its token.
func (s *Server) transfer(j *job, task int, entry *ejson.Object, dryRun bool) error {
	credential := entry.Obj("credentials")
	provider := credential.Obj("provider")
	p, err := rules.SupportedProvider(release, provider.Text("type"))
	if err != nil {
		return err
	}
	local, remote := entry.Text("path"), p.RemotePath(entry.Obj("attributes"))
	push := entry.Text("direction") == "PUSH"

	s.progress(j, 0, "Locking local path "+rules.PyRepr(local)+" for "+purpose(!push))
	unlock, err := s.paths.lock(j.ctx, "local:"+local, !push)
	if err != nil {
		return err
	}
	defer unlock()
	s.progress(j, 0, "Locking remote path "+rules.PyRepr(remote)+" for "+purpose(push))
	unlockRemote, err := s.paths.lock(j.ctx, fmt.Sprintf("%d/%s", credential.Number("id"), strings.TrimLeft(remote, "/")), push)
	if err != nil {
		return err
	}
	defer unlockRemote()
	s.progress(j, 0, "Starting")

	if err := unreadable(provider); err != nil {
		return err
	}
	if s.config.Engine == nil {
		return errNoEngine
	}
	data, err := ejson.Encode(entry)
	if err != nil {
		return err
	}
	result, err := s.config.Engine.Run(j.ctx, TaskRun{
		TaskID: task, DryRun: dryRun, Task: json.RawMessage(data),
		CredentialID: credential.Number("id"), Provider: plain(provider),
	}, func(percent int, description string) { s.progress(j, percent, description) })
	s.mu.Lock()
	defer s.mu.Unlock()
	j.log = result.Log
	if j.forgotten {
		return err // nobody is there to write a token back
	}
	if bad := interpolation(provider, entry); bad != nil {
		return bad
	}
	s.keepToken(credential.Number("id"), result.Token)
	return err
}

func purpose(write bool) string {
	if write {
		return "writing"
	}
	return "reading"
}

// keepToken writes a token that a run refreshed to the stored credential. The
// caller holds the lock.
func (s *Server) keepToken(credential int, token string) {
	e := s.credential(credential)
	if e == nil || token == "" || !e.Obj("provider").Has("token") || e.Obj("provider").Text("token") == token {
		return
	}
	provider := e.Obj("provider").Clone()
	provider.Set("token", token)
	e.Set("provider", provider)
}

// unreadable is what this release makes of credentials that break rclone's
// config file: a token of several lines, an SFTP login with only a key. The
// engine does not run.
func unreadable(provider *ejson.Object) error {
	if provider.Text("type") == "SFTP" && provider.Get("pass") == nil {
		return rules.ExceptionFault("AttributeError", "'NoneType' object has no attribute 'encode'")
	}
	if strings.ContainsAny(provider.Text("token"), "\r\n") {
		return rules.ExceptionFault("ParsingError", "Source contains parsing errors: '/tmp/rclone'")
	}
	return nil
}

// interpolation is how a run ends, after rclone, when a Google Photos token or
// folder holds a percent sign: the config file is read back with Python's
// configparser, which expands them.
func interpolation(provider, entry *ejson.Object) error {
	if provider.Text("type") != "GOOGLE_PHOTOS" {
		return nil
	}
	for _, v := range []string{
		provider.Text("client_id"), provider.Text("client_secret"), provider.Text("token"),
		entry.Obj("attributes").Text("folder"),
	} {
		rest := strings.ReplaceAll(v, "%%", "")
		if i := strings.IndexByte(rest, '%'); i >= 0 {
			return rules.ExceptionFault("InterpolationSyntaxError", "'%' must be followed by '%' or '(', found: "+rules.PyRepr(rest[i:]))
		}
	}
	return nil
}
