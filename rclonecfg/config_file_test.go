package rclonecfg_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

const counterText = "[counter]\ntype = local\n"

// newConf is a file with this text, or none for "".
func newConf(t *testing.T, text string) rclonecfg.ConfigFile {
	t.Helper()
	conf := rclonecfg.ConfigFile{Path: filepath.Join(t.TempDir(), "rclone.conf")}
	if text != "" {
		foreignWrite(t, conf, text)
	}
	return conf
}

// foreignWrite replaces the file as a program does that knows nothing of the lock.
func foreignWrite(t *testing.T, conf rclonecfg.ConfigFile, text string) {
	t.Helper()
	temp := conf.Path + ".foreign"
	require.NoError(t, os.WriteFile(temp, []byte(text), 0o600))
	require.NoError(t, os.Rename(temp, conf.Path))
}

func raw(t *testing.T, conf rclonecfg.ConfigFile) string {
	t.Helper()
	data, err := os.ReadFile(conf.Path)
	require.NoError(t, err)
	return string(data)
}

func files(t *testing.T, conf rclonecfg.ConfigFile) []string {
	t.Helper()
	list, err := os.ReadDir(filepath.Dir(conf.Path))
	require.NoError(t, err)
	var names []string
	for _, entry := range list {
		names = append(names, entry.Name())
	}
	return names
}

func sealed(t *testing.T, text, password string) string {
	t.Helper()
	data, err := rclonecfg.Encrypt([]byte(text), rclonecfg.NewSecret(password))
	require.NoError(t, err)
	return string(data)
}

func TestConfigFileUpdate(t *testing.T) {
	conf := newConf(t, "")
	require.NoError(t, conf.Update(t.Context(), func(file *rclonecfg.File) error {
		require.Empty(t, file.Bytes(), "a missing file is empty")
		return file.SetRemote(rclonecfg.Remote{Name: "counter", Type: "local"})
	}))
	require.Equal(t, []string{"rclone.conf", "rclone.conf.lock"}, files(t, conf))
	require.NoError(t, conf.Update(t.Context(), count))
	require.NoError(t, conf.Update(t.Context(), count))
	file, err := conf.Read()
	require.NoError(t, err)
	require.Equal(t, 2, counted(file))
}

// Without a change nothing is written: neither to a file, encrypted or not, nor is
// one made.
func TestConfigFileUnchanged(t *testing.T) {
	mine := errors.New("mine")
	for name, change := range map[string]func(*rclonecfg.File) error{
		"nothing": func(*rclonecfg.File) error { return nil },
		"same":    func(file *rclonecfg.File) error { *file = *parse(t, string(file.Bytes())); return nil },
		"error": func(file *rclonecfg.File) error {
			file.DeleteRemote("counter")
			return mine
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, text := range []string{"", counterText, sealed(t, counterText, "pw")} {
				conf := newConf(t, text)
				conf.Password = rclonecfg.NewSecret("pw")
				before, _ := os.Stat(conf.Path)
				err := conf.Update(t.Context(), change)
				if name == "error" {
					require.Equal(t, mine, err, "as it is")
				} else {
					require.NoError(t, err)
				}
				if text == "" {
					require.Equal(t, []string{"rclone.conf.lock"}, files(t, conf))
					continue
				}
				after, err := os.Stat(conf.Path)
				require.NoError(t, err)
				require.True(t, os.SameFile(before, after))
				require.Equal(t, before.ModTime(), after.ModTime())
				require.Equal(t, text, raw(t, conf))
			}
		})
	}
}

// A change that fails or panics frees the lock.
func TestConfigFileFreesTheLock(t *testing.T) {
	conf := newConf(t, counterText)
	require.Panics(t, func() {
		_ = conf.Update(t.Context(), func(*rclonecfg.File) error { panic("x") })
	})
	require.Equal(t, counterText, raw(t, conf))
	require.NoError(t, conf.Update(t.Context(), count))
}

