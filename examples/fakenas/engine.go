package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// engine is what runs tasks in place of rclone: it copies nothing, takes its
// time and tells how far it is.
type engine struct {
	took  time.Duration
	files int
}

const fileSize = 3.2 // MiB, of every file

// Run implements truenastest.Engine.
func (e engine) Run(ctx context.Context, run truenastest.TaskRun, report func(percent int, description string)) (truenastest.EngineResult, error) {
	pause := time.NewTicker(max(e.took/time.Duration(e.files), time.Nanosecond))
	defer pause.Stop()
	started := time.Now()
	log := ""
	for i := range e.files {
		done := fmt.Sprintf("%d / %d, %.3f MiB / %.3f MiB, 3.2 MiB/s, ETA %s", i, e.files, fileSize*float64(i), fileSize*float64(e.files),
			(e.took - time.Since(started)).Round(time.Second))
		report(100*i/e.files, done)
		select {
		case <-pause.C:
		case <-ctx.Done():
			return truenastest.EngineResult{Log: log}, ctx.Err()
		}
		log += fmt.Sprintf("%s INFO  : photo-%03d.jpg: Copied (new)\n", time.Now().Format("2006/01/02 15:04:05"), i+1)
	}
	all := fileSize * float64(e.files)
	report(100, fmt.Sprintf("%d / %d, %.3f MiB / %.3f MiB, 3.2 MiB/s, ETA 0s", e.files, e.files, all, all))
	if run.DryRun {
		log += "NOTICE: nothing was copied, as --dry-run is set\n"
	}
	return truenastest.EngineResult{Log: log}, nil
}

// List implements truenastest.Lister: every folder is there and holds the same,
// but for the one that is called missing.
func (e engine) List(_ context.Context, provider map[string]any, path string) ([]truenastest.RemoteEntry, error) {
	entries := []truenastest.RemoteEntry{}
	if strings.HasSuffix(path, "missing") {
		return nil, truenastest.ErrNoDirectory
	}
	if path == "" && provider["type"] == "GOOGLE_PHOTOS" {
		for _, name := range []string{"album", "feature", "media", "shared-album", "upload"} {
			entries = append(entries, truenastest.RemoteEntry{Name: name, Dir: true})
		}
		return entries, nil
	}
	for _, name := range []string{"all", "by-day", "by-month", "by-year", "photos"} {
		entries = append(entries, truenastest.RemoteEntry{Name: name, Dir: true})
	}
	return append(entries, truenastest.RemoteEntry{Name: "photo-001.jpg", Size: 3355443, MimeType: "image/jpeg"}), nil
}
