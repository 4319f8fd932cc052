package truenas_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func hidden(text string) truenas.Secret { return truenas.NewSecret(text) }

// everyProvider is a value of each type, and the object that is sent for it.
var everyProvider = []struct {
	provider truenas.Provider
	wire     string
}{
	{truenas.AzureBlob{Account: "a", Key: hidden("K"), Endpoint: "https://e.example/"}, `{"type":"AZUREBLOB","account":"a","key":"K","endpoint":"https://e.example/"}`},
	{truenas.AzureBlob{}, `{"type":"AZUREBLOB","account":"","key":""}`},
	{truenas.B2{Account: "a", Key: hidden("K")}, `{"type":"B2","account":"a","key":"K"}`},
	{truenas.Box{ClientID: "c", ClientSecret: hidden("S"), Token: hidden("T")}, `{"type":"BOX","client_id":"c","client_secret":"S","token":"T"}`},
	{truenas.Dropbox{ClientID: "c", ClientSecret: hidden("S"), Token: hidden("T")}, `{"type":"DROPBOX","client_id":"c","client_secret":"S","token":"T"}`},
	{truenas.FTP{Host: "h", User: "u", Pass: hidden("P")}, `{"type":"FTP","host":"h","port":21,"user":"u","pass":"P"}`},
	{truenas.FTP{Host: "h", Port: truenas.Set(2121), User: "u"}, `{"type":"FTP","host":"h","port":2121,"user":"u","pass":""}`},
	{truenas.GoogleCloudStorage{ServiceAccountCredentials: hidden("{\n \"project_id\": \"p\"\n}\n")}, `{"type":"GOOGLE_CLOUD_STORAGE","service_account_credentials":"{\"project_id\":\"p\"}"}`},
	{truenas.GoogleDrive{ClientID: "c", ClientSecret: hidden("S"), Token: hidden("T"), TeamDrive: "d"}, `{"type":"GOOGLE_DRIVE","client_id":"c","client_secret":"S","token":"T","team_drive":"d"}`},
	{truenas.GooglePhotos{ClientID: "c", ClientSecret: hidden("S"), Token: hidden(" {\"a\": 1}\n")}, `{"type":"GOOGLE_PHOTOS","client_id":"c","client_secret":"S","token":"{\"a\":1}"}`},
	{truenas.GooglePhotos{}, `{"type":"GOOGLE_PHOTOS","token":""}`},
	{truenas.HTTP{URL: hidden("https://u:p@h.example/")}, `{"type":"HTTP","url":"https://u:p@h.example/"}`},
	{truenas.Hubic{Token: hidden("T")}, `{"type":"HUBIC","token":"T"}`},
	{truenas.Mega{User: "u", Pass: hidden("P")}, `{"type":"MEGA","user":"u","pass":"P"}`},
	{
		truenas.OneDrive{ClientID: "c", ClientSecret: hidden("S"), Token: hidden("T"), DriveType: "PERSONAL", DriveID: "d"},
		`{"type":"ONEDRIVE","client_id":"c","client_secret":"S","token":"T","drive_type":"PERSONAL","drive_id":"d"}`,
	},
	{
		truenas.OpenStackSwift{
			User: "u", Key: hidden("K"), Auth: "https://a.example", UserID: "1", Domain: "2", Tenant: "3", TenantID: "4",
			TenantDomain: "5", Region: "6", StorageURL: "7", AuthToken: hidden("T"), ApplicationCredentialID: hidden("8"),
			ApplicationCredentialName: hidden("9"), ApplicationCredentialSecret: hidden("S"), AuthVersion: truenas.Set(3), EndpointType: "public",
		},
		`{"type":"OPENSTACK_SWIFT","user":"u","key":"K","auth":"https://a.example","user_id":"1","domain":"2","tenant":"3","tenant_id":"4",
		"tenant_domain":"5","region":"6","storage_url":"7","auth_token":"T","application_credential_id":"8","application_credential_name":"9",
		"application_credential_secret":"S","auth_version":3,"endpoint_type":"public"}`,
	},
	{truenas.OpenStackSwift{User: "u", Key: hidden("K"), Auth: "a"}, `{"type":"OPENSTACK_SWIFT","user":"u","key":"K","auth":"a","auth_version":null,"endpoint_type":null}`},
	{truenas.PCloud{ClientID: "c", ClientSecret: hidden("S"), Token: hidden("T"), Hostname: "eapi.pcloud.com"}, `{"type":"PCLOUD","client_id":"c","client_secret":"S","token":"T","hostname":"eapi.pcloud.com"}`},
	{truenas.S3{AccessKeyID: "a", SecretAccessKey: hidden("S")}, `{"type":"S3","access_key_id":"a","secret_access_key":"S"}`},
	{
		truenas.S3{
			AccessKeyID: "a", SecretAccessKey: hidden("S"), Endpoint: "https://e/", Region: "r", SkipRegion: truenas.Set(true),
			SignaturesV2: truenas.Set(false), MaxUploadParts: truenas.Set(1000), Provider: "Ceph", ForcePathStyle: truenas.Set(false),
			SignAcceptEncoding: truenas.Set(true),
		},
		`{"type":"S3","access_key_id":"a","secret_access_key":"S","endpoint":"https://e/","region":"r","skip_region":true,"signatures_v2":false,
		"max_upload_parts":1000,"provider":"Ceph","force_path_style":false,"sign_accept_encoding":true}`,
	},
	{truenas.SFTP{Host: "h", User: "u", PrivateKey: truenas.Set(4)}, `{"type":"SFTP","host":"h","port":22,"user":"u","pass":"","private_key":4}`},
	{truenas.Storj{AccessKeyID: "a", SecretAccessKey: hidden("S"), Endpoint: "https://g/"}, `{"type":"STORJ_IX","access_key_id":"a","secret_access_key":"S","endpoint":"https://g/"}`},
	{truenas.WebDAV{URL: "https://d/", Vendor: "OTHER", User: "u", Pass: hidden("P")}, `{"type":"WEBDAV","url":"https://d/","vendor":"OTHER","user":"u","pass":"P"}`},
	{truenas.Yandex{ClientID: "c", ClientSecret: hidden("S"), Token: hidden("T")}, `{"type":"YANDEX","client_id":"c","client_secret":"S","token":"T"}`},
}

