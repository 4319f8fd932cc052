package rclonecfg_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	goparser "go/parser"
	"go/token"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// canary stands for every secret of this file.
const canary = "q7Xk9ZpLmW2vTc4R"

// requireNoCanary looks for any part of the canary that says something.
func requireNoCanary(tb testing.TB, text string) {
	tb.Helper()
	for i := range len(canary) - 5 {
		require.NotContains(tb, text, canary[i:i+6])
	}
}

// fill sets all Secrets in a value to the canary, with one element in each
// slice. Other texts are what the package does not take for secrets.
func fill(value reflect.Value) {
	if value.Type() == reflect.TypeFor[rclonecfg.Secret]() {
		value.Set(reflect.ValueOf(rclonecfg.NewSecret(canary)))
		return
	}
	switch value.Kind() {
	case reflect.Struct:
		for i := range value.NumField() {
			if value.Type().Field(i).IsExported() {
				fill(value.Field(i))
			}
		}
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 1, 1))
		fill(value.Index(0))
	case reflect.String:
		value.SetString("x")
	}
}

// values are one of each exported struct type, with secrets in it.
func values(t *testing.T) map[string]any {
	t.Helper()
	file, err := rclonecfg.ParseFile([]byte("# " + canary + "\n[DEFAULT]\nx = " + canary + "\n[a]\ntype = a\ntoken = " + canary + "\n"))
	require.NoError(t, err)
	filled := map[string]any{"File": file}
	for _, empty := range []any{
		rclonecfg.Token{},
		rclonecfg.Remote{},
		rclonecfg.Option{},
		rclonecfg.ConfigFile{},
		rclonecfg.GooglePhotos{},
		rclonecfg.Box{},
		rclonecfg.Dropbox{},
		rclonecfg.GoogleDrive{},
		rclonecfg.Hubic{},
		rclonecfg.OneDrive{},
		rclonecfg.PCloud{},
		rclonecfg.Yandex{},
		rclonecfg.TokenError{},
		rclonecfg.ParseError{},
		rclonecfg.RemoteError{},
		rclonecfg.ConnectionStringError{},
	} {
		value := reflect.New(reflect.TypeOf(empty))
		fill(value.Elem())
		filled[value.Elem().Type().Name()] = value.Interface()
	}
	return filled
}

func TestNoValuePrintsSecrets(t *testing.T) {
	filled := values(t)
	require.ElementsMatch(t, exportedStructs(t), keysOf(filled), "each exported struct has a value here")
	for name, value := range filled {
		t.Run(name, func(t *testing.T) {
			plain := reflect.ValueOf(value).Elem().Interface()
			// fmt calls no methods on what is in an unexported field.
			requireNoCanary(t, fmt.Sprintf("%v %+v %#v", struct{ hidden any }{value}, struct{ hidden any }{value}, struct{ hidden any }{value}))
			for _, printed := range []any{value, plain, []any{value, plain}, map[string]any{"key": value}} {
				for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
					requireNoCanary(t, fmt.Sprintf(verb, printed))
				}
				var log bytes.Buffer
				slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", printed)
				slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", printed)
				requireNoCanary(t, log.String())
				encoded, err := json.Marshal(printed)
				require.NoError(t, err)
				requireNoCanary(t, string(encoded))
			}
		})
	}
}

func keysOf(filled map[string]any) []string {
	var names []string
	for name := range filled {
		names = append(names, name)
	}
	return names
}

// exportedStructs reads the names from the source, because reflection has no
// list of them.
func exportedStructs(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	var names []string
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".go") || strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := goparser.ParseFile(token.NewFileSet(), entry.Name(), nil, goparser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(node ast.Node) bool {
			spec, ok := node.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if _, isStruct := spec.Type.(*ast.StructType); isStruct && spec.Name.IsExported() {
				names = append(names, spec.Name.Name)
			}
			return true
		})
	}
	return names
}

