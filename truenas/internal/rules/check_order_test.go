package rules_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// Rows come in the order of the fields: those that only the server may send in
// their place, unknown ones behind, and merged ones of a union last of all.
func TestCheckOrder(t *testing.T) {
	const wrong, extra = `"Input should be a valid string",22]`, `"Extra inputs are not permitted",22]`
	for _, tc := range []struct {
		name, method, params string
		release              rules.Release
		want                 string
	}{
		{
			"fields of the server", "cloudsync.create", `[{"zz":1,"locked":1,"id":1,"path":1,"credentials":1,"attributes":{},` +
				`"direction":"PUSH","transfer_mode":"X"}]`, rules.V25_10,
			`[["cloud_sync_create.id",` + extra + `,["cloud_sync_create.path",` + wrong + `,["cloud_sync_create.locked",` + extra +
				`,["cloud_sync_create.transfer_mode","Input should be 'SYNC', 'COPY' or 'MOVE'",22],["cloud_sync_create.zz",` + extra + `]`,
		},
		{
			"those of newer releases", "cloudsync.update", `[1,{"dataset":null,"description":1,"zz":1}]`, rules.V26,
			`[["cloud_sync_update.description",` + wrong + `,["cloud_sync_update.dataset",` + extra + `,["cloud_sync_update.zz",` + extra + `]`,
		},
		{
			"a credential's", "cloudsync.credentials.update", `[1,{"name":1,"id":1}]`, rules.V25_04,
			`[["cloud_sync_credentials_update.id",` + extra + `,["cloud_sync_credentials_update.name",` + wrong + `]`,
		},
		{
			"a credential's, of the oldest", "cloudsync.credentials.create", `[{"name":1,"id":1,"provider":"X"}]`, rules.V24_10,
			`[["cloud_sync_credentials_create.id",` + extra + `,["cloud_sync_credentials_create.name",` + wrong +
				`,["cloud_sync_credentials_create.attributes","Field required",22]]`,
		},
		{
			"a union in its place", "cloudsync.credentials.verify", `[{"type":"AZUREBLOB","account":"a","key":"k","endpoint":1,"zz":1}]`,
			rules.V25_10,
			`[["cloud_sync_credentials_create.AZUREBLOB.endpoint.literal['']","Input should be ''",22],` +
				`["cloud_sync_credentials_create.AZUREBLOB.endpoint.function-after[str(), function-wrap[wrap_val()]]",` +
				`"URL input should be a string or URL",22],["cloud_sync_credentials_create.AZUREBLOB.zz",` + extra + `]`,
		},
		{
			"a union at the end", "cloudsync.credentials.create", `[{"name":"n","provider":{"type":"S3","secret_access_key":"s",` +
				`"endpoint":1,"region":1},"zz":1}]`, rules.V26,
			`[["cloud_sync_credentials_create.provider.S3.access_key_id","Field required",22],` +
				`["cloud_sync_credentials_create.provider.S3.region",` + wrong + `,["cloud_sync_credentials_create.zz",` + extra +
				`,["cloud_sync_credentials_create.provider.S3.endpoint","Input should be '' or URL input should be a string or URL",22]]`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, checked(t, tc.release, tc.method, tc.params))
		})
	}
}

// A choice between numbers compares as Python does.
func TestCheckNumberChoice(t *testing.T) {
	verify := func(version string) string {
		return checked(t, rules.V25_10, "cloudsync.credentials.verify",
			`[{"type":"OPENSTACK_SWIFT","user":"u","key":"k","auth":"a","endpoint_type":null,"auth_version":`+version+`}]`)
	}
	for _, one := range []string{"1", "1.0", "true", "1e0"} {
		require.Contains(t, verify(one), `"auth_version":1,`, one)
	}
	for version, want := range map[string]string{
		"4": "Input should be 0, 1, 2 or 3", "1.5": "Input should be 0, 1, 2 or 3", `"1"`: "Input should be 0, 1, 2 or 3",
		"9223372036854775808": "Unable to parse input string as an integer, exceeded maximum size",
	} {
		require.Equal(t, `[["cloud_sync_credentials_create.OPENSTACK_SWIFT.auth_version","`+want+`",22]]`, verify(version), version)
	}
}

func TestCheckTimes(t *testing.T) {
	update := func(r rules.Release, time string) string {
		return checked(t, r, "cloudsync.update", `[1,{"bwlimit":[{"time":`+time+`,"bandwidth":1}]}]`)
	}
	require.Equal(t, `[1,{"bwlimit":[{"time":"8:5","bandwidth":1}]}]`, update(rules.V25_10, `"8:5"`))
	require.Equal(t, `[1,{"bwlimit":[{"time":"08:05","bandwidth":1}]}]`, update(rules.V26, `"8:5"`))
	long := `"` + strings.Repeat("8", 1025) + `"`
	require.Equal(t, `[["cloud_sync_update.bwlimit.0.time","String should have at most 1024 characters",22]]`, update(rules.V26, long))
}

func TestCheckOneDrive(t *testing.T) {
	const method = "cloudsync.onedrive_list_drives"
	require.Equal(t, `[["onedrive_list_drives.token","Value should have at least 1 item after validation, not 0",22]]`,
		checked(t, rules.V25_04, method, `[{"token":""}]`))
	require.Equal(t, `[["onedrive_list_drives","Input should be a valid dictionary or instance of CloudSyncOneDriveListDrivesArgs",22]]`,
		checked(t, rules.V26, method, `[1]`))
	require.Equal(t, `[["onedrive_list_drives","Input should be a valid dictionary or instance of CloudSyncOneDriveListDrives",22]]`,
		checked(t, rules.V27, method, `[1]`))
}