func TestProvidersOnTheWire(t *testing.T) {
	kinds := map[string]bool{}
	for _, test := range everyProvider {
		kinds[test.provider.ProviderType()] = true
		nas := &scripted{answers: map[string][]string{"cloudsync.credentials.create": {`{"id":1,"name":"n","provider":` + test.wire + `}`}}}
		stored, err := truenas.NewCredentialService(nas).Create(t.Context(), truenas.CredentialSpec{Name: "n", Provider: test.provider})
		require.NoError(t, err)
		require.JSONEq(t, `[{"name":"n","provider":`+test.wire+`}]`, params(nas.last()))
		require.IsType(t, test.provider, stored.Provider)
		require.False(t, stored.Redacted())

		// What was read is written back as it was.
		again, err := truenas.EncodeProvider(stored.Provider)
		require.NoError(t, err)
		require.JSONEq(t, test.wire, string(mustJSON(again)))
	}
	require.Len(t, kinds, 19)
}

func TestProvidersInTheShapeOf2410(t *testing.T) {
	for _, test := range everyProvider {
		attributes := decoded[map[string]any](t, test.wire)
		kind := attributes["type"]
		delete(attributes, "type")
		for key, value := range attributes {
			if value == nil {
				delete(attributes, key)
			}
		}
		entry := fmt.Sprintf(`{"id":1,"name":"n","provider":%q,"attributes":%s}`, kind, mustJSON(attributes))
		nas := &scripted{protocol: truenas.LegacyProtocol, answers: map[string][]string{
			"cloudsync.credentials.create": {entry}, "cloudsync.credentials.verify": {`{"valid":true}`},
			"cloudsync.credentials.update": {entry},
		}}
		service := truenas.NewCredentialService(nas)
		stored, err := service.Create(t.Context(), truenas.CredentialSpec{Name: "n", Provider: test.provider})
		require.NoError(t, err)
		object := fmt.Sprintf(`"provider":%q,"attributes":%s}]`, kind, mustJSON(attributes))
		require.JSONEq(t, `[{"name":"n",`+object, params(nas.last()))
		require.IsType(t, test.provider, stored.Provider)

		valid, err := service.Verify(t.Context(), test.provider)
		require.NoError(t, err)
		require.True(t, valid.Valid)
		require.JSONEq(t, `[{`+object, params(nas.last()))

		_, err = service.Update(t.Context(), 1, truenas.CredentialUpdate{Provider: stored.Provider})
		require.NoError(t, err)
		require.JSONEq(t, `[1,{`+object, params(nas.last()))
	}
}