// Every text is cut off at every place, and every byte of it replaced, so that
// each parser gives all its errors.
func TestNoErrorPrintsSecrets(t *testing.T) {
	tokenText := `{"access_token":"` + canary + `","token_type":"` + canary + `","refresh_token":"` + canary + `","expiry":"2026-11-22T19:54:49Z"}`
	parsers := map[string]struct {
		text  string
		parse func(text string) error
	}{
		"token": {tokenText, func(text string) error {
			_, err := rclonecfg.ParseToken(text)
			return err
		}},
		"transcript": {"--->\n" + tokenText + "\n<---End paste", func(text string) error {
			_, err := rclonecfg.ParseToken(text)
			return err
		}},
		"file": {"[a]\nclient_id = c\ntype = googlephotos\nclient_secret = " + canary + "==\nstart_year = " + canary + "\ntoken = " + tokenText + "\n", func(text string) error {
			file, err := rclonecfg.ParseFile([]byte(text))
			if err != nil {
				return err
			}
			remote, _ := file.Remote("a")
			_, err = rclonecfg.ParseGooglePhotos(remote)
			return errors.Join(err, file.SetOption("a", "token", rclonecfg.NewSecret(text)),
				file.SetRemote(rclonecfg.Remote{Name: "b", Type: text}))
		}},
		"connection string": {`:gphotos,client_secret=` + canary + `,start_year="` + canary + `",token="` + strings.ReplaceAll(tokenText, `"`, `""`) + `":` + canary, func(text string) error {
			remote, _, err := rclonecfg.ParseConnectionString(text)
			if err != nil || remote.Type == "" { // what is left of the text begins with a name
				return err
			}
			_, err = rclonecfg.ParseGooglePhotos(remote)
			remote.Options = append(remote.Options, remote.Options...)
			_, writeErr := remote.ConnectionString("")
			return errors.Join(err, writeErr)
		}},
		"environment": {"RCLONE_CONFIG_A_TOKEN=" + tokenText + "|RCLONE_CONFIG_A_START_YEAR=" + canary + "|RCLONE_CONFIG_A_TYPE=gphotos", func(text string) error {
			var err error
			for _, remote := range rclonecfg.ParseEnviron(strings.Split(text, "|")) {
				remote.Options = append(remote.Options, rclonecfg.Option{Key: "x", Value: rclonecfg.NewSecret(canary + "\x00")})
				_, environErr := remote.Environ()
				_, photosErr := rclonecfg.ParseGooglePhotos(remote)
				err = errors.Join(err, environErr, photosErr)
			}
			return err
		}},
		"obscured": {canary + canary, func(text string) error {
			_, err := rclonecfg.Reveal(text)
			return err
		}},
		"encrypted": {"RCLONE_ENCRYPT_V0:\n" + canary, func(text string) error {
			_, err := rclonecfg.Decrypt([]byte(text), rclonecfg.NewSecret(canary))
			_, parseErr := rclonecfg.ParseFile([]byte(text))
			return errors.Join(err, parseErr)
		}},
	}
	for name, test := range parsers {
		t.Run(name, func(t *testing.T) {
			refused := 0
			for i := range len(test.text) {
				for _, text := range []string{
					test.text[:i], test.text[i:], test.text[:i] + test.text[i+1:],
					test.text[:i] + "\n" + test.text[i:], test.text[:i] + "%(x)s\"'" + test.text[i+1:],
				} {
					err := test.parse(text)
					if err == nil {
						continue
					}
					refused++
					requireNoCanary(t, err.Error())
					for ; err != nil; err = errors.Unwrap(err) {
						requireNoCanary(t, fmt.Sprintf("%+v %#v", err, err))
					}
				}
			}
			require.Positive(t, refused)
		})
	}
}

// A paste that reads as :type: is no type.
func TestNoErrorPrintsTheType(t *testing.T) {
	remote, _, err := rclonecfg.ParseConnectionString(":" + canary + ":")
	require.NoError(t, err)
	_, err = rclonecfg.ParseGooglePhotos(remote)
	require.Error(t, err)
	requireNoCanary(t, err.Error())
}

// What writes a token refuses it without showing it.
func TestNoTokenPrintsSecrets(t *testing.T) {
	for _, damaged := range []rclonecfg.Token{
		{AccessToken: rclonecfg.NewSecret(canary)},
		{RefreshToken: rclonecfg.NewSecret(canary)},
		{AccessToken: rclonecfg.NewSecret(canary + "\n"), RefreshToken: rclonecfg.NewSecret(canary), Expiry: time.Unix(0, 0)},
	} {
		_, err := rclonecfg.FormatToken(damaged)
		require.Error(t, err)
		requireNoCanary(t, err.Error())
		requireNoCanary(t, damaged.Redacted())
		_, err = rclonecfg.Newest(damaged, rclonecfg.Token{RefreshToken: rclonecfg.NewSecret(canary + "x")})
		require.Error(t, err)
		requireNoCanary(t, err.Error())
	}
}

func TestFilePrintsNames(t *testing.T) {
	file, err := rclonecfg.ParseFile([]byte("[my photos]\ntype = a\n[b]\n"))
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		require.Equal(t, `rclonecfg.File["my photos" "b"]`, fmt.Sprintf(verb, file))
		require.Equal(t, `rclonecfg.File["my photos" "b"]`, fmt.Sprintf(verb, *file))
	}
}
