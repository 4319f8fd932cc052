package rclonerun

import (
	"fmt"

	"github.com/nasphotos/nasphotos/truenas"
)

// UnsupportedError says that a task asks for something that this package would
// not do as TrueNAS does it. Run such a task on the NAS, with cloudsync.NAS.
type UnsupportedError struct {
	// Field is the task's field, as TrueNAS names it.
	Field string
	// Value is what it holds, if that is not secret.
	Value string
}

// Error implements error.
func (e *UnsupportedError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("rclonerun: the task uses %s, which a run in this process does not support: run it on the NAS", e.Field)
	}
	return fmt.Sprintf("rclonerun: the task has %s %s, which a run in this process does not support: run it on the NAS", e.Field, e.Value)
}

// supported refuses what a run would otherwise ignore.
func supported(task truenas.Task) (truenas.GooglePhotos, error) {
	provider, ok := task.Credential.Provider.(truenas.GooglePhotos)
	if !ok {
		kind := "none"
		if task.Credential.Provider != nil {
			kind = task.Credential.Provider.ProviderType()
		}
		return provider, &UnsupportedError{Field: "credentials.provider.type", Value: kind}
	}
	if task.Credential.Redacted() {
		return provider, fmt.Errorf(
			"rclonerun: credential %q: %w: log in to the NAS with a key that has the CLOUD_SYNC_WRITE role", task.Credential.Name, truenas.ErrRedacted,
		)
	}
	unsupported := []struct {
		field, value string
		used         bool
	}{
		{"args", "", task.Args != ""},
		{"bwlimit", "", len(task.BWLimit) > 0},
		{"encryption", "", task.Encryption},
		{"snapshot", "", task.Snapshot},
		{"pre_script", "", task.PreScript != ""},
		{"post_script", "", task.PostScript != ""},
		{"transfer_mode", string(task.TransferMode), task.TransferMode != truenas.Copy && task.TransferMode != truenas.Sync},
		{"direction", string(task.Direction), task.Direction != truenas.Pull && task.Direction != truenas.Push},
	}
	for _, u := range unsupported {
		if u.used {
			return provider, &UnsupportedError{Field: u.field, Value: u.value}
		}
	}
	return provider, nil
}
