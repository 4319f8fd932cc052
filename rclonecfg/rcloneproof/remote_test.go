package rcloneproof_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

func parse(tb testing.TB, text string) *rclonecfg.File {
	tb.Helper()
	file, err := rclonecfg.ParseFile([]byte(text))
	require.NoError(tb, err)
	require.Equal(tb, text, string(file.Bytes()), "untouched")
	return file
}

// remote takes its options as key, value, key, value.
func remote(name, kind string, pairs ...string) rclonecfg.Remote {
	r := rclonecfg.Remote{Name: name, Type: kind}
	for i := 0; i < len(pairs); i += 2 {
		r.Options = append(r.Options, rclonecfg.Option{Key: pairs[i], Value: rclonecfg.NewSecret(pairs[i+1])})
	}
	return r
}

// options are those of a section, with its type.
func options(tb testing.TB, file *rclonecfg.File, name string) map[string]string {
	tb.Helper()
	r, ok := file.Remote(name)
	require.True(tb, ok, "no section %q", name)
	got := map[string]string{}
	if r.Type != "" {
		got["type"] = r.Type
	}
	for _, option := range r.Options {
		require.NotContains(tb, got, option.Key, "listed twice")
		require.False(tb, option.Value.IsZero(), "an empty value is no value")
		got[option.Key] = option.Value.Reveal()
	}
	return got
}

func goodToken() rclonecfg.Token {
	return rclonecfg.Token{
		AccessToken:  rclonecfg.NewSecret("ya29.at"),
		RefreshToken: rclonecfg.NewSecret("1//rt"),
		TokenType:    "Bearer",
		Expiry:       time.Date(2026, 11, 22, 19, 54, 49, 0, time.UTC),
	}
}

func goodPhotos() rclonecfg.GooglePhotos {
	return rclonecfg.GooglePhotos{
		ClientID:     "123.apps.googleusercontent.com",
		ClientSecret: rclonecfg.NewSecret("GOCSPX-s"),
		Token:        goodToken(),
	}
}
