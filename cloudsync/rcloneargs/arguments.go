package rcloneargs

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/nasphotos/nasphotos/truenas"
)

const emptyDirs = "--create-empty-src-dirs"

// arguments returns the command line. The order matters: of two equal flags,
// rclone takes the last, which may be one of the task's own.
func (t *translation) arguments(opts Options) ([]string, error) {
	task := t.task
	args := []string{"rclone", "--config", ConfigPlaceholder, "-v", "--stats", "1s"}
	if t.attributes.isTrue("fast_list") {
		args = append(args, "--fast-list")
	}
	if task.FollowSymlinks {
		args = append(args, "-L")
	}
	if task.Transfers != nil && *task.Transfers != 0 {
		args = append(args, "--transfers", strconv.Itoa(*task.Transfers))
	}
	if len(task.BWLimit) > 0 {
		args = append(args, "--bwlimit", bandwidth(task.BWLimit, t.release.generation))
	}
	if opts.DryRun {
		args = append(args, "--dry-run")
	}
	args = append(args, t.extraArgs...)
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
		args = append(args, emptyDirs)
	}
	remote := t.remotePath
	if task.Encryption {
		remote = "encrypted:/"
	}
	switch {
	case task.Direction == truenas.Pull:
		return append(args, remote, task.Path), nil
	case task.Direction != truenas.Push:
		return nil, &TaskError{Field: "direction", Reason: "is not known", Remedy: "use PUSH or PULL"}
	case t.provider.readOnly:
		return nil, &TaskError{Field: "direction", Reason: "This remote is read-only", Remedy: "use PULL"}
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

// remoteFolder is where the task's files are in the account: the folder without
// slashes at its end, where the root is "/", and behind a bucket without those at
// its start.
func remoteFolder(attributes settings, buckets bool) string {
	folder := strings.TrimRight(attributes.text("folder"), "/")
	if folder == "" {
		folder = "/"
	}
	if buckets {
		return attributes.text("bucket") + "/" + strings.TrimLeft(folder, "/")
	}
	return folder
}

// bandwidth returns rclone's timetable of bandwidth limits.
func bandwidth(limits []truenas.BandwidthLimit, release generation) string {
	table := make([]string, 0, len(limits))
	for _, limit := range limits {
		speed := "off"
		if limit.Bandwidth != nil && *limit.Bandwidth != 0 {
			speed = strconv.FormatInt(*limit.Bandwidth, 10) + "b"
		}
		at := limit.Time
		if release >= gen26 {
			at = padTime(at)
		}
		table = append(table, at+","+speed)
	}
	return strings.Join(table, " ")
}

// padTime is how 26 and newer store a time of day: both halves with at least two
// characters, so that times compare as texts. "9:00" becomes "09:00". Older
// releases store it as it was sent.
func padTime(at string) string {
	hour, minute, ok := strings.Cut(at, ":")
	if !ok {
		return at
	}
	pad := func(half string) string {
		return strings.Repeat("0", max(0, len("00")-utf8.RuneCountInString(half))) + half
	}
	return pad(hour) + ":" + pad(minute)
}