func TestRedactedProviders(t *testing.T) {
	for _, test := range everyProvider {
		o := decoded[map[string]any](t, test.wire)
		kind := o["type"].(string)
		for key := range o {
			o[key] = "********"
		}
		o["type"] = kind
		for _, entry := range []string{
			fmt.Sprintf(`{"id":1,"name":"n","provider":%s}`, mustJSON(o)),
			fmt.Sprintf(`{"id":1,"name":"n","provider":%q,"attributes":"********"}`, kind),
			`{"id":1,"name":"n","provider":"********","attributes":"********"}`,
			`{"id":1,"name":"n","provider":"********"}`,
		} {
			c := decoded[truenas.Credential](t, entry)
			require.True(t, c.Redacted(), entry)
			_, err := truenas.EncodeProvider(c.Provider)
			require.Error(t, err, entry)
			if strings.HasPrefix(entry, `{"id":1,"name":"n","provider":{`) {
				require.IsType(t, test.provider, c.Provider)
				require.ErrorIs(t, err, truenas.ErrRedacted)
			}
			shown := mustJSON(c)
			require.True(t, decoded[truenas.Credential](t, string(shown)).Redacted(), "%s", shown)
		}
	}
	// A number that came redacted can be set anew, and its default is not assumed.
	c := decoded[truenas.Credential](t, `{"id":1,"provider":{"type":"SFTP","host":"h","port":"********","user":"u","pass":"p"}}`)
	server := c.Provider.(truenas.SFTP)
	_, err := truenas.EncodeProvider(server)
	require.ErrorIs(t, err, truenas.ErrRedacted)
	server.Port = truenas.Set(2222)
	wire, err := truenas.EncodeProvider(server)
	require.NoError(t, err)
	require.JSONEq(t, `{"type":"SFTP","host":"h","port":2222,"user":"u","pass":"p"}`, string(mustJSON(wire)))
}

func TestProvidersKeepWhatTheyDoNotName(t *testing.T) {
	for _, test := range everyProvider {
		with := strings.Replace(test.wire, "{", `{"new":{"deep":[1,null]},`, 1)
		c := decoded[truenas.Credential](t, `{"id":1,"provider":`+with+`}`)
		require.IsType(t, test.provider, c.Provider)
		wire, err := truenas.EncodeProvider(c.Provider)
		require.NoError(t, err)
		require.JSONEq(t, with, string(mustJSON(wire)))
		require.NotContains(t, fmt.Sprintf("%+v %#v %s", c, c, mustJSON(c)), "deep")
	}
}

func TestProvidersDoNotShowSecrets(t *testing.T) {
	p := truenas.S3{AccessKeyID: "a", SecretAccessKey: hidden("hunter2"), MaxUploadParts: truenas.Set(5)}
	require.JSONEq(t, `{"type":"S3","access_key_id":"a","secret_access_key":"[redacted]","max_upload_parts":5}`, string(mustJSON(p)))
	require.NotContains(t, fmt.Sprintf("%v %+v %#v", p, p, &p), "hunter2")
}

func TestUnusableTexts(t *testing.T) {
	for _, test := range []struct {
		provider truenas.Provider
		text     string
	}{
		{truenas.GooglePhotos{Token: hidden("two\nlines")}, "the token has several lines"},
		{truenas.GooglePhotos{Token: hidden(`{"access_token":"100%"}`)}, "percent"},
		{truenas.GooglePhotos{Token: hidden("t"), ClientID: "100%"}, "client_id contains a percent"},
		{truenas.GooglePhotos{Token: hidden("t"), ClientSecret: hidden("100%")}, "client_secret contains a percent"},
		{truenas.Dropbox{Token: hidden("`t`")}, "begins with a quote"},
		{truenas.Dropbox{Token: hidden(` """t"""`)}, "begins with a quote"},
		{truenas.FTP{Host: "h", User: "u\ntype = local"}, "user contains a line break"},
		{truenas.WebDAV{Pass: hidden("a\rb")}, "pass contains a line break"},
		{truenas.GoogleCloudStorage{ServiceAccountCredentials: hidden("not\njson")}, "several lines"},
	} {
		_, err := truenas.EncodeProvider(test.provider)
		require.ErrorContains(t, err, test.text)
		require.ErrorContains(t, err, test.provider.ProviderType())
	}
	_, err := truenas.EncodeProvider(truenas.S3{SecretAccessKey: hidden("100%")})
	require.NoError(t, err, "only a run of Google Photos reads its configuration back")
}

