package cloudsync

import (
	"fmt"
	"path"
	"strings"
)

// FolderError says that TrueNAS does not take a Google Photos folder for a task.
type FolderError struct {
	Folder string
	// Suggestion is a folder that is taken.
	Suggestion string
}

// Error implements error.
func (e *FolderError) Error() string {
	return fmt.Sprintf("cloudsync: TrueNAS does not allow a task on the Google Photos folder %q: use %s", e.Folder, e.Suggestion)
}

// CheckFolder returns a *FolderError for the folders that TrueNAS refuses in a
// Google Photos task, in both directions: the root, media and media/by-day
// (cloudsync.create). Others may still be missing in the account.
func CheckFolder(folder string) error {
	// As TrueNAS does: slashes at the ends go, then the path is normalised. "."
	// would pass there and then mean the root.
	switch clean := path.Clean("/" + strings.Trim(folder, "/")); clean {
	case "/":
		return &FolderError{Folder: folder, Suggestion: "media/all, media/by-month or album/NAME"}
	case "/media":
		return &FolderError{Folder: folder, Suggestion: "media/all or media/by-month"}
	case "/media/by-day":
		return &FolderError{Folder: folder, Suggestion: "media/by-month, or one year such as media/by-day/2024"}
	}
	return nil
}
