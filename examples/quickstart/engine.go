package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/cloudsync/rclonerun"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// engine makes the fake NAS run its tasks on real rclone, against the fake Google.
type engine struct {
	root   string
	google *googletest.Server
}

// Run implements truenastest.Engine.
func (e engine) Run(ctx context.Context, run truenastest.TaskRun, report func(percent int, description string)) (truenastest.EngineResult, error) {
	var task truenas.Task
	if err := json.Unmarshal(run.Task, &task); err != nil {
		return truenastest.EngineResult{}, err
	}
	var token atomic.Pointer[string]
	runner := &rclonerun.Runner{
		Root:      e.root,
		Transport: e.google.Transport(),
		OnToken: func(_ truenas.Task, refreshed rclonerun.Secret) {
			text := refreshed.Reveal()
			token.Store(&text)
		},
	}
	// From now on Google hands out tokens that last: what the NAS gets is newer.
	e.google.SetAccessTokenTTL(time.Hour)

	execution, err := runner.Run(ctx, task, cloudsync.RunOptions{DryRun: run.DryRun})
	if err != nil {
		return truenastest.EngineResult{}, err
	}
	for progress, err := range execution.Updates(ctx) {
		if err != nil {
			break // Wait has it too
		}
		if progress.TotalFiles > 0 {
			report(progress.Percent, describe(progress))
		}
	}
	result, err := execution.Wait(context.WithoutCancel(ctx))
	done := truenastest.EngineResult{Log: result.Log}
	if refreshed := token.Load(); refreshed != nil {
		done.Token = *refreshed
	}
	return done, err
}

// describe words progress as TrueNAS does.
func describe(p cloudsync.Progress) string {
	text := fmt.Sprintf("%d / %d, %.3f KiB / %.3f KiB, 0 B/s, ETA -", p.Files, p.TotalFiles, float64(p.Bytes)/1024, float64(p.Bytes)/1024)
	if p.Checks > 0 {
		text += fmt.Sprintf(", checks: %d / %d", p.Checks, p.Checks)
	}
	return text
}
