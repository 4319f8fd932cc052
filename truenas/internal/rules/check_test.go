package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// checked is what became of the params: what the body receives, or the rows of
// the error.
func checked(t *testing.T, r rules.Release, name, params string) string {
	t.Helper()
	method, ok := rules.Lookup(r, name)
	require.True(t, ok, "%s has no %s", r, name)
	out, err := method.Check(parse(t, params))
	var v any = out
	if err != nil {
		v = rules.AsFault(err).Extra
	}
	return encodeValue(t, v)
}

func TestCheck(t *testing.T) {
	const create, verify = "cloudsync.credentials.create", "cloudsync.credentials.verify"
	for _, tc := range []struct {
		name, method, params string
		want                 map[rules.Release]string
	}{
		{
			"fields of newer releases", verify, `[{"type":"S3","access_key_id":"a","secret_access_key":"b","force_path_style":false}]`,
			map[rules.Release]string{
				rules.V25_10: `[["cloud_sync_credentials_create.S3.force_path_style","Extra inputs are not permitted",22]]`,
				rules.V26: `[{"type":"S3","access_key_id":"a","secret_access_key":"b","endpoint":"","region":"","skip_region":false,` +
					`"signatures_v2":false,"max_upload_parts":10000,"provider":"Other","force_path_style":false,"sign_accept_encoding":true}]`,
			},
		},
		{
			"a union", verify, `[{"type":"AZUREBLOB","account":"a","key":"k","endpoint":"x"}]`,
			map[rules.Release]string{
				rules.V25_04: `[["cloud_sync_credentials_create.AZUREBLOB.endpoint.literal['']","Input should be ''",22],` +
					`["cloud_sync_credentials_create.AZUREBLOB.endpoint.function-after[str(), function-wrap[wrap_val()]]",` +
					`"Input should be a valid URL, relative URL without a base",22]]`,
				rules.V26: `[["cloud_sync_credentials_create.AZUREBLOB.endpoint",` +
					`"Input should be '' or Input should be a valid URL, relative URL without a base",22]]`,
			},
		},
		{
			"an empty token", create, `[{"name":"n","provider":{"type":"BOX","token":""}}]`,
			map[rules.Release]string{
				rules.V26: `[["cloud_sync_credentials_create.provider.BOX.token","Value should have at least 1 item after validation, not 0",22]]`,
				rules.V27: `[["cloud_sync_credentials_create.provider.BOX.token","String should have at least 1 character",22]]`,
			},
		},
		{
			"a login", "auth.login_ex", `[{"mechanism":"TOKEN_PLAIN"}]`,
			map[rules.Release]string{
				rules.V25_10: `[["login_data.TOKEN_PLAIN.token","Field required",22]]`,
				rules.V26:    `[["login_data.TOKEN_PLAIN.token","Field required",22]]`,
			},
		},
		{
			"an enumeration", "auth.login_ex_continue", `[{"mechanism":"X","otp_token":"1"}]`,
			map[rules.Release]string{
				rules.V25_10: `[["login_data.mechanism","Input should be <AuthMech.OTP_TOKEN: 'OTP_TOKEN'>",22]]`,
				rules.V26:    `[["login_data.mechanism","Input should be 'OTP_TOKEN'",22]]`,
			},
		},
		{
			"a name of its own", "cloudsync.create",
			`[{"path":"/mnt/t","credentials":1,"direction":"PUSH","transfer_mode":"COPY","attributes":{"folder":"f","b2_chunk_size":"x"}}]`,
			map[rules.Release]string{
				rules.V26: `[["cloud_sync_create.attributes.b2_chunk_size","Extra inputs are not permitted",22]]`,
				rules.V27: `[["cloud_sync_create.attributes.b2_chunk_size","Input should be a valid integer",22]]`,
			},
		},
		{
			"a time of one digit", "cloudsync.update", `[1,{"bwlimit":[{"time":"9:0","bandwidth":1}]}]`,
			map[rules.Release]string{
				rules.V25_10: `[1,{"bwlimit":[{"time":"9:0","bandwidth":1}]}]`,
				rules.V26:    `[1,{"bwlimit":[{"time":"09:00","bandwidth":1}]}]`,
			},
		},
		{
			"a renamed model", "cloudsync.list_directory", `[1]`,
			map[rules.Release]string{
				rules.V26: `[["cloud_sync_ls","Input should be a valid dictionary or instance of CloudSyncListDirectoryArgs",22]]`,
				rules.V27: `[["cloud_sync_ls","Input should be a valid dictionary or instance of CloudSyncListDirectory",22]]`,
			},
		},
		{
			"options", "core.set_options", `[{"legacy_jobs":"x","py_exceptions":true}]`,
			map[rules.Release]string{
				rules.V25_04: `[{"py_exceptions":true}]`,
				rules.V25_10: `[["options.legacy_jobs","Input should be a valid boolean",22]]`,
			},
		},
		{
			"a selection", "cloudsync.query", `[[],{"select":[1]}]`,
			map[rules.Release]string{
				rules.V25_10: `[["options.select.0.constrained-str","Input should be a valid string",22],` +
					`["options.select.0.list[any]","Input should be a valid list",22]]`,
				rules.V26: `[["options.select.0.constrained-str","Input should be a valid string",22],` +
					`["options.select.0","Input should be a valid list",22]]`,
			},
		},
		{
			"too many", "cloudsync.delete", `[1,2]`,
			map[rules.Release]string{rules.V25_10: `[["","Too many arguments (expected 1, found 2)",22]]`},
		},
		{
			"no options", "cloudsync.credentials.get_instance", `[1]`,
			map[rules.Release]string{
				rules.V26: `[1,{}]`,
				rules.V27: `[1,{"extra":{},"order_by":[],"select":[],"count":false,"get":false,"offset":0,"limit":0,` +
					`"force_sql_filters":false,"delete_invalid_rows":false}]`,
			},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for release, want := range tc.want {
				require.Equal(t, want, checked(t, release, tc.method, tc.params), release)
			}
		})
	}
}

