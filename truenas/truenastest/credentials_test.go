package truenastest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// without returns a copy of p without a key.
func without(p map[string]any, key string) map[string]any {
	out := map[string]any{}
	for k, v := range p {
		if k != key {
			out[k] = v
		}
	}
	return out
}

func TestCredentialSchema(t *testing.T) {
	const at = "cloud_sync_credentials_create.provider."
	s3 := func(extra ...any) map[string]any {
		p := map[string]any{"type": "S3", "access_key_id": "a", "secret_access_key": "s"}
		for i := 0; i < len(extra); i += 2 {
			p[extra[i].(string)] = extra[i+1]
		}
		return p
	}
	swift := map[string]any{"type": "OPENSTACK_SWIFT", "user": "u", "key": "k", "auth": "a", "auth_version": 3, "endpoint_type": nil}
	c := login(t, start(t, truenastest.Config{}), "root")
	for name, test := range map[string]struct {
		provider any
		want     []any // attributes; nil: accepted
	}{
		"photos":             {photos(), nil},
		"only a token":       {map[string]any{"type": "GOOGLE_PHOTOS", "token": "t"}, nil},
		"long token":         {photos("token", strings.Repeat("x", 5000)), nil},
		"stars":              {photos("token", "********"), nil},
		"no token":           {without(photos(), "token"), []any{at + "GOOGLE_PHOTOS.token"}},
		"empty token":        {photos("token", ""), []any{at + "GOOGLE_PHOTOS.token"}},
		"token object":       {photos("token", map[string]any{}), []any{at + "GOOGLE_PHOTOS.token"}},
		"null client_id":     {photos("client_id", nil), []any{at + "GOOGLE_PHOTOS.client_id"}},
		"long client_id":     {photos("client_id", strings.Repeat("é", 1025)), []any{at + "GOOGLE_PHOTOS.client_id"}},
		"1024 characters":    {photos("client_id", strings.Repeat("é", 1024)), nil},
		"unknown fields":     {photos("b", 1, "a", 1), []any{at + "GOOGLE_PHOTOS.a", at + "GOOGLE_PHOTOS.b"}},
		"unknown type":       {map[string]any{"type": "ICLOUD"}, []any{strings.TrimSuffix(at, ".")}},
		"no type":            {map[string]any{}, []any{at + "type"}},
		"null":               {nil, []any{strings.TrimSuffix(at, ".")}},
		"list":               {[]any{}, []any{strings.TrimSuffix(at, ".")}},
		"s3":                 {s3("endpoint", "HTTP://S3.Example:80"), nil},
		"s3 bad endpoint":    {s3("endpoint", "x"), []any{at + "S3.endpoint.literal['']", at + "S3.endpoint.function-after[str(), function-wrap[wrap_val()]]"}},
		"s3 string bool":     {s3("skip_region", "true"), []any{at + "S3.skip_region"}},
		"s3 float":           {s3("max_upload_parts", 1.5), []any{at + "S3.max_upload_parts"}},
		"swift":              {swift, nil},
		"swift null version": {map[string]any{"type": "OPENSTACK_SWIFT", "user": "u", "key": "k", "auth": "a", "auth_version": nil, "endpoint_type": "public"}, nil},
		"swift version 4":    {map[string]any{"type": "OPENSTACK_SWIFT", "user": "u", "key": "k", "auth": "a", "auth_version": 4, "endpoint_type": nil}, []any{at + "OPENSTACK_SWIFT.auth_version"}},
		"swift no version":   {without(swift, "auth_version"), []any{at + "OPENSTACK_SWIFT.auth_version"}},
		"sftp with a key":    {map[string]any{"type": "SFTP", "host": "h", "user": "u", "private_key": 1}, nil},
		"ftp port":           {map[string]any{"type": "FTP", "host": "h", "user": "u", "pass": "", "port": "21"}, []any{at + "FTP.port"}},
		"azure account":      {map[string]any{"type": "AZUREBLOB", "account": "a_b", "key": "k"}, []any{at + "AZUREBLOB.account"}},
		"storj http":         {map[string]any{"type": "STORJ_IX", "access_key_id": "a", "secret_access_key": "s", "endpoint": "http://x"}, []any{at + "STORJ_IX.endpoint"}},
		"http ftp":           {map[string]any{"type": "HTTP", "url": "ftp://x"}, []any{at + "HTTP.url"}},
		"webdav vendor":      {map[string]any{"type": "WEBDAV", "url": "http://x", "vendor": "other"}, []any{at + "WEBDAV.vendor", at + "WEBDAV.user", at + "WEBDAV.pass"}},
		"onedrive":           {map[string]any{"type": "ONEDRIVE", "token": "t", "drive_type": "PERSONAL", "drive_id": ""}, nil},
		"mega passes":        {map[string]any{"type": "MEGA", "user": "u", "pass": "p"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			c.t = t
			f := c.call("cloudsync.credentials.create", map[string]any{"name": name, "provider": test.provider})
			if test.want == nil {
				require.Nil(t, f.Error, f.raw)
				return
			}
			require.NotNil(t, f.Error, f.raw)
			require.Equal(t, test.want, attributes(t, f.Error))
		})
	}
}