func TestConfigFileEndsWithTheContext(t *testing.T) {
	conf := newConf(t, counterText)
	ctx, cancel := context.WithCancel(t.Context())
	never := func(*rclonecfg.File) error {
		t.Error("change was called")
		return nil
	}
	require.NoError(t, conf.Update(t.Context(), func(file *rclonecfg.File) error {
		waiting := make(chan error)
		go func() { waiting <- conf.Update(ctx, never) }()
		cancel()
		err := <-waiting
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorContains(t, err, "nothing was changed")
		require.ErrorIs(t, conf.SetPassword(ctx, rclonecfg.NewSecret("pw")), context.Canceled)
		return count(file)
	}))
	require.ErrorIs(t, conf.Update(ctx, never), context.Canceled, "ended before it began")
	require.NoError(t, conf.Update(t.Context(), count))

	// Between two tries, too.
	ctx, cancel = context.WithCancel(t.Context())
	err := conf.Update(ctx, func(file *rclonecfg.File) error {
		foreignWrite(t, conf, counterText)
		cancel()
		return count(file)
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, counterText, raw(t, conf))
}

func TestConfigFilePassword(t *testing.T) {
	const changed = counterText + "count = 1\n"
	for name, test := range map[string]struct {
		text, password string
		want           error
		sealed         bool
	}{
		"in the clear":                 {counterText, "", nil, false},
		"in the clear with a password": {counterText, "pw", nil, false},
		"with the password":            {sealed(t, counterText, "pw"), "pw", nil, true},
		"without the password":         {sealed(t, counterText, "pw"), "", rclonecfg.ErrEncrypted, true},
		"with another password":        {sealed(t, counterText, "pw"), "s3cr3t", rclonecfg.ErrPassword, true},
	} {
		t.Run(name, func(t *testing.T) {
			conf := newConf(t, test.text)
			conf.Password = rclonecfg.NewSecret(test.password)
			_, readErr := conf.Read()
			err := conf.Update(t.Context(), count)
			if test.want != nil {
				for _, err := range []error{readErr, err, conf.SetPassword(t.Context(), rclonecfg.NewSecret("next"))} {
					require.ErrorIs(t, err, test.want)
					require.ErrorContains(t, err, conf.Path)
					require.NotContains(t, err.Error(), "s3cr3t")
				}
				require.Equal(t, test.text, raw(t, conf))
				return
			}
			require.NoError(t, readErr)
			require.NoError(t, err)
			require.Equal(t, test.sealed, rclonecfg.IsEncrypted([]byte(raw(t, conf))))
			file, err := conf.Read()
			require.NoError(t, err)
			require.Equal(t, changed, string(file.Bytes()))
		})
	}
}

// A file that is made is never in the clear if there is a password.
func TestConfigFileMadeWithPassword(t *testing.T) {
	conf := newConf(t, "")
	conf.Password = rclonecfg.NewSecret("pw")
	change := func(file *rclonecfg.File) error { return file.SetRemote(rclonecfg.Remote{Name: "a", Type: "local"}) }
	require.NoError(t, conf.Update(t.Context(), change))
	require.True(t, rclonecfg.IsEncrypted([]byte(raw(t, conf))))
	file, err := conf.Read()
	require.NoError(t, err)
	require.Equal(t, []string{"a"}, file.Remotes())

	conf = newConf(t, "")
	conf.Password = rclonecfg.NewSecret("pw")
	foreignWrite(t, conf, "")
	require.NoError(t, conf.Update(t.Context(), change))
	require.False(t, rclonecfg.IsEncrypted([]byte(raw(t, conf))), "an empty file is one in the clear")

	conf = newConf(t, "")
	conf.Password = rclonecfg.NewSecret(" ")
	require.ErrorContains(t, conf.Update(t.Context(), change), "blanks")
	require.Equal(t, []string{"rclone.conf.lock"}, files(t, conf))
}

func TestConfigFileSetPassword(t *testing.T) {
	conf := newConf(t, counterText)
	require.NoError(t, conf.SetPassword(t.Context(), rclonecfg.Secret{}), "in the clear already")
	require.Equal(t, counterText, raw(t, conf))
	for _, next := range []string{"first", "second", ""} {
		require.NoError(t, conf.SetPassword(t.Context(), rclonecfg.NewSecret(next)))
		conf.Password = rclonecfg.NewSecret(next)
		require.Equal(t, next != "", rclonecfg.IsEncrypted([]byte(raw(t, conf))))
		file, err := conf.Read()
		require.NoError(t, err)
		require.Equal(t, counterText, string(file.Bytes()))
	}
	require.ErrorContains(t, conf.SetPassword(t.Context(), rclonecfg.NewSecret("\xff")), "UTF-8")
	require.Equal(t, counterText, raw(t, conf))

	missing := newConf(t, "")
	err := missing.SetPassword(t.Context(), rclonecfg.NewSecret("pw"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.ErrorContains(t, err, missing.Path)
	require.Equal(t, []string{"rclone.conf.lock"}, files(t, missing))
}