func TestLookup(t *testing.T) {
	for name, since := range map[string]rules.Release{
		"auth.login_ex": rules.V25_04, "cloudsync.onedrive_list_drives": rules.V25_04,
		"cloudsync.credentials.s3_provider_choices": rules.V26, "cloudsync.create": rules.V24_10,
	} {
		for _, r := range rules.Releases() {
			m, ok := rules.Lookup(r, name)
			require.Equal(t, r.AtLeast(since), ok, "%s %s", r, name)
			if ok {
				require.Equal(t, name, m.Name)
			}
		}
	}
	_, ok := rules.Lookup(rules.V27, "cloudsync.nope")
	require.False(t, ok)
}

func TestProviders(t *testing.T) {
	for _, r := range rules.Releases() {
		names := map[string]bool{}
		for _, p := range rules.Providers(r) {
			names[p.Name()] = true
		}
		require.Equal(t, r != rules.V25_04, names["MEGA"], r)
		require.Equal(t, r != rules.V24_10, names["ONEDRIVE"], r)
		_, err := rules.SupportedProvider(r, "MEGA")
		require.Equal(t, r == rules.V24_10, err == nil, r)
		_, err = rules.SupportedProvider(r, "GOOGLE_PHOTOS")
		require.NoError(t, err)
	}
}

func TestArity(t *testing.T) {
	for release, want := range map[rules.Release]string{
		rules.V25_04: "CRUDService.create() takes 4 positional arguments but 5 were given",
		rules.V25_10: "CRUDService.create() takes 5 positional arguments but 6 were given",
	} {
		m, _ := rules.Lookup(release, "cloudsync.credentials.create")
		require.NoError(t, m.Arity(1))
		require.EqualError(t, m.Arity(2), want)
		require.EqualError(t, m.Arity(0), "CRUDService.create() missing 1 required positional argument: 'data'")
	}
	m, _ := rules.Lookup(rules.V25_10, "cloudsync.update")
	require.EqualError(t, m.Arity(0), "CRUDService.update() missing 2 required positional arguments: 'id_' and 'data'")
}

func TestRedact(t *testing.T) {
	m, _ := rules.Lookup(rules.V26, "cloudsync.sync_onetime")
	raw := parse(t, `[{"encryption_password":"p","path":"/mnt/t"}]`)
	require.JSONEq(t, `[{"encryption_password":"********","path":"/mnt/t"},null]`, encodeValue(t, m.RedactArguments(raw, false)))

	p := ejson.NewObject("type", "S3", "access_key_id", "a", "endpoint", "e", "provider", "Other")
	rules.RedactProvider(rules.V26, p)
	require.JSONEq(t, `{"type":"S3","access_key_id":"********","endpoint":"e","provider":"Other"}`, encodeValue(t, p))
}

// What the body receives passes again and stays as it is.
func FuzzCheck(f *testing.F) {
	f.Add("cloudsync.credentials.create", `[{"name":"c","provider":{"type":"S3","access_key_id":"a","secret_access_key":"b","endpoint":"http://a"}}]`)
	f.Add("cloudsync.create", `[{"path":"/","credentials":1,"attributes":{"chunk_size":5},"direction":"PULL","transfer_mode":"MOVE",
		"bwlimit":[{"time":"8:0","bandwidth":null}],"schedule":{"dow":"mon#2"}}]`)
	f.Add("cloudsync.query", `[[["OR",[[["a","=",1]],["b","Cin",[2]]]]],{"select":["a",["b","c"]],"order_by":["-a"]}]`)
	f.Add("auth.login_ex", `[{"mechanism":"SCRAM","scram_type":"CLIENT_FIRST_MESSAGE","rfc_str":""}]`)
	f.Fuzz(func(t *testing.T, name, text string) {
		v, err := ejson.Parse(text)
		params, ok := v.([]any)
		if err != nil || !ok {
			return
		}
		for _, release := range rules.Releases()[1:] {
			method, ok := rules.Lookup(release, name)
			if !ok {
				continue
			}
			_ = method.Arity(len(params))
			method.RedactArguments(params, false)
			once, err := method.Check(params)
			if err != nil {
				require.NotNil(t, rules.AsFault(err).Data())
				continue
			}
			twice, err := method.Check(once)
			require.NoError(t, err)
			require.Equal(t, encodeValue(t, once), encodeValue(t, twice))
		}
	})
}

// parse reads the params of a call.
func parse(t *testing.T, text string) []any {
	t.Helper()
	v, err := ejson.Parse(text)
	require.NoError(t, err)
	return v.([]any)
}

func encodeValue(t *testing.T, v any) string {
	t.Helper()
	text, err := ejson.Encode(v)
	require.NoError(t, err)
	return string(text)
}
