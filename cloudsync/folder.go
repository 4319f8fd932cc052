package cloudsync

import (
	"fmt"
	"path"
	"strings"

	"github.com/nasphotos/nasphotos/truenas"
)

// FolderError says that a Google Photos folder cannot be used for a task.
type FolderError struct {
	Folder string
	// Problem is what is wrong with it, Suggestion a folder that works.
	Problem, Suggestion string
}

// Error implements error.
func (e *FolderError) Error() string {
	return fmt.Sprintf("cloudsync: Google Photos folder %q: %s: use %s", e.Folder, e.Problem, e.Suggestion)
}

// CheckFolder returns a *FolderError for a folder on which a task of that
// direction cannot work: those that TrueNAS refuses (cloudsync.create), those that
// rclone's Google Photos does not have, those that it cannot upload to, and names
// on which every run fails. Others may still be missing in the account. An empty
// direction counts as Pull.
func CheckFolder(folder string, direction truenas.Direction) error {
	const (
		refused = "TrueNAS does not allow a task on it"
		pulls   = "media/all, media/by-month or album/NAME"
		pushes  = "album/NAME or upload"
	)
	problem := func(text, suggestion string) error {
		return &FolderError{Folder: folder, Problem: text, Suggestion: suggestion}
	}
	suggestion := pulls
	if direction == truenas.Push {
		suggestion = pushes
	}
	// As TrueNAS does: slashes at the ends go, then the path is normalised. "."
	// would pass there and then mean the root.
	clean := strings.TrimPrefix(path.Clean("/"+strings.Trim(folder, "/")), "/")
	top, rest, _ := strings.Cut(clean, "/")
	switch {
	case strings.Contains(folder, "%"):
		// TrueNAS reads the token back with a parser that takes % for a reference.
		return problem("with a percent sign in it every run fails, after copying", "a folder without one")
	case clean == "" || clean == "media":
		return problem(refused, suggestion)
	case clean == "media/by-day":
		return problem(refused, "media/by-month, or one year such as media/by-day/2024")
	case direction == truenas.Push && top != "upload" && (top != "album" || rest == ""):
		return problem("Google Photos takes uploads only into an album or without one", pushes)
	case top != "media" && top != "album" && top != "shared-album" && top != "feature" && top != "upload":
		return problem("there is no such folder", suggestion)
	}
	return nil
}
