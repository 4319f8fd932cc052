package rcloneargs_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/cloudsync/rcloneargs"
	"github.com/nasphotos/nasphotos/truenas"
)

// stored is a task as a NAS of the release tells it.
func stored(t *testing.T, release rcloneargs.Release, provider, attributes string) truenas.Task {
	t.Helper()
	credential := `{"id":1,"name":"c","provider":` + provider + `}`
	if release == rcloneargs.Release24_10 {
		var kind struct {
			Type string `json:"type"`
		}
		require.NoError(t, json.Unmarshal([]byte(provider), &kind))
		fields := strings.Replace(provider, `"type":"`+kind.Type+`",`, "", 1)
		credential = `{"id":1,"name":"c","provider":"` + kind.Type + `","attributes":` + fields + `}`
	}
	var task truenas.Task
	require.NoError(t, json.Unmarshal([]byte(`{"id":7,"path":"/mnt/tank/data","direction":"PULL","transfer_mode":"COPY","credentials":`+
		credential+`,"attributes":`+attributes+`}`), &task))
	return task
}

// remote is the section of the account, without its name, with bars for line
// breaks.
func remote(t *testing.T, task truenas.Task, release rcloneargs.Release) string {
	t.Helper()
	cmd, err := rcloneargs.Command(task, task.Credential, rcloneargs.Options{Release: release, PrivateKey: truenas.NewSecret("PEM")})
	require.NoError(t, err)
	section, found := strings.CutPrefix(revealed(t, cmd.Config.Reveal()), "[remote]\n")
	require.True(t, found)
	return strings.ReplaceAll(strings.TrimSuffix(section, "\n"), "\n", "|")
}

