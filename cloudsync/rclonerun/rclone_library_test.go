//go:build rclone

package rclonerun_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/rclone/rclone/fs"
	"github.com/rclone/rclone/fs/config"
	"github.com/rclone/rclone/fs/config/configmap"
	"github.com/rclone/rclone/fs/rc"
	"github.com/rclone/rclone/fs/sync"
	"github.com/rclone/rclone/fs/walk"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rclonerun"
)

// library is what a program that embeds rclone has: a remote whose settings are
// in memory.
type library struct {
	*outside
	info     *fs.RegInfo
	settings configmap.Simple
	mapper   *configmap.Map
}

func newLibrary(t *testing.T) (context.Context, *library) {
	t.Helper()
	require.NoError(t, rclonerun.Tame())
	out := newOutside(t)
	ctx, settings := fs.AddConfig(t.Context())
	settings.HTTPProxy, settings.CaCert = out.proxy.URL(), []string{out.proxy.CAFile()}
	info, err := fs.Find("google photos")
	require.NoError(t, err)
	values := configmap.Simple{"client_id": out.clientID, "client_secret": out.clientSecret}
	defaults := configmap.Simple{config.ConfigAuthNoBrowser: "true"}
	for i := range info.Options {
		defaults[info.Options[i].Name] = info.Options[i].String()
	}
	mapper := configmap.New()
	mapper.AddGetter(values, configmap.PriorityNormal)
	mapper.AddGetter(defaults, configmap.PriorityDefault)
	mapper.AddSetter(values)
	return ctx, &library{out, info, values, mapper}
}

// logIn answers the questions of rclone's configuration, and has the user open
// the page that it waits behind.
func (l *library) logIn(ctx context.Context, t *testing.T) {
	t.Helper()
	done := make(chan error, 1)
	go func() {
		in := fs.ConfigIn{}
		for {
			out, err := fs.BackendConfig(ctx, "photos", l.mapper, l.info, configmap.Simple{}, in)
			if err != nil || out == nil || out.State == "" {
				done <- err
				return
			}
			in = fs.ConfigIn{State: out.State}
			if out.Option != nil && out.Option.Name == "config_is_local" {
				in.Result = "true"
			}
		}
	}()
	status := rc.Calls.Get("config/oauthstatus")
	require.NotNil(t, status)
	var page string
	require.Eventually(t, func() bool {
		out, err := status.Fn(ctx, nil)
		page, _ = out["authUrl"].(string)
		return err == nil && page != ""
	}, time.Minute, time.Millisecond)
	// rclone may stop its server before the last page is sent, so what counts is
	// how rclone ends.
	failed := l.google.Approve().Open(ctx, page)
	if failed != nil {
		_, _ = rc.Calls.Get("config/oauthstop").Fn(ctx, nil) // if it still waits
	}
	if err := <-done; err != nil {
		require.NoError(t, errors.Join(err, failed))
	}
}

func (l *library) open(ctx context.Context, t *testing.T, root string) fs.Fs {
	t.Helper()
	remote, err := l.info.NewFs(ctx, "photos", root, l.mapper)
	require.NoError(t, err)
	t.Cleanup(func() {
		if stop := remote.Features().Shutdown; stop != nil {
			require.NoError(t, stop(context.WithoutCancel(ctx)))
		}
	})
	return remote
}

func local(ctx context.Context, t *testing.T, dir string) fs.Fs {
	t.Helper()
	info, err := fs.Find("local")
	require.NoError(t, err)
	settings := configmap.Simple{}
	for i := range info.Options {
		settings[info.Options[i].Name] = info.Options[i].String()
	}
	remote, err := info.NewFs(ctx, "local", dir, settings)
	require.NoError(t, err)
	return remote
}

func TestRcloneLibraryLogsInListsPullsAndPushes(t *testing.T) {
	ctx, l := newLibrary(t)
	files := l.fill(t)
	l.logIn(ctx, t)
	require.NotEmpty(t, l.settings["token"])

	listed := map[string]string{}
	require.NoError(t, walk.ListR(ctx, l.open(ctx, t, "media/all"), "", true, -1, walk.ListObjects, func(entries fs.DirEntries) error {
		for _, entry := range entries {
			body, err := entry.(fs.Object).Open(ctx)
			if err != nil {
				return err
			}
			data, err := io.ReadAll(body)
			listed[entry.Remote()] = string(data)
			if closing := body.Close(); err == nil {
				err = closing
			}
			if err != nil {
				return err
			}
		}
		return nil
	}))
	require.Equal(t, files, listed)

	pulled := t.TempDir()
	require.NoError(t, sync.CopyDir(ctx, local(ctx, t, pulled), l.open(ctx, t, "media/all"), false))
	require.Equal(t, files, readFolder(t, pulled))

	dir, sent := pushed(t)
	require.NoError(t, sync.CopyDir(ctx, l.open(ctx, t, "album/New"), local(ctx, t, dir), false))
	require.Equal(t, sent, l.inAlbum("New"))
	back := t.TempDir()
	require.NoError(t, sync.CopyDir(ctx, local(ctx, t, back), l.open(ctx, t, "album/New"), false))
	require.Equal(t, sent, readFolder(t, back))
}
