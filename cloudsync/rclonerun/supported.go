package rclonerun

import (
	"errors"
	"fmt"

	"github.com/nasphotos/nasphotos/cloudsync"
	"github.com/nasphotos/nasphotos/rclonecfg"
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
	value := ""
	if e.Value != "" {
		value = " " + e.Value
	}
	return fmt.Sprintf("rclonerun: the task has %s%s, which a run in this process does not support: run it on the NAS", e.Field, value)
}

// supported refuses what a run would otherwise ignore or fail on later.
func supported(task truenas.Task) (truenas.GooglePhotos, error) {
	provider, err := googlePhotos(task.Credential)
	if err != nil {
		return provider, err
	}
	for _, missing := range []struct {
		field, use string
		is         bool
	}{
		{"Direction", "truenas.Pull or truenas.Push", task.Direction == ""},
		{"TransferMode", "truenas.Copy or truenas.Sync", task.TransferMode == ""},
		{"Path", "a directory", task.Path == ""},
	} {
		if missing.is {
			return provider, fmt.Errorf("rclonerun: the task has no %s: set it to %s", missing.field, missing.use)
		}
	}
	if err := cloudsync.CheckFolder(task.Attributes.Folder, task.Direction); err != nil {
		return provider, err
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

// googlePhotos is the account of a credential, with a token that rclone can use.
func googlePhotos(credential truenas.Credential) (truenas.GooglePhotos, error) {
	var none truenas.GooglePhotos
	if credential.Provider == nil {
		return none, errors.New("rclonerun: the task has no credential: set Credential.Provider to a truenas.GooglePhotos, or take the task from truenas.TaskService.Get")
	}
	provider, ok := credential.Provider.(truenas.GooglePhotos)
	if pointer, is := credential.Provider.(*truenas.GooglePhotos); is && pointer != nil {
		provider, ok = *pointer, true
	}
	if !ok {
		return none, &UnsupportedError{Field: "credentials.provider.type", Value: credential.Provider.ProviderType()}
	}
	if credential.Redacted() {
		return none, fmt.Errorf(
			"rclonerun: credential %q: %w: log in to the NAS with a key that has the CLOUD_SYNC_WRITE role", credential.Name, truenas.ErrRedacted)
	}
	token, err := rclonecfg.ParseToken(provider.Token.Reveal())
	if err != nil {
		return none, fmt.Errorf("rclonerun: the token of credential %q: %w", credential.Name, err)
	}
	if provider.Token, err = rclonecfg.FormatToken(token); err != nil {
		return none, fmt.Errorf("rclonerun: the token of credential %q: %w", credential.Name, err)
	}
	return provider, nil
}