// What a release stores is translated as it is stored: the first of the wanted
// texts holds from 24.10 on, each other from its release on.
func TestProviders(t *testing.T) {
	type from map[rcloneargs.Release]string
	for _, test := range []struct {
		provider, attributes string
		want                 from
	}{
		{`{"type":"AZUREBLOB","account":"a","key":"k","endpoint":"https://H"}`, `{"bucket":"b","folder":"f"}`, from{
			rcloneargs.Release24_10: "account = a|key = k|endpoint = https://H|type = azureblob|fast_list = false|bucket = b|folder = f|chunk_size = 100Mi",
			rcloneargs.Release25_04: "type = azureblob|account = a|key = k|endpoint = https://h/|bucket = b|folder = f|fast_list = false|chunk_size = 100Mi",
		}},
		{`{"type":"B2","key":"k","account":"a"}`, `{"folder":"f","chunk_size":201,"bucket":"b"}`, from{
			rcloneargs.Release24_10: "key = k|account = a|type = b2|chunk_size = 201M|fast_list = false|bucket = b|folder = f|upload_cutoff = 201M",
			rcloneargs.Release25_04: "type = b2|account = a|key = k|folder = f|chunk_size = 201M|bucket = b|fast_list = false|upload_cutoff = 201M",
			rcloneargs.Release25_10: "type = b2|account = a|key = k|bucket = b|folder = f|fast_list = false|chunk_size = 201M|upload_cutoff = 201M",
		}},
		{`{"type":"BOX","token":"x"}`, `{"folder":"f"}`, from{
			rcloneargs.Release24_10: "token = x|type = box|folder = f",
			rcloneargs.Release25_04: "type = box|client_id = |client_secret = |token = x|folder = f",
		}},
		{`{"type":"DROPBOX","token":"x","client_id":"c"}`, `{"folder":"f"}`, from{
			rcloneargs.Release24_10: "token = x|client_id = c|type = dropbox|chunk_size = 48M|folder = f",
			rcloneargs.Release25_04: "type = dropbox|client_id = c|client_secret = |token = x|folder = f|chunk_size = 48M",
		}},
		{`{"type":"FTP","host":"h","user":"u","pass":""}`, `{"folder":"f"}`, from{
			rcloneargs.Release24_10: "host = h|user = u|pass = OBSCURED()|type = ftp|folder = f",
			rcloneargs.Release25_04: "type = ftp|host = h|port = 21|user = u|pass = OBSCURED()|folder = f",
		}},
		{`{"type":"GOOGLE_CLOUD_STORAGE","service_account_credentials":"{\r\n\"project_id\": \"p\"\n}"}`, `{"bucket":"b","folder":""}`, from{
			rcloneargs.Release24_10: `service_account_credentials = {"project_id": "p"}|type = google cloud storage|project_number = p|bucket_policy_only = false|fast_list = false|bucket = b|folder = `,
			rcloneargs.Release25_04: `type = google cloud storage|service_account_credentials = {"project_id": "p"}|project_number = p|bucket = b|folder = |bucket_policy_only = false|fast_list = false`,
			rcloneargs.Release25_10: `type = google cloud storage|service_account_credentials = {"project_id": "p"}|project_number = p|bucket = b|folder = |fast_list = false|bucket_policy_only = false`,
		}},
		{`{"type":"GOOGLE_DRIVE","token":"x","team_drive":"t"}`, `{"folder":"f","fast_list":true}`, from{
			rcloneargs.Release24_10: "token = x|team_drive = t|type = drive|acknowledge_abuse = false|fast_list = true|folder = f",
			rcloneargs.Release25_04: "type = drive|client_id = |client_secret = |token = x|team_drive = t|folder = f|fast_list = true|acknowledge_abuse = false",
		}},
		{`{"type":"HTTP","url":"HTTP://H:80?q"}`, `{"folder":"f"}`, from{
			rcloneargs.Release24_10: "url = HTTP://H:80?q|type = http|folder = f",
			rcloneargs.Release25_04: "type = http|url = http://h/?q|folder = f",
		}},
		{`{"type":"HUBIC","token":"x"}`, `{"bucket":"b","folder":"f"}`, from{
			rcloneargs.Release24_10: "token = x|type = hubic|fast_list = false|bucket = b|folder = f",
			rcloneargs.Release25_04: "type = hubic|token = x|bucket = b|folder = f|fast_list = false",
		}},
		{`{"type":"PCLOUD","token":"x","hostname":"eapi"}`, `{"folder":"f"}`, from{
			rcloneargs.Release24_10: "token = x|hostname = eapi|type = pcloud|folder = f",
			rcloneargs.Release25_04: "type = pcloud|client_id = |client_secret = |token = x|hostname = eapi|folder = f",
		}},
		{`{"type":"STORJ_IX","access_key_id":"a","secret_access_key":"s"}`, `{"bucket":"b","folder":"f"}`, from{
			rcloneargs.Release24_10: "access_key_id = a|secret_access_key = s|type = s3|endpoint = https://gateway.storjshare.io|provider = Other|fast_list = false|bucket = b|folder = f|chunk_size = 64M|disable_http2 = true|upload_cutoff = 64M",
			rcloneargs.Release25_04: "type = s3|access_key_id = a|secret_access_key = s|endpoint = https://gateway.storjshare.io/|provider = Other|bucket = b|folder = f|fast_list = false|chunk_size = 64M|disable_http2 = true|upload_cutoff = 64M",
		}},
		{`{"type":"OPENSTACK_SWIFT","user":"u","key":"k","auth":"a","auth_version":null,"endpoint_type":"public"}`, `{"bucket":"b","folder":"f"}`, from{
			rcloneargs.Release24_10: "user = u|key = k|auth = a|auth_version = None|endpoint_type = public|type = swift|fast_list = false|bucket = b|folder = f",
			rcloneargs.Release25_04: "type = swift|user = u|key = k|auth = a|" + swiftBlanks + "auth_version = None|endpoint_type = public|bucket = b|folder = f|fast_list = false",
			rcloneargs.Release27_0:  "type = swift|user = u|key = k|auth = a|" + swiftBlanks + "endpoint_type = public|bucket = b|folder = f|fast_list = false",
		}},
		{`{"type":"SFTP","host":"h","user":"u","pass":"p"}`, `{"folder":"f"}`, from{
			rcloneargs.Release24_10: "host = h|user = u|pass = OBSCURED(p)|type = sftp|folder = f",
			rcloneargs.Release25_04: "type = sftp|host = h|port = 22|user = u|pass = OBSCURED(p)|private_key = None|folder = f",
			rcloneargs.Release27_0:  "type = sftp|host = h|port = 22|user = u|pass = OBSCURED(p)|folder = f",
		}},
		{`{"type":"WEBDAV","url":"https://H:443","vendor":"NEXTCLOUD","user":"u","pass":"p"}`, `{"folder":"f"}`, from{
			rcloneargs.Release24_10: "url = https://H:443|vendor = nextcloud|user = u|pass = OBSCURED(p)|type = webdav|folder = f",
			rcloneargs.Release25_04: "type = webdav|url = https://h/|vendor = nextcloud|user = u|pass = OBSCURED(p)|folder = f",
		}},
		{`{"type":"YANDEX","token":"x"}`, `{"folder":"f"}`, from{
			rcloneargs.Release24_10: "token = x|type = yandex|fast_list = false|folder = f",
			rcloneargs.Release25_04: "type = yandex|client_id = |client_secret = |token = x|folder = f|fast_list = false",
		}},
		// Fields and attributes of other releases are kept, and come behind.
		{`{"type":"FTP","new":{"a":[1,null]},"host":"h","port":1,"user":"u","pass":"p","big":12345678901234567890}`, `{"folder":"f","zoo":null,"max":1.50}`, from{
			rcloneargs.Release24_10: `new = {"a":[1,null]}|host = h|port = 1|user = u|pass = OBSCURED(p)|big = 12345678901234567890|type = ftp|folder = f|zoo = None|max = 1.50`,
			rcloneargs.Release25_04: `type = ftp|host = h|port = 1|user = u|pass = OBSCURED(p)|new = {"a":[1,null]}|big = 12345678901234567890|folder = f|zoo = None|max = 1.50`,
		}},
	} {
		want := ""
		for _, release := range allReleases {
			if text, ok := test.want[release]; ok {
				want = text
			}
			require.Equal(t, want, remote(t, stored(t, release, test.provider, test.attributes), release), "%s: %s", release, test.provider)
		}
	}
}

