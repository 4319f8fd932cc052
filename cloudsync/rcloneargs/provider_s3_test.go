package rcloneargs_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

// options are the values of a section.
func options(section string) map[string]string {
	values := map[string]string{}
	for _, line := range strings.Split(section, "|") {
		key, value, _ := strings.Cut(line, " = ")
		values[key] = value
	}
	return values
}

func TestS3Keys(t *testing.T) {
	for _, release := range allReleases {
		want := "type = s3|access_key_id = a|secret_access_key = s|endpoint = https://h/|region = r|max_upload_parts = 10000|" +
			"provider = Other|bucket = b|folder = f|fast_list = false|storage_class = |server_side_encryption = "
		provider := `{"type":"S3","access_key_id":"a","secret_access_key":"s","region":"r","endpoint":"https://H"}`
		switch release {
		case rcloneargs.Release24_10:
			want = "access_key_id = a|secret_access_key = s|region = r|endpoint = https://H|type = s3|provider = Other|" +
				"fast_list = false|bucket = b|folder = f|server_side_encryption = "
		case rcloneargs.Release25_04:
			want = strings.Replace(strings.Replace(want, "h/", "H", 1), "storage_class = |", "", 1)
		case rcloneargs.Release26_0, rcloneargs.Release26_0RC1, rcloneargs.Release27_0:
			want = strings.Replace(want, "Other|", "Other|force_path_style = true|sign_accept_encoding = true|", 1)
		}
		require.Equal(t, want, remote(t, stored(t, release, provider, `{"bucket":"b","folder":"f"}`), release), release)
	}
}

// A service that is stored as none is not the default one.
func TestS3EmptyProvider(t *testing.T) {
	for _, release := range []rcloneargs.Release{rcloneargs.Release26_0, rcloneargs.Release26_0RC1, rcloneargs.Release27_0} {
		task := stored(t, release, `{"type":"S3","access_key_id":"a","secret_access_key":"s","provider":""}`, `{"bucket":"b","folder":"f"}`)
		require.Contains(t, remote(t, task, release), "|provider = |", release)
	}
}

func TestS3Regions(t *testing.T) {
	for _, release := range allReleases {
		for _, test := range []struct{ credential, attributes, want string }{
			{`"region":"r"`, `"region":""`, "r"},
			{`"region":"r"`, `"region":"own"`, "own"},
			{`"region":"r"`, `"region":" "`, "r"},
			{`"region":"r"`, `"region":null`, "r"},
			{`"region":""`, `"region":"own"`, "own"},
			{`"region":" "`, `"region":"own"`, "own"},
			{`"region":""`, `"region":""`, "us-east-1"},
			{`"region":""`, `"region":null`, "us-east-1"},
			{`"region":"r","skip_region":true`, `"region":"own"`, ""},
			{`"region":"r","skip_region":true,"signatures_v2":true`, `"region":"own"`, "other-v2-signature"},
			{`"region":"r","signatures_v2":true`, `"region":""`, "r"},
		} {
			task := stored(t, release, `{"type":"S3","access_key_id":"a","secret_access_key":"s",`+test.credential+`}`,
				`{"bucket":"b","folder":"f","encryption":"AES256",`+test.attributes+`}`)
			values := options(remote(t, task, release))
			require.Equal(t, test.want, values["region"], "%s: %v", release, test)
			require.Equal(t, "AES256", values["server_side_encryption"])
			for _, key := range []string{"encryption", "skip_region", "signatures_v2"} {
				require.NotContains(t, values, key, "TrueNAS's own")
			}
		}
	}
}