func TestCanonicalURLs(t *testing.T) {
	for in, want := range map[string]string{
		"http://h.example":          "http://h.example/",
		"https://H.Example:443/ab":  "https://h.example/ab",
		"http://h.example:8080?q=1": "http://h.example:8080/?q=1",
		"https://u:p@h.example/x/":  "https://u:p@h.example/x/",
		"http://[::1]:80/":          "http://[::1]/",
		"":                          "", "http:h.example": "", "https://h.example/a b": "", "h.example": "", "//h.example": "", "https://": "", "http://:80": "", "mailto:a@b": "",
	} {
		params, err := json.Marshal([]any{map[string]any{"type": "HTTP", "url": in}})
		require.NoError(t, err)
		normalized, extra, _ := truenastest.CheckParams(truenas.V25_10, "cloudsync.credentials.verify", params)
		if want == "" {
			require.NotNil(t, extra, in)
			continue
		}
		require.JSONEq(t, `[{"type":"HTTP","url":"`+want+`"}]`, string(normalized), in)
	}
}

func TestCredentialLifecycle(t *testing.T) {
	c := login(t, start(t, truenastest.Config{}), "root")
	id := c.credential("gp", photos())
	require.Equal(t, []any{"cloud_sync_credentials_create.name"},
		attributes(t, c.fails("cloudsync.credentials.create", map[string]any{"name": "gp", "provider": photos()})))
	c.credential("gp ", photos())

	var entry map[string]any
	c.must(&entry, "cloudsync.credentials.update", id, map[string]any{"provider": map[string]any{"type": "GOOGLE_PHOTOS", "token": "new"}})
	require.Equal(t, map[string]any{"type": "GOOGLE_PHOTOS", "client_id": "", "client_secret": "", "token": "new"}, entry["provider"],
		"omitted fields go back to their defaults")
	require.Equal(t, "gp", entry["name"])

	task := c.task(id, "description", "nightly", "direction", "PUSH")
	require.Contains(t, c.fails("cloudsync.credentials.delete", id).Data.Reason, "is used by cloud sync task nightly")
	c.must(nil, "cloudsync.delete", task)
	c.must(nil, "cloudsync.credentials.delete", id)
	c.must(nil, "cloudsync.credentials.delete", id) // also one that is gone

	missing := c.fails("cloudsync.credentials.get_instance", id)
	require.Equal(t, []any{nil}, attributes(t, missing), "the attribute is null")
	require.Equal(t, 22, missing.Data.Error)
	require.EqualValues(t, 2, decodeRows(t, missing)[0][2])
	require.Equal(t, -32602, c.fails("cloudsync.credentials.update", id, map[string]any{"name": "x"}).Code)

	for _, params := range [][]any{{}, {map[string]any{}, 1}} {
		e := c.fails("cloudsync.credentials.create", params...)
		require.Equal(t, -32001, e.Code)
		require.Contains(t, e.Data.Reason, "CRUDService.create()")
	}
}

func TestVerify(t *testing.T) {
	c := login(t, start(t, truenastest.Config{}), "root")
	for text, valid := range map[string]bool{
		token: true, "{}": true, "not JSON": false, "{\n\"access_token\": \"a\"\n}": false,
	} {
		var result map[string]any
		c.must(&result, "cloudsync.credentials.verify", photos("token", text))
		require.Equal(t, valid, result["valid"], text)
		require.Equal(t, valid, result["error"] == nil)
	}
	require.Equal(t, []any{"cloud_sync_credentials_create.GOOGLE_PHOTOS.token"},
		attributes(t, c.fails("cloudsync.credentials.verify", photos("token", ""))), "the path has no provider in it")
	require.Equal(t, "'MEGA'", c.fails("cloudsync.credentials.verify", map[string]any{"type": "MEGA", "user": "u", "pass": "p"}).Data.Reason)
	var result map[string]any
	c.must(&result, "cloudsync.credentials.verify", webdav())
	require.Contains(t, result["error"], "Config.Engine", "nothing to list with")
}

func TestProviders(t *testing.T) {
	var list []map[string]any
	login(t, start(t, truenastest.Config{}), "root").must(&list, "cloudsync.providers")
	require.Len(t, list, 18)
	require.Equal(t, "S3", list[0]["name"], "sorted by title")
	for _, p := range list {
		if p["name"] == "GOOGLE_PHOTOS" {
			require.Nil(t, p["credentials_oauth"])
			require.Equal(t, []any{map[string]any{"property": "folder"}}, p["task_schema"])
		}
	}
}