const swiftBlanks = "user_id = |domain = |tenant = |tenant_id = |tenant_domain = |region = |storage_url = |auth_token = |" +
	"application_credential_id = |application_credential_name = |application_credential_secret = |"

// Newer releases store addresses as a browser writes them.
func TestWebAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"https://h":                       "https://h/",
		"HTTPS://H.Example:443":           "https://h.example/",
		"http://H:443/A":                  "http://h:443/A",
		"http://[FE80::80]:80?q=Q":        "http://[fe80::80]/?q=Q",
		"https://User:P!%20w@H#F":         "https://User:P!%20w@h/#F",
		"https://h/remote.php/dav/%C3%A9": "https://h/remote.php/dav/%C3%A9",
		"ftp://H":                         "ftp://H",
		"H":                               "H",
		"https://":                        "https://",
		"":                                "",
	} {
		task := pull()
		task.Credential = account(truenas.WebDAV{URL: address})
		for _, release := range allReleases[1:] {
			require.Equal(t, want, options(remote(t, task, release))["url"], release)
		}
		require.Equal(t, address, options(remote(t, task, rcloneargs.Release24_10))["url"])
	}
}

func TestMega(t *testing.T) {
	task := stored(t, rcloneargs.Release24_10, `{"type":"MEGA","user":"u","pass":"p"}`, `{"folder":"f"}`)
	require.Equal(t, "user = u|pass = OBSCURED(p)|type = mega|folder = f", remote(t, task, rcloneargs.Release24_10))
}

