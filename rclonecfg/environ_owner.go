package rclonecfg

import (
	"slices"
	"strings"
)

// environOwner is a remote for which rclone asks for a variable, as key.
type environOwner struct {
	remote *Remote
	key    string
}

// environOwners returns the remotes that a variable belongs to. Where none has
// such an option, it is that with the longest name.
func environOwners(remotes map[string]*Remote, variable string) []environOwner {
	var fitting []environOwner
	for i, c := range variable {
		remote := remotes[variable[:i]]
		key := variable[i+1:]
		// rclone never asks for a key with a hyphen.
		if c != '_' || remote == nil || !optionName.MatchString(key) || strings.Contains(key, "-") {
			continue
		}
		fitting = append(fitting, environOwner{remote, strings.ToLower(key)})
	}
	if len(fitting) < 2 {
		return fitting
	}
	var asking []environOwner
	for _, owner := range fitting {
		if hasOption(owner.remote.Type, owner.key) {
			asking = append(asking, owner)
		}
	}
	if len(asking) == 0 {
		return fitting[len(fitting)-1:]
	}
	return asking
}

// hasOption reports whether rclone's storage system of that type has the option.
// One that this package does not know may have every option.
func hasOption(kind, key string) bool {
	for _, f := range []form{
		googlePhotosForm(&GooglePhotos{}), boxForm(&Box{}), dropboxForm(&Dropbox{}), googleDriveForm(&GoogleDrive{}),
		hubicForm(&Hubic{}), oneDriveForm(&OneDrive{}), pCloudForm(&PCloud{}), yandexForm(&Yandex{}),
	} {
		if slices.Contains(f.types, kind) {
			general, _ := isGlobalOption(key)
			return general || f.setting(key) != nil || slices.Contains(f.others, key)
		}
	}
	return true
}
