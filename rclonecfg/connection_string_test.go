package rclonecfg_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// pairs makes options from keys and values in turn.
func pairs(keysAndValues ...string) []rclonecfg.Option {
	var options []rclonecfg.Option
	for i := 0; i < len(keysAndValues); i += 2 {
		options = append(options, rclonecfg.Option{
			Key: keysAndValues[i], Value: rclonecfg.NewSecret(keysAndValues[i+1]),
		})
	}
	return options
}

func TestParseConnectionString(t *testing.T) {
	tests := map[string]struct {
		text   string
		remote rclonecfg.Remote
		path   string
		// written is what ConnectionString makes of it, when not text.
		written string
	}{
		"named":                {text: "photos:album/Trip", remote: rclonecfg.Remote{Name: "photos"}, path: "album/Trip"},
		"without path":         {text: "photos:", remote: rclonecfg.Remote{Name: "photos"}},
		"colon in the path":    {text: "photos:a:b,c", remote: rclonecfg.Remote{Name: "photos"}, path: "a:b,c"},
		"slash in front":       {text: "photos:/a", remote: rclonecfg.Remote{Name: "photos"}, path: "/a"},
		"backslash in path":    {text: `photos:\a`, remote: rclonecfg.Remote{Name: "photos"}, path: `\a`},
		"one letter":           {text: `C:\a`, remote: rclonecfg.Remote{Name: "C"}, path: `\a`},
		"blanks and hyphens":   {text: "my - photos 2:", remote: rclonecfg.Remote{Name: "my - photos 2"}},
		"unicode name":         {text: "Bilder-Zürich.写真+x@y_z:é", remote: rclonecfg.Remote{Name: "Bilder-Zürich.写真+x@y_z"}, path: "é"},
		"on the fly":           {text: ":gphotos:", remote: rclonecfg.Remote{Type: "gphotos"}},
		"type with a blank":    {text: ":google photos:upload", remote: rclonecfg.Remote{Type: "google photos"}, path: "upload"},
		"bare option":          {text: "p,read_only:x", remote: rclonecfg.Remote{Name: "p", Options: pairs("read_only", "true")}, path: "x"},
		"true written out":     {text: "p,read_only=true:x", remote: rclonecfg.Remote{Name: "p", Options: pairs("read_only", "true")}, path: "x", written: "p,read_only:x"},
		"empty value":          {text: "p,client_id=:x", remote: rclonecfg.Remote{Name: "p", Options: pairs("client_id", "")}, path: "x"},
		"empty, quoted":        {text: `p,client_id='':x`, remote: rclonecfg.Remote{Name: "p", Options: pairs("client_id", "")}, path: "x", written: "p,client_id=:x"},
		"bare value":           {text: "p,a=b c=d/é{}:x", remote: rclonecfg.Remote{Name: "p", Options: pairs("a", "b c=d/é{}")}, path: "x"},
		"quotes inside":        {text: `p,a=b"c'd:x`, remote: rclonecfg.Remote{Name: "p", Options: pairs("a", `b"c'd`)}, path: "x"},
		"edge blanks":          {text: "p,a= b :x", remote: rclonecfg.Remote{Name: "p", Options: pairs("a", " b ")}, path: "x"},
		"line break":           {text: "p,a=b\nc:x", remote: rclonecfg.Remote{Name: "p", Options: pairs("a", "b\nc")}, path: "x"},
		"not UTF-8":            {text: "p,a=\xff:\xfe", remote: rclonecfg.Remote{Name: "p", Options: pairs("a", "\xff")}, path: "\xfe"},
		"comma and colon":      {text: `p,a="b,c:d":x`, remote: rclonecfg.Remote{Name: "p", Options: pairs("a", "b,c:d")}, path: "x"},
		"doubled":              {text: `p,a="""b""":x`, remote: rclonecfg.Remote{Name: "p", Options: pairs("a", `"b"`)}, path: "x", written: `p,a='"b"':x`},
		"doubled, single":      {text: `p,a='b'',c':x`, remote: rclonecfg.Remote{Name: "p", Options: pairs("a", "b',c")}, path: "x", written: `p,a="b',c":x`},
		"as many of both":      {text: `p,a="'""":x`, remote: rclonecfg.Remote{Name: "p", Options: pairs("a", `'"`)}, path: "x"},
		"a quote only":         {text: `p,a='"':x`, remote: rclonecfg.Remote{Name: "p", Options: pairs("a", `"`)}, path: "x"},
		"given twice":          {text: `p,a=1,b=2,a=3:x`, remote: rclonecfg.Remote{Name: "p", Options: pairs("a", "3", "b", "2")}, path: "x", written: "p,a=3,b=2:x"},
		"type option":          {text: `p,type=alias,remote=/tmp:x`, remote: rclonecfg.Remote{Name: "p", Options: pairs("type", "alias", "remote", "/tmp")}, path: "x"},
		"other keys":           {text: `:sftp,0=1,global.dump=headers,Host=h:x`, remote: rclonecfg.Remote{Type: "sftp", Options: pairs("0", "1", "global.dump", "headers", "Host", "h")}, path: "x"},
		"token":                {text: `:gphotos,token='{"access_token":"a"}':x`, remote: rclonecfg.Remote{Type: "gphotos", Options: pairs("token", `{"access_token":"a"}`)}, path: "x"},
		"token as rclone has":  {text: `:gphotos,token="{""access_token"":""a""}":x`, remote: rclonecfg.Remote{Type: "gphotos", Options: pairs("token", `{"access_token":"a"}`)}, path: "x", written: `:gphotos,token='{"access_token":"a"}':x`},
		"token without quotes": {text: `:gphotos,token={"access_token":"a"}:x`, remote: rclonecfg.Remote{Type: "gphotos", Options: pairs("token", `{"access_token"`)}, path: `"a"}:x`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			remote, path, err := rclonecfg.ParseConnectionStringOn(test.text, false)
			require.NoError(t, err)
			require.Equal(t, test.remote, remote)
			require.Equal(t, test.path, path)

			written, err := rclonecfg.ConnectionStringOn(remote, path, false)
			require.NoError(t, err)
			if test.written == "" {
				test.written = test.text
			}
			require.Equal(t, test.written, written.Reveal())
		})
	}
}