func TestOneDrive(t *testing.T) {
	for kind, want := range map[string]string{
		"PERSONAL": "personal", "BUSINESS": "business", "DOCUMENT_LIBRARY": "documentLibrary", "NEW": "", "": "",
	} {
		for _, release := range allReleases[1:] {
			task := stored(t, release, `{"type":"ONEDRIVE","token":"x","drive_type":"`+kind+`","drive_id":"d"}`, `{"folder":"f"}`)
			require.Equal(t, "type = onedrive|client_id = |client_secret = |token = x|drive_type = "+want+
				"|drive_id = d|folder = f|checkers = 1|tpslimit = 10", remote(t, task, release))
		}
	}
}

func TestB2Chunks(t *testing.T) {
	for size, want := range map[int]string{
		5: "", 128: "", 129: "--multi-thread-cutoff=259M|", 200: "--multi-thread-cutoff=401M|", 256: "--multi-thread-cutoff=513M|",
	} {
		task := pull()
		task.Attributes = truenas.TaskAttributes{Bucket: "b", Folder: "/f/", ChunkSize: truenas.Set(size)}
		cmd, err := rcloneargs.Command(task, account(truenas.B2{}), rcloneargs.Options{DryRun: true})
		require.NoError(t, err)
		require.Equal(t, "rclone|--config|CONFIG|-v|--stats|1s|--dry-run|"+want+"--filter-from|FILTER|copy|remote:b/f|/mnt/tank/data",
			strings.Join(cmd.Args, "|"))
		require.Equal(t, size > 200, strings.Contains(cmd.Config.Reveal(), "upload_cutoff"))
	}
}

// An unknown object is taken as it is: nothing is added, nothing is sorted.
func TestUnknownObjects(t *testing.T) {
	task := pull()
	task.Attributes.Bucket = "b"
	task.Credential = account(truenas.Unknown{Type: "S3", Raw: truenas.NewSecret(`{"secret_access_key":"s","type":"S3","endpoint":"https://H"}`)})
	require.Equal(t, "secret_access_key = s|type = s3|endpoint = https://H|provider = Other|bucket = b|folder = album/Trip|"+
		"fast_list = false|region = us-east-1|storage_class = |server_side_encryption = ", remote(t, task, rcloneargs.Release25_10))
}

func TestCredentialErrors(t *testing.T) {
	key := `{"type":"SFTP","host":"h","port":22,"user":"u","pass":"p","private_key":3}`
	keyOnly := strings.Replace(key, `"p"`, "null", 1)
	for _, test := range []struct{ provider, field, reason string }{
		{key, "private_key", "names an SSH key pair in the keychain of the NAS, and none is given"},
		{`{"type":"GOOGLE_CLOUD_STORAGE","service_account_credentials":"s3cr3t"}`, "service_account_credentials", "is not a JSON object"},
		{`{"type":"GOOGLE_CLOUD_STORAGE","service_account_credentials":"{}s3cr3t"}`, "service_account_credentials", "is not a JSON object"},
		{`{"type":"GOOGLE_CLOUD_STORAGE","service_account_credentials":"{\"a\":\"s3cr3t\"}"}`, "service_account_credentials", "'project_id'"},
	} {
		task := stored(t, "", test.provider, `{"folder":"","bucket":"b"}`)
		_, err := rcloneargs.Command(task, task.Credential, rcloneargs.Options{})
		var refusal *rcloneargs.CredentialError
		require.ErrorAs(t, err, &refusal, test.provider)
		require.Equal(t, test.field, refusal.Field)
		require.Equal(t, test.reason, refusal.Reason)
		require.NotContains(t, err.Error(), "s3cr3t")
	}
	// With a key and no password, runs succeed on 27 only.
	for _, release := range allReleases {
		task := stored(t, release, keyOnly, `{"folder":"f"}`)
		if release == rcloneargs.Release27_0 {
			require.Equal(t, "type = sftp|host = h|port = 22|user = u|private_key = 3|key_file = KEYFILE|folder = f", remote(t, task, release))
			continue
		}
		_, err := rcloneargs.Command(task, task.Credential, rcloneargs.Options{Release: release, PrivateKey: truenas.NewSecret("PEM")})
		var refusal *rcloneargs.CredentialError
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, "'NoneType' object has no attribute 'encode'", refusal.Reason)
	}
}
