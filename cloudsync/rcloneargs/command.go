package rcloneargs

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
)

// What stands in Cmd.Args for the names of the two files.
const (
	ConfigPlaceholder = "CONFIG"
	FilterPlaceholder = "FILTER"
)

// Secret is a text that fmt, log/slog and encoding/json print as [redacted].
// Its Reveal method returns the text.
type Secret = truenas.Secret

// Options are what a run adds to a task.
type Options struct {
	// Release is the TrueNAS release to follow. The default is the newest one.
	Release Release
	// DryRun makes rclone only tell what it would do.
	DryRun bool
	// SnapshotPath is where the snapshot of the task's folder can be read. It is
	// required for a Push task with Snapshot, and not used for others. TrueNAS
	// uses <mount point>/.zfs/snapshot/cloud_sync-<task id>-<UTC time>/<rest>.
	SnapshotPath string
}

// Cmd is one run of rclone.
type Cmd struct {
	// Args begins with "rclone". One argument is [ConfigPlaceholder] and one
	// [FilterPlaceholder].
	Args []string
	// Config is the text of rclone's configuration file.
	Config Secret
	// Filter is the text of the file with rclone's filter rules.
	Filter string
}

// Command returns what TrueNAS runs for task with the credential's provider.
// The provider is usually task.Credential.Provider.
//
// Passwords of encrypted tasks are obscured with random bytes, as rclone wants
// it, so Config differs from call to call for them.
//
// Source of the rules: what TrueNAS releases were observed to run.
func Command(task truenas.Task, provider truenas.Provider, opts Options) (Cmd, error) {
	release, err := opts.Release.traits()
	if err != nil {
		return Cmd{}, err
	}
	photos, err := googlePhotos(provider)
	if err != nil {
		return Cmd{}, err
	}
	args, err := arguments(task, opts)
	if err != nil {
		return Cmd{}, err
	}
	text, err := config(task, photos, release)
	if err != nil {
		return Cmd{}, err
	}
	return Cmd{Args: args, Config: truenas.NewSecret(text), Filter: filter(task)}, nil
}

func googlePhotos(provider truenas.Provider) (truenas.GooglePhotos, error) {
	var photos truenas.GooglePhotos
	switch p := provider.(type) {
	case truenas.GooglePhotos:
		photos = p
	case *truenas.GooglePhotos:
		if p == nil {
			return photos, &UnsupportedProviderError{}
		}
		photos = *p
	case nil:
		return photos, &UnsupportedProviderError{}
	default:
		return photos, &UnsupportedProviderError{Type: p.ProviderType()}
	}
	const redacted = "********" // what TrueNAS shows to a login without the right to see it
	if photos.ClientSecret.Reveal() == redacted || photos.Token.Reveal() == redacted {
		return photos, fmt.Errorf("rcloneargs: the credential: %w", truenas.ErrRedacted)
	}
	return photos, nil
}

// arguments returns the command line.
func arguments(task truenas.Task, opts Options) ([]string, error) {
	args := []string{"rclone", "--config", ConfigPlaceholder, "-v", "--stats", "1s"}
	if fast, _ := task.Attributes.FastList.Value(); fast {
		args = append(args, "--fast-list")
	}
	if task.FollowSymlinks {
		args = append(args, "-L")
	}
	if task.Transfers != nil {
		args = append(args, "--transfers", strconv.Itoa(*task.Transfers))
	}
	if len(task.BWLimit) > 0 {
		args = append(args, "--bwlimit", bandwidth(task.BWLimit))
	}
	if opts.DryRun {
		args = append(args, "--dry-run")
	}
	args = append(args, "--filter-from", FilterPlaceholder)
	extra, err := splitArgs(task.Args)
	if err != nil {
		return nil, err
	}
	args = append(args, extra...)
	switch task.TransferMode {
	case truenas.Sync, truenas.Copy, truenas.Move:
		args = append(args, strings.ToLower(string(task.TransferMode)))
	default:
		return nil, &TaskError{Field: "transfer_mode", Reason: "is not known", Remedy: "use SYNC, COPY or MOVE"}
	}
	if task.CreateEmptySrcDirs {
		args = append(args, "--create-empty-src-dirs")
	}
	remote := "remote:" + remotePath(task)
	if task.Encryption {
		remote = "encrypted:/"
	}
	switch {
	case task.Direction == truenas.Pull:
		return append(args, remote, task.Path), nil
	case task.Direction != truenas.Push:
		return nil, &TaskError{Field: "direction", Reason: "is not known", Remedy: "use PUSH or PULL"}
	case !task.Snapshot:
		return append(args, task.Path, remote), nil
	case opts.SnapshotPath == "":
		return nil, &TaskError{
			Field: "snapshot", Reason: "the task reads a snapshot and none is given",
			Remedy: "take one and set Options.SnapshotPath, or turn it off in the task",
		}
	}
	return append(args, opts.SnapshotPath, remote), nil
}

// remotePath is the folder without slashes at its end; the root is "/".
func remotePath(task truenas.Task) string {
	if folder := strings.TrimRight(task.Attributes.Folder, "/"); folder != "" {
		return folder
	}
	return "/"
}

// bandwidth returns rclone's timetable of bandwidth limits.
func bandwidth(limits []truenas.BandwidthLimit) string {
	table := make([]string, 0, len(limits))
	for _, limit := range limits {
		speed := "off"
		if limit.Bandwidth != nil {
			speed = strconv.FormatInt(*limit.Bandwidth, 10) + "b"
		}
		table = append(table, limit.Time+","+speed)
	}
	return strings.Join(table, " ")
}
