package rules

import (
	"context"
	"errors"
	"path"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// checkFolder is the Google Photos rule: for both directions, and reported
// without a prefix.
func (p Provider) checkFolder(folder string, errs *Problems) {
	if p.name != "GOOGLE_PHOTOS" {
		return
	}
	name := strings.Trim(folder, "/")
	if name != "" {
		name = path.Clean(name)
	}
	switch name {
	case "":
		name = "root"
	case "media", "media/by-day":
	default:
		return
	}
	errs.Add("attributes.folder", "Pulling from the "+name+" directory is not allowed. Please, select a specific directory.")
}

// checkRemote wants the folder of a PULL task to be in the listing of its
// parent, and the remote of a PUSH task to be writable.
func (t Task) checkRemote(ctx context.Context, nas NAS, target Target) error {
	var errs Problems
	if t.Data.Text("direction") == "PUSH" {
		if target.Provider.readOnly {
			errs.Add(t.Prefix+".direction", "This remote is read-only")
		}
		return errs.Err()
	}
	folder := strings.TrimRight(t.Data.Obj("attributes").Text("folder"), "/")
	if folder == "" {
		return nil
	}
	parent := t.Data.Obj("attributes").Clone()
	parent.Set("folder", path.Join(folder, ".."))
	if !strings.HasPrefix(folder, "/") && parent.Text("folder") == "." {
		parent.Set("folder", "")
	}
	entries, err := nas.List(ctx, target.Credential, target.Provider.RemotePath(parent))
	if errors.Is(err, ErrUnknown) {
		return nil
	}
	if err != nil {
		return err
	}
	name := folder[strings.LastIndex(folder, "/")+1:]
	message := "Directory does not exist"
	for _, e := range entries {
		if e.Name == name && e.Dir {
			return nil
		}
		if e.Name == name {
			message = "This is not a directory"
		}
	}
	errs.Add(t.Prefix+".attributes.folder", message)
	return errs.Err()
}

// RemotePath is what rclone is given after "remote:".
func (p Provider) RemotePath(attributes *ejson.Object) string {
	folder := strings.TrimRight(attributes.Text("folder"), "/")
	if p.buckets {
		return attributes.Text("bucket") + "/" + strings.TrimLeft(folder, "/")
	}
	if folder == "" {
		return "/"
	}
	return folder
}