func TestS3Services(t *testing.T) {
	for _, release := range allReleases {
		for endpoint, want := range map[string]string{
			"https://s3.fr-par.scw.cloud": "1000", "https://s3.fr-par.scw.cloud//": "1000", "https://scw.cloud.example": "10000",
		} {
			task := stored(t, release, `{"type":"S3","access_key_id":"a","secret_access_key":"s","max_upload_parts":10000,"endpoint":"`+endpoint+`"}`,
				`{"bucket":"b","folder":"f"}`)
			require.Equal(t, want, options(remote(t, task, release))["max_upload_parts"], "%s: %s", release, endpoint)
		}
		task := stored(t, release, `{"type":"S3","access_key_id":"a","secret_access_key":"s","max_upload_parts":50,"provider":"Scaleway","endpoint":"https://s3.scw.cloud"}`,
			`{"bucket":"b","folder":"f"}`)
		values := options(remote(t, task, release))
		require.Equal(t, "50", values["max_upload_parts"], "chosen")
		want := "Other"
		if release >= rcloneargs.Release26_0 {
			want = "Scaleway"
		}
		require.Equal(t, want, values["provider"], release)
	}
}

// 26 and newer store times with two digits; older ones as they were sent.
func TestBandwidth(t *testing.T) {
	task := pull()
	task.BWLimit = truenas.BandwidthSchedule{{Time: "9:5", Bandwidth: new(int64(10))}, {Time: "10:00"}, {Time: " 11:+5", Bandwidth: new(int64(0))}}
	for _, release := range allReleases {
		want := "9:5,10b 10:00,off  11:+5,off"
		if release >= rcloneargs.Release26_0 {
			want = "09:05,10b 10:00,off  11:+5,off"
		}
		require.Contains(t, args(t, task, rcloneargs.Options{Release: release}), "--bwlimit|"+want+"|", release)
	}
	task = pull()
	task.Transfers = new(0)
	require.NotContains(t, args(t, task, rcloneargs.Options{}), "--transfers")
}

func TestTaskErrorsOfProviders(t *testing.T) {
	for field, test := range map[string]struct {
		change   func(*truenas.Task)
		provider truenas.Provider
	}{
		"direction":         {func(t *truenas.Task) { t.Direction = truenas.Push }, truenas.HTTP{}},
		"attributes.bucket": {func(*truenas.Task) {}, truenas.S3{}},
		"attributes.chunk_size": {func(t *truenas.Task) {
			t.Attributes = truenas.TaskAttributes{Bucket: "b", ChunkSize: truenas.Null[int]()}
		}, truenas.B2{}},
	} {
		task := pull()
		test.change(&task)
		_, err := rcloneargs.Command(task, account(test.provider), rcloneargs.Options{})
		var taskErr *rcloneargs.TaskError
		require.ErrorAs(t, err, &taskErr, field)
		require.Equal(t, field, taskErr.Field)
	}
}

func FuzzCommand(f *testing.F) {
	for _, seed := range []string{
		`{"type":"S3","skip_region":1}`, `{"type":"SFTP","pass":null}`, `{"type":"GOOGLE_CLOUD_STORAGE","service_account_credentials":"{}"}`,
		`{"type":"WEBDAV","url":"http://[::1]:80","vendor":7}`, `{"type":"B2"}`, `{`, `{"type":"GOOGLE_PHOTOS","token":"a\r\n%(token)s = %%"}`, `{"type":"FTP","type":"FTP","a":{"b":[]}}`,
	} {
		f.Add(seed, `{"bucket":"b","folder":"f","chunk_size":1e3,"region":null}`)
	}
	f.Fuzz(func(t *testing.T, object, attributes string) {
		var credential truenas.Credential
		task := pull()
		if credential.UnmarshalJSON([]byte(`{"provider":`+object+`}`)) != nil || task.Attributes.UnmarshalJSON([]byte(attributes)) != nil {
			return
		}
		for _, release := range allReleases {
			cmd, err := rcloneargs.Command(task, credential, rcloneargs.Options{Release: release})
			require.Equal(t, err != nil, cmd.Args == nil, "a command or an error")
			require.Equal(t, err != nil, cmd.Config.IsZero())
		}
	})
}