func TestParseConnectionStringRefuses(t *testing.T) {
	const (
		local  = "a local path is not a remote"
		rule   = "the name may have letters"
		colon  = "colon after the options is missing"
		badKey = "an option key has letters"
	)
	tests := map[string]struct {
		text   string
		column int
		reason string
	}{
		"empty":                     {"", 1, "is empty"},
		"absolute path":             {"/a/b", 1, local},
		"absolute path with colon":  {"/a:b", 1, local},
		"relative path":             {"a/b", 1, local},
		"relative path with colon":  {"./x:y", 1, local},
		"backslash in front":        {`a\b:c`, 1, local},
		"name without colon":        {"photos", 1, local},
		"options without colon":     {"photos,a=b", 1, local},
		"colon only":                {":", 2, "colon after the type"},
		"two colons":                {"::", 2, "name is missing"},
		"type without colon":        {":gphotos", 9, "colon after the type"},
		"type with slash":           {":g/photos:", 3, "a type has no slash"},
		"options without name":      {",a=b:", 1, "name is missing"},
		"options without type":      {":,a=b:", 2, "name is missing"},
		"quoted type":               {`:"google photos":`, 2, rule},
		"hyphen in front":           {"-a:", 1, rule},
		"blank in front":            {": a:", 2, rule},
		"blank at the end":          {"é a :", 4, rule},
		"hyphen at the end":         {"a-:", 2, rule},
		"strange character":         {"ab*c:", 3, rule},
		"not UTF-8":                 {"a\xff:", 2, rule},
		"hash":                      {"é{Qv_FB}:album", 2, "rclone prints"},
		"no option":                 {"p,:x", 3, "option key is missing"},
		"no option, but a value":    {"p,=b:x", 3, "option key is missing"},
		"no second option":          {"p,a,:x", 5, "option key is missing"},
		"hyphen in a key":           {"p,read-only:x", 7, badKey},
		"blank in front of a key":   {"p,a=b, c=d:x", 7, badKey},
		"comma in a bare value":     {`p,a={b,"c":d}:x`, 8, badKey},
		"unicode key":               {"p,é:x", 3, badKey},
		"key does not end":          {":p,key", 7, colon},
		"value does not end":        {":p,key=value", 13, colon},
		"colon in quotes only":      {`p,a="b:c"`, 10, colon},
		"quote does not end":        {`p,a="é:c`, 5, "does not end"},
		"doubled quote at the end":  {`p,a="b:""`, 5, "does not end"},
		"text after a quote":        {`p,a="b"c:x`, 8, "ends with a comma or colon"},
		"quotes not doubled inside": {`:g,token="{"access_token":"a"}":x`, 13, "ends with a comma or colon"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			remote, path, err := rclonecfg.ParseConnectionStringOn(test.text, false)
			var refused *rclonecfg.ConnectionStringError
			require.ErrorAs(t, err, &refused)
			require.Equal(t, test.column, refused.Column)
			require.Contains(t, refused.Reason, test.reason)
			require.Empty(t, remote)
			require.Empty(t, path)
		})
	}
}

