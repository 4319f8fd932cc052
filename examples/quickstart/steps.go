package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/rclonecfg"
	"github.com/nasphotos/nasphotos/truenas"
)

const (
	credentialName  = "Google Photos (nasphotos)"
	taskDescription = "Google Photos to NAS (nasphotos)"
)

// steps is the job, as a program of yours would do it.
func steps(ctx context.Context, s services, out *printer) error {
	out.head("The OAuth client")
	out.block(fmt.Sprintf("client %s, project %s", s.client.ID, s.client.ProjectID))
	for _, file := range s.refused {
		if _, err := credentials.ParseClient(file); err != nil {
			out.block(fmt.Sprintf("(to show it: another kind of file is refused: %v)", err))
		}
	}

	out.head("The consent")
	grant, err := credentials.Authorize(ctx, s.client, credentials.AuthorizeOptions{Opener: s.opener, HTTP: s.http})
	var missing *credentials.ScopeError
	if errors.As(err, &missing) {
		return fmt.Errorf("%w; run again and tick every box", err)
	}
	if err != nil {
		return err
	}
	out.block(fmt.Sprintf("%s has agreed; the account, and Google Photos:", grant.Account))
	for _, scope := range grant.Scopes {
		out.block("  " + scope)
	}

	out.head("Is the grant good?")
	report := credentials.Check(ctx, s.client, grant, credentials.CheckOptions{HTTP: s.http})
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	out.block(report.String())
	if !report.OK() {
		return errors.New("the grant does not work, see above")
	}
	grant = report.Grant // with the token that the check refreshed

	out.head("rclone.conf")
	if err := showConf(ctx, s.client, grant, out); err != nil {
		return err
	}

	nas, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = nas.Close() }()
	setup := cloudsync.Setup{
		Credentials:    nas.Credentials(),
		Tasks:          nas.Tasks(),
		CredentialName: credentialName,
		Client:         s.client,
		Grant:          grant,
		Report:         &report,
		Task: truenas.TaskSpec{
			Description:  taskDescription,
			Path:         s.path,
			Attributes:   truenas.TaskAttributes{Folder: s.folder},
			Direction:    truenas.Pull,
			TransferMode: truenas.Copy,
			Schedule:     truenas.Schedule{Minute: "0", Hour: "3"},
		},
	}
	task, err := apply(ctx, nas, setup, out)
	if err != nil {
		return err
	}

	out.head("The run")
	runner := cloudsync.NewNAS(nas)
	dry, err := follow(ctx, runner, task, cloudsync.RunOptions{DryRun: true, AbortOnCancel: true}, "dry run", out)
	if err != nil {
		return err
	}
	out.block(dry.String())
	result, err := follow(ctx, runner, task, cloudsync.RunOptions{AbortOnCancel: true}, "run", out)
	if err != nil {
		return err
	}
	out.block(result.String())

	out.head("The result")
	return conclude(ctx, s, setup, result, out)
}

// showConf writes a configuration that the rclone command can use, reads it back
// and shows it without its secrets.
func showConf(ctx context.Context, client credentials.Client, grant *credentials.Grant, out *printer) error {
	dir, remove, err := tempConf()
	if err != nil {
		return err
	}
	defer remove()
	remote, err := rclonecfg.GooglePhotos{
		ClientID:     client.ID,
		ClientSecret: client.Secret,
		Token:        rclonecfg.TokenFrom(grant.Token()),
	}.Remote("photos")
	if err != nil {
		return err
	}
	conf := rclonecfg.ConfigFile{Path: filepath.Join(dir, "rclone.conf")}
	err = conf.Update(ctx, func(file *rclonecfg.File) error { return file.SetRemote(remote) })
	if err != nil {
		return err
	}
	back, err := conf.Read()
	if err != nil {
		return err
	}
	read, ok := back.Remote("photos")
	if !ok {
		return fmt.Errorf("%s has no remote %q", conf.Path, "photos")
	}
	photos, err := rclonecfg.ParseGooglePhotos(read)
	if err != nil {
		return err
	}
	out.block(fmt.Sprintf("written, read back and removed again: remote %q of type %s", read.Name, read.Type))
	out.block("token = " + photos.Token.Redacted())
	return nil
}

// apply shows and applies the plan, and shows that a second one is empty.
func apply(ctx context.Context, nas *truenas.Client, setup cloudsync.Setup, out *printer) (truenas.Task, error) {
	out.head("The plan")
	version, err := nas.Version(ctx)
	if err != nil {
		return truenas.Task{}, err
	}
	out.block("connected to " + version)
	plan, err := setup.Plan(ctx)
	if err != nil {
		return truenas.Task{}, err
	}
	out.block(plan.String())
	applied, err := plan.Apply(ctx)
	if err != nil {
		return truenas.Task{}, err
	}
	out.block(fmt.Sprintf("applied: credential %d, task %d; a second plan:", applied.CredentialID, applied.Task.ID))
	again, err := setup.Plan(ctx)
	if err != nil {
		return truenas.Task{}, err
	}
	out.block(again.String())
	return applied.Task, nil
}

// follow runs the task and shows its progress to the end.
func follow(ctx context.Context, runner cloudsync.Runner, task truenas.Task, opts cloudsync.RunOptions, what string, out *printer) (cloudsync.Result, error) {
	run, err := runner.Run(ctx, task, opts)
	if err != nil {
		return cloudsync.Result{}, err
	}
	show := out.progress(what)
	for progress, err := range run.Updates(ctx) {
		if err != nil {
			break // Wait has it too
		}
		show(progress)
	}
	out.endLine()
	// The run ends with ctx, but cleanly: wait for that.
	result, err := run.Wait(context.WithoutCancel(ctx))
	if err != nil && result.Log != "" && ctx.Err() == nil {
		out.block(result.Log)
	}
	return result, err
}

// conclude verifies the files where it can, and shows what became of the token.
func conclude(ctx context.Context, s services, setup cloudsync.Setup, result cloudsync.Result, out *printer) error {
	if s.verify == nil {
		out.block("the files are on the NAS, in " + s.path)
	} else {
		files, bytes, err := s.verify()
		if err != nil {
			return err
		}
		out.block(fmt.Sprintf("%d files (%d bytes) compared byte for byte with Google's: all equal", files, bytes))
	}
	plan, err := setup.Plan(ctx)
	if err != nil {
		return err
	}
	out.block("a plan after the run:")
	out.block(plan.String())
	out.line("\nDone: %s now pulls %s from Google Photos into %s every night at 03:00 its time; this run %s.",
		s.name, s.folder, s.path, result)
	return nil
}