// 24.10 answers an update with what was sent.
func TestUpdateThatEchoes(t *testing.T) {
	nas := &scripted{protocol: truenas.LegacyProtocol, answers: map[string][]string{
		"cloudsync.credentials.update":       {`{"id":3,"name":"new"}`},
		"cloudsync.credentials.get_instance": {`{"id":3,"name":"new","provider":"B2","attributes":{"account":"a","key":"k"}}`},
	}}
	got, err := truenas.NewCredentialService(nas).Update(t.Context(), 3, truenas.CredentialUpdate{Name: truenas.Set("new")})
	require.NoError(t, err)
	require.Equal(t, truenas.B2{Account: "a", Key: hidden("k")}, got.Provider)
	require.Equal(t, []string{`cloudsync.credentials.update [3,{"name":"new"}]`, `cloudsync.credentials.get_instance [3]`}, nas.sent)

	delete(nas.answers, "cloudsync.credentials.get_instance")
	got, err = truenas.NewCredentialService(nas).Update(t.Context(), 3, truenas.CredentialUpdate{Name: truenas.Set("new")})
	require.ErrorContains(t, err, "is updated, but")
	require.Equal(t, 3, got.ID)
}

func TestOddCredentials(t *testing.T) {
	require.Equal(t, truenas.Credential{ID: 7}, decoded[truenas.Credential](t, `7`))
	require.Equal(t, truenas.Credential{ID: 7, Name: "n"}, decoded[truenas.Credential](t, `{"id":7,"name":"n","provider":null}`))
	c := decoded[truenas.Credential](t, `{"id":7,"provider":"NEW","attributes":{"x":1,"type":"odd"}}`)
	require.Equal(t, "NEW", c.Provider.ProviderType())
	require.False(t, c.Redacted())
	// A field of another shape leaves the whole object as it is.
	c = decoded[truenas.Credential](t, `{"id":7,"provider":{"type":"FTP","port":{"a":1}}}`)
	require.IsType(t, truenas.Unknown{}, c.Provider)
	for _, bad := range []string{`{"provider":5}`, `{"provider":"S3","attributes":5}`, `{"provider":{"type":5}}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &c), bad)
	}
}

func TestProvidersOfTheNAS(t *testing.T) {
	nas := &scripted{answers: map[string][]string{"cloudsync.providers": {`[
		{"name":"B2","title":"Backblaze B2","credentials_oauth":null,"buckets":true,"bucket_title":"Bucket",
		 "task_schema":[{"property":"bucket"},{"property":"folder"},{"property":"fast_list"},{"property":"b2_chunk_size"}]},
		{"name":"BOX","title":"Box","credentials_schema":[{"property":"token"}],"credentials_oauth":"https://www.truenas.com/oauth/box","buckets":false,"bucket_title":"Bucket","task_schema":[]}]`}}}
	got, err := truenas.NewTaskService(nas).Providers(t.Context())
	require.NoError(t, err)
	require.Equal(t, []truenas.ProviderInfo{
		{Name: "B2", Title: "Backblaze B2", Buckets: true, BucketTitle: "Bucket", Attributes: []string{"folder", "bucket", "fast_list", "chunk_size"}},
		{Name: "BOX", Title: "Box", OAuthURL: "https://www.truenas.com/oauth/box", BucketTitle: "Bucket", Attributes: []string{"folder"}},
	}, got)
	require.Equal(t, "cloudsync.providers []", nas.last())
}

func TestOneDriveDrives(t *testing.T) {
	nas := &scripted{answers: map[string][]string{"cloudsync.onedrive_list_drives": {`[{"drive_id":"d","drive_type":"BUSINESS","name":"n","description":"x"}]`}}}
	drives, err := truenas.NewTaskService(nas).OneDriveDrives(t.Context(), truenas.OneDrive{ClientID: "c", Token: hidden("{\n}")})
	require.NoError(t, err)
	require.Equal(t, []truenas.Drive{{ID: "d", Type: "BUSINESS", Name: "n", Description: "x"}}, drives)
	require.JSONEq(t, `[{"client_id":"c","token":"{}"}]`, params(nas.last()))
	_, err = truenas.NewTaskService(nas).OneDriveDrives(t.Context(), truenas.OneDrive{Token: hidden("********")})
	require.ErrorIs(t, err, truenas.ErrRedacted)
}

func TestS3Providers(t *testing.T) {
	nas := &scripted{answers: map[string][]string{"cloudsync.credentials.s3_provider_choices": {`{"Ceph":"Ceph Object Storage"}`}}}
	choices, err := truenas.NewCredentialService(nas).S3Providers(t.Context())
	require.NoError(t, err)
	require.Equal(t, map[string]string{"Ceph": "Ceph Object Storage"}, choices)
}
