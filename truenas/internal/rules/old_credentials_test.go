package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

const createOld = "cloud_sync_credentials_create"

func TestOldCredential(t *testing.T) {
	tests := []struct {
		name, provider, attributes string
		want                       string // the attributes as stored
		at, message                string // or what is wrong
	}{
		{name: "empty token", provider: "GOOGLE_PHOTOS", attributes: `{"token":""}`, want: `{"token":"","client_id":"","client_secret":""}`},
		{name: "integer token", provider: "HUBIC", attributes: `{"token":7}`, want: `{"token":"7"}`},
		{name: "long token", provider: "BOX", attributes: `{"token":"` + strings.Repeat("x", 3000) + `"}`, want: `{"token":"` + strings.Repeat("x", 3000) + `","client_id":"","client_secret":""}`},
		{name: "no token", provider: "GOOGLE_PHOTOS", attributes: `{}`, at: ".attributes.token", message: "attribute required"},
		{name: "long word", provider: "GOOGLE_PHOTOS", attributes: `{"token":"t","client_id":"` + strings.Repeat("x", 1025) + `"}`, at: ".attributes.client_id", message: tooLongOld},
		{name: "unknown field", provider: "STORJ_IX", attributes: `{"access_key_id":"a","secret_access_key":"s","endpoint":""}`, at: ".attributes.endpoint", message: "Field was not expected"},
		{name: "account", provider: "AZUREBLOB", attributes: `{"account":"a b","key":"k"}`, at: ".attributes.account", message: "Account Name field can only contain alphanumeric characters, - and ."},
		{name: "nothing filled in for SFTP", provider: "SFTP", attributes: `{"host":"h","user":"u"}`, want: `{"host":"h","user":"u"}`},
		{name: "null key", provider: "SFTP", attributes: `{"host":"h","user":"u","private_key":null}`, at: ".attributes.private_key", message: "null not allowed"},
		{name: "version as a text", provider: "OPENSTACK_SWIFT", attributes: `{"user":"u","key":"k","auth":"a","auth_version":"3"}`, at: ".attributes.auth_version", message: "Invalid choice: 3"},
		{name: "version as a bool", provider: "OPENSTACK_SWIFT", attributes: `{"user":"u","key":"k","auth":"a","auth_version":true}`, at: ".attributes.auth_version", message: "Not an integer"},
		{name: "parts as a text", provider: "S3", attributes: `{"access_key_id":"a","secret_access_key":"s","endpoint":"no url","max_upload_parts":"5"}`, want: `{"access_key_id":"a","secret_access_key":"s","endpoint":"no url","max_upload_parts":5,"region":"","skip_region":false,"signatures_v2":false}`},
		{name: "vendor", provider: "WEBDAV", attributes: `{"url":"","vendor":"X","user":"","pass":""}`, at: ".attributes.vendor", message: "Invalid choice: X"},
		{name: "later provider", provider: "ONEDRIVE", attributes: `{}`, at: ".provider", message: "Invalid provider"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			params := `[{"name":"c","provider":"` + tt.provider + `","attributes":` + tt.attributes + `}]`
			got, err := checkOld(t, rules.V24_10, "cloudsync.credentials.create", params)
			if tt.want != "" {
				require.NoError(t, err)
				require.JSONEq(t, `[{"name":"c","provider":"`+tt.provider+`","attributes":`+tt.want+`}]`, got)
				return
			}
			require.Equal(t, []any{[]any{createOld + tt.at, tt.message, rules.EINVAL}}, rules.AsFault(err).Extra)
		})
	}
}

// What an update leaves out comes from the stored credential.
func TestOldCredentialUpdate(t *testing.T) {
	stored := ejson.NewObject("id", 1, "name", "old", "provider", ejson.NewObject("type", "GOOGLE_PHOTOS", "token", "t"))
	tests := []struct{ name, update, with, without string }{
		{name: "name", update: `{"name":"new"}`},
		{name: "attributes", update: `{"attributes":{}}`, with: ".attributes.token: attribute required"},
		{name: "provider", update: `{"provider":"B2"}`, with: ".attributes.token: Field was not expected"},
		{
			name: "both", update: `{"provider":"B2","attributes":{"account":"a","key":null}}`,
			with: ".attributes.key: null not allowed", without: ".attributes.key: null not allowed",
		},
		{name: "no provider", update: `{"provider":"NOPE"}`, with: ".provider: Invalid provider", without: ".provider: Invalid provider"},
	}
	method, ok := rules.Lookup(rules.V24_10, "cloudsync.credentials.update")
	require.True(t, ok)
	refusal := func(t *testing.T, err error, want string) {
		t.Helper()
		if want == "" {
			require.NoError(t, err)
			return
		}
		require.ErrorContains(t, err, "[EINVAL] cloud_sync_credentials_update"+want+"\n")
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := method.CheckUpdate(parseOld(t, `[1,`+tt.update+`]`), stored)
			refusal(t, err, tt.with)
			_, err = method.Check(parseOld(t, `[1,`+tt.update+`]`))
			refusal(t, err, tt.without)
		})
	}
	require.Equal(t, "t", stored.Obj("provider").Text("token"))
}

func TestOldCredentialConverted(t *testing.T) {
	stored := `{"id":1,"name":"c","provider":{"type":"GOOGLE_PHOTOS","token":"t","client_id":""}}`
	old := `{"id":1,"name":"c","provider":"GOOGLE_PHOTOS","attributes":{"token":"t","client_id":""}}`
	entry := parseOld(t, `[`+stored+`]`)[0].(*ejson.Object)
	requireJSON(t, old, rules.OldCredential(entry))
	requireJSON(t, stored, rules.NewCredential(rules.OldCredential(entry), nil))
	updates := map[string]string{
		`{"name":"d"}`:                                `{"name":"d"}`,
		`{"attributes":{"token":"u"}}`:                `{"provider":{"type":"GOOGLE_PHOTOS","token":"u"}}`,
		`{"provider":"BOX"}`:                          `{"provider":{"type":"BOX","token":"t","client_id":""}}`,
		`{"provider":"BOX","attributes":{"token":1}}`: `{"provider":{"type":"BOX","token":1}}`,
	}
	for update, want := range updates {
		requireJSON(t, want, rules.NewCredential(parseOld(t, `[`+update+`]`)[0].(*ejson.Object), entry))
	}
	requireJSON(t, `{}`, rules.OldCredential(nil))
}

func requireJSON(t *testing.T, want string, got *ejson.Object) {
	t.Helper()
	data, err := ejson.Encode(got)
	require.NoError(t, err)
	require.JSONEq(t, want, string(data))
}

// The shape around the attributes has the newer wording, apart from the number
// of parameters.
func TestOldCredentialShape(t *testing.T) {
	_, err := checkOld(t, rules.V24_10, "cloudsync.credentials.verify", `[{"type":"B2"}]`)
	require.Equal(t, []any{
		[]any{createOld + ".provider", "Field required", 22},
		[]any{createOld + ".attributes", "Field required", 22},
		[]any{createOld + ".type", "Extra inputs are not permitted", 22},
	}, rules.AsFault(err).Extra)

	_, err = checkOld(t, rules.V24_10, "cloudsync.credentials.update", `[1,{},{}]`)
	require.EqualError(t, err, "[EFAULT] Too many arguments (expected 2, found 3)")
}

func TestOldMethodsOnly(t *testing.T) {
	for _, later := range []string{"auth.login_ex", "core.subscribe", "core.set_options", "cloudsync.onedrive_list_drives"} {
		_, ok := rules.Lookup(rules.V24_10, later)
		require.False(t, ok, later)
	}
}
