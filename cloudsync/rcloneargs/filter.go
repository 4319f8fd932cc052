package rcloneargs

import (
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
)

// filter returns the rules for rclone: the first that matches a file counts, so
// an exclude of the task wins over an include. The last line has no line break.
func filter(task truenas.Task) string {
	// Snapshots of the dataset.
	lines := []string{"- .zfs", "- .zfs/**"}
	if pythonDirname(strings.TrimRight(task.Path, "/")) == "/mnt" {
		// The root of a pool also has the system's applications.
		lines = append(lines, "- /ix-applications", "- /ix-apps", "- /ix-applications/**", "- /ix-apps/**")
	}
	for _, pattern := range task.Exclude {
		lines = append(lines, "- "+pattern)
	}
	for _, pattern := range task.Include {
		lines = append(lines, "+ "+pattern)
	}
	if len(task.Include) > 0 {
		lines = append(lines, "- *")
	}
	return strings.Join(lines, "\n")
}