func TestConnectionStringOnWindows(t *testing.T) {
	_, _, err := rclonecfg.ParseConnectionStringOn(`c:\a`, true)
	require.ErrorContains(t, err, "a local path is not a remote")

	remote, path, err := rclonecfg.ParseConnectionStringOn(`c,a=\b:\a\b`, true)
	require.NoError(t, err)
	require.Equal(t, rclonecfg.Remote{Name: "c", Options: pairs("a", `\b`)}, remote)
	require.Equal(t, "/a/b", path)
	_, err = rclonecfg.ConnectionStringOn(remote, path, true)
	require.NoError(t, err)

	_, path, err = rclonecfg.ParseConnectionStringOn(`:c:a`, true)
	require.NoError(t, err)
	require.Equal(t, "a", path)

	_, err = rclonecfg.ConnectionStringOn(rclonecfg.Remote{Name: "C"}, "a", true)
	require.ErrorContains(t, err, "is a drive on Windows")
}

func TestConnectionStringRefuses(t *testing.T) {
	tests := map[string]struct {
		remote rclonecfg.Remote
		want   string
	}{
		"neither name nor type": {rclonecfg.Remote{}, "has neither name nor type"},
		"name":                  {rclonecfg.Remote{Name: "a/b"}, `remote "a/b": cannot be written`},
		"type":                  {rclonecfg.Remote{Name: "p", Type: "a:b"}, `remote "p", option "type": cannot be written`},
		"key":                   {rclonecfg.Remote{Name: "p", Options: pairs("a-b", "hunter2")}, `remote "p", option "a-b": cannot be written`},
		"no key":                {rclonecfg.Remote{Name: "p", Options: pairs("", "hunter2")}, "cannot be written"},
		"option twice":          {rclonecfg.Remote{Name: "p", Options: pairs("a", "hunter2", "a", "x")}, `option "a": is given twice`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := test.remote.ConnectionString("path")
			var refused *rclonecfg.RemoteError
			require.ErrorAs(t, err, &refused)
			require.ErrorContains(t, err, test.want)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}

// The name of a remote with a type is not in the text, so that the text does
// not depend on the configuration of the machine.
func TestConnectionStringOfATypeHasNoName(t *testing.T) {
	text, err := rclonecfg.Remote{Name: "photos", Type: "alias", Options: pairs("remote", "/tmp")}.ConnectionString("a")
	require.NoError(t, err)
	require.Equal(t, ":alias,remote=/tmp:a", text.Reveal())
}

func FuzzParseConnectionString(f *testing.F) {
	for _, seed := range []string{
		"photos:album/Trip", ":gphotos,client_id=id,token=\"{\"\"access_token\"\":\"\"a\"\"}\":x", "p,a,b=,c='d'':':e",
		"/a/b", `C:\a`, "./x:y", ":", "p,a=\"b", "p,a='b'c:", "é x-y:\xff", "p{abcde}:",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, windows := range []bool{false, true} {
			remote, path, err := rclonecfg.ParseConnectionStringOn(text, windows)
			if err != nil {
				var refused *rclonecfg.ConnectionStringError
				require.ErrorAs(t, err, &refused)
				require.Positive(t, refused.Column)
				require.LessOrEqual(t, refused.Column, len(text)+1)
				continue
			}
			written, err := rclonecfg.ConnectionStringOn(remote, path, windows)
			require.NoError(t, err)
			require.LessOrEqual(t, len(written.Reveal()), len(text))
			require.True(t, strings.HasSuffix(written.Reveal(), ":"+path))
			remoteAgain, pathAgain, err := rclonecfg.ParseConnectionStringOn(written.Reveal(), windows)
			require.NoError(t, err)
			require.Equal(t, remote, remoteAgain)
			require.Equal(t, path, pathAgain)
		}
	})
}
