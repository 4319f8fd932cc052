package rcloneargs

import (
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
)

// SnapshotPath returns where TrueNAS finds a task's folder in the snapshot that
// it takes for a run, for [Options]. mountPoint is that of the dataset with the
// folder, as "/mnt/tank"; for TrueNAS 26 and newer it is the task's Path without
// its RelativePath. A task with the ID 0 is one that runs once. It is an error
// when the folder is not below mountPoint.
func SnapshotPath(task truenas.Task, mountPoint string, taken time.Time) (string, error) {
	rest, err := filepath.Rel(mountPoint, task.Path)
	if err != nil || rest == ".." || strings.HasPrefix(rest, "../") {
		return "", &TaskError{
			Field: "path", Reason: "is not in the dataset that is mounted at " + mountPoint,
			Remedy: "give the mount point of the dataset with the folder",
		}
	}
	id := "onetime"
	if task.ID != 0 {
		id = strconv.Itoa(task.ID)
	}
	name := "cloud_sync-" + id + "-" + taken.UTC().Format("20060102150405")
	return path.Join(mountPoint, ".zfs", "snapshot", name, rest), nil
}
