package rclonerun

import (
	"context"
	"fmt"

	_ "github.com/rclone/rclone/backend/googlephotos" // the Google Photos backend registers itself
	_ "github.com/rclone/rclone/backend/local"        // and so does the local file system
	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/config/configmap"

	"github.com/nasphotos/nasphotos/truenas"
)

// remoteName is what TrueNAS calls the remote; rclone shows it in messages.
const remoteName = "remote"

// newRemote opens root on the Google Photos account of provider, without any
// configuration file: settings come from values, and a refreshed token goes to
// onToken while the request that needed it waits.
func newRemote(ctx context.Context, provider truenas.GooglePhotos, root string, onToken func(string)) (fs.Fs, error) {
	values := &settings{
		values: map[string]string{
			"client_id":     provider.ClientID,
			"client_secret": provider.ClientSecret.Reveal(),
			"token":         provider.Token.Reveal(),
		},
		onToken: onToken,
	}
	return open(ctx, "googlephotos", remoteName, root, values)
}

// newLocal opens a local directory.
func newLocal(ctx context.Context, path string, followSymlinks bool) (fs.Fs, error) {
	values := &settings{values: map[string]string{}}
	if followSymlinks {
		values.values["copy_links"] = "true"
	}
	return open(ctx, "local", "local", path, values)
}

func open(ctx context.Context, backend, name, root string, values *settings) (fs.Fs, error) {
	info, err := fs.Find(backend)
	if err != nil {
		return nil, fmt.Errorf("rclonerun: %w", err)
	}
	// rclone's own lookup would add environment variables and the configuration
	// file. The defaults are needed: backends refuse an option that is not there.
	defaults := configmap.Simple{}
	for i := range info.Options {
		defaults[info.Options[i].Name] = info.Options[i].String()
	}
	mapper := configmap.New()
	mapper.AddGetter(values, configmap.PriorityNormal)
	mapper.AddGetter(defaults, configmap.PriorityDefault)
	mapper.AddSetter(values)
	return info.NewFs(ctx, name, root, mapper)
}

// shutdown ends what a remote keeps running.
func shutdown(ctx context.Context, f fs.Fs) {
	if stop := f.Features().Shutdown; stop != nil {
		_ = stop(context.WithoutCancel(ctx))
	}
}
