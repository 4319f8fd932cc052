package truenas_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

const taskEntry = `{"id":5,"description":"nightly","path":"/mnt/tank/photos",
	"credentials":{"id":3,"name":"photos","provider":{"type":"GOOGLE_PHOTOS","client_id":"c","client_secret":"cs","token":"{\"access_token\":\"a\"}"}},
	"attributes":{"folder":"album/Trip"},"schedule":{"minute":"00","hour":"3","dom":"*","month":"*","dow":"*"},
	"pre_script":"","post_script":"","snapshot":false,"include":[],"exclude":["*.tmp"],"args":"","enabled":true,"job":null,"locked":false,
	"bwlimit":[{"time":"08:00","bandwidth":1000},{"time":"20:00","bandwidth":null}],"transfers":null,"direction":"PULL","transfer_mode":"COPY",
	"encryption":false,"filename_encryption":false,"encryption_password":"","encryption_salt":"","create_empty_src_dirs":false,"follow_symlinks":false}`

// record answers every call with result and returns what was sent last.
func record(t *testing.T, result string) (*truenas.Client, func() string) {
	var last string
	client := connect(t, func(p *peer, c call) {
		last = c.Method + " " + string(mustJSON(c.Params))
		p.answer(c, result)
	})
	return client, func() string { return last }
}

func photos() truenas.GooglePhotos {
	return truenas.GooglePhotos{
		ClientID: "c", ClientSecret: truenas.NewSecret("cs"),
		Token: truenas.NewSecret("{\n  \"access_token\": \"a b\"\n}\n"),
	}
}

func TestCredentialCalls(t *testing.T) {
	const entry = `{"id":3,"name":"photos","provider":{"type":"GOOGLE_PHOTOS","client_id":"c","client_secret":"cs","token":"t"}}`
	client, sent := record(t, entry)
	service := client.Credentials()

	got, err := service.Create(t.Context(), truenas.CredentialSpec{Name: "a<b>", Provider: photos()})
	require.NoError(t, err)
	require.Equal(t, `cloudsync.credentials.create [{"name":"a\u003cb\u003e","provider":{"client_id":"c","client_secret":"cs","token":"{\"access_token\":\"a b\"}","type":"GOOGLE_PHOTOS"}}]`, sent())
	require.Equal(t, 3, got.ID)
	require.Equal(t, "t", got.Provider.(truenas.GooglePhotos).Token.Reveal())
	require.False(t, got.Redacted())

	_, err = service.Update(t.Context(), 3, truenas.CredentialUpdate{Name: truenas.Set("b")})
	require.NoError(t, err)
	require.Equal(t, `cloudsync.credentials.update [3,{"name":"b"}]`, sent())

	other := truenas.Unknown{Type: "S3", Raw: truenas.NewSecret(`{"type":"S3","new_field":[1]}`)}
	_, err = service.Update(t.Context(), 3, truenas.CredentialUpdate{Provider: &other})
	require.NoError(t, err)
	require.JSONEq(t, `[3,{"provider":{"type":"S3","new_field":[1]}}]`, params(sent()))

	_, err = service.Get(t.Context(), 3)
	require.NoError(t, err)
	require.Equal(t, `cloudsync.credentials.get_instance [3]`, sent())
	require.NoError(t, service.Delete(t.Context(), 3))
	require.Equal(t, `cloudsync.credentials.delete [3]`, sent())

	client, sent = record(t, "["+entry+"]")
	list, err := client.Credentials().List(t.Context())
	require.NoError(t, err)
	require.Equal(t, `cloudsync.credentials.query []`, sent())
	require.Equal(t, []truenas.Credential{got}, list)
}

func TestVerify(t *testing.T) {
	client, sent := record(t, `{"valid":false,"error":"line one\nline two","excerpt":"line one"}`)
	got, err := client.Credentials().Verify(t.Context(), photos())
	require.NoError(t, err)
	require.Equal(t, truenas.Verification{Error: "line one\nline two", Excerpt: "line one"}, got)
	require.Contains(t, sent(), `cloudsync.credentials.verify [{"client_id":"c"`)
	for _, result := range []string{`{"valid":true,"error":null,"excerpt":null}`, `{"valid":true}`} {
		client, _ = record(t, result)
		got, err = client.Credentials().Verify(t.Context(), photos())
		require.NoError(t, err)
		require.Equal(t, truenas.Verification{Valid: true}, got)
	}
}

func TestProvidersThatAreNotSent(t *testing.T) {
	client := connect(t, func(_ *peer, c call) { t.Errorf("sent %s", c.raw) })
	stars := truenas.NewSecret("********")
	for _, test := range []struct {
		provider truenas.Provider
		redacted bool
		text     string
	}{
		{nil, false, "cannot be sent"},
		{(*truenas.GooglePhotos)(nil), false, "cannot be sent"},
		{(*truenas.Unknown)(nil), false, "cannot be sent"},
		{truenas.GooglePhotos{Token: stars}, true, "placeholder"},
		{truenas.GooglePhotos{Token: truenas.NewSecret("[redacted]")}, true, "placeholder"},
		{truenas.GooglePhotos{Token: truenas.NewSecret("t"), ClientID: "********"}, true, "placeholder"},
		{truenas.GooglePhotos{Token: truenas.NewSecret("t"), ClientSecret: stars}, true, "placeholder"},
		{truenas.GooglePhotos{Token: truenas.NewSecret("two\nlines")}, false, "several lines"},
		{truenas.GooglePhotos{Token: truenas.NewSecret("t"), ClientID: "a\nb"}, false, "line break"},
		{truenas.Unknown{Type: "S3", Raw: truenas.NewSecret(`{"type":"S3","key":"********"}`)}, true, "placeholder"},
		{truenas.Unknown{Type: "S3", Raw: truenas.NewSecret(`{"type":"B2"}`)}, false, "make both the same"},
		{truenas.Unknown{Type: "S3", Raw: truenas.NewSecret(`nonsense`)}, false, "JSON object"},
		{truenas.Unknown{Type: "S3"}, false, "make both the same"},
		{truenas.Unknown{Raw: truenas.NewSecret(`"********"`)}, false, "JSON object"},
	} {
		_, err := client.Credentials().Create(t.Context(), truenas.CredentialSpec{Name: "x", Provider: test.provider})
		require.ErrorContains(t, err, test.text)
		_, err = client.Credentials().Verify(t.Context(), test.provider)
		require.ErrorContains(t, err, test.text)
		if test.redacted {
			require.ErrorIs(t, err, truenas.ErrRedacted)
		}
	}
	_, err := client.Tasks().Create(t.Context(), truenas.TaskSpec{EncryptionPassword: stars})
	require.ErrorIs(t, err, truenas.ErrRedacted)
	_, err = client.Tasks().Update(t.Context(), 1, truenas.TaskUpdate{EncryptionSalt: truenas.Set(stars)})
	require.ErrorIs(t, err, truenas.ErrRedacted)
	_, err = client.Tasks().ListDirectory(t.Context(), truenas.ListRequest{EncryptionPassword: stars})
	require.ErrorIs(t, err, truenas.ErrRedacted)
}

func TestTaskCalls(t *testing.T) {
	client, sent := record(t, taskEntry)
	tasks := client.Tasks()

	got, err := tasks.Create(t.Context(), truenas.TaskSpec{
		Path: "/mnt/tank/photos", CredentialID: 3, Direction: truenas.Pull, TransferMode: truenas.Copy,
	})
	require.NoError(t, err)
	require.JSONEq(t, `[{"path":"/mnt/tank/photos","credentials":3,"attributes":{"folder":""},"direction":"PULL","transfer_mode":"COPY"}]`, params(sent()))
	require.Equal(t, "nightly", got.Description)

	extra := map[string]json.RawMessage{"bucket": json.RawMessage(`"b"`)}
	four, limit := 4, int64(1000)
	_, err = tasks.Create(t.Context(), truenas.TaskSpec{
		Description: "d", Path: "/p", CredentialID: 3, Attributes: truenas.TaskAttributes{Folder: "album/X", Extra: extra},
		Schedule: truenas.Schedule{Minute: "5", Hour: "3"}, PreScript: "a", PostScript: "b", Snapshot: true,
		Include: []string{"i"}, Exclude: []string{"e"}, Args: "-v", Enabled: truenas.Set(false),
		BWLimit: []truenas.BandwidthLimit{{Time: "08:00", Bandwidth: &limit}, {Time: "20:00"}}, Transfers: &four,
		Direction: truenas.Push, TransferMode: truenas.Sync, Encryption: true, FilenameEncryption: true,
		EncryptionPassword: truenas.NewSecret("pw"), EncryptionSalt: truenas.NewSecret("salt"),
		CreateEmptySrcDirs: true, FollowSymlinks: true,
	})
	require.NoError(t, err)
	require.JSONEq(t, `[{"description":"d","path":"/p","credentials":3,"attributes":{"folder":"album/X","bucket":"b"},
		"schedule":{"minute":"5","hour":"3"},"pre_script":"a","post_script":"b","snapshot":true,"include":["i"],"exclude":["e"],
		"args":"-v","enabled":false,"bwlimit":[{"time":"08:00","bandwidth":1000},{"time":"20:00","bandwidth":null}],"transfers":4,
		"direction":"PUSH","transfer_mode":"SYNC","encryption":true,"filename_encryption":true,"encryption_password":"pw",
		"encryption_salt":"salt","create_empty_src_dirs":true,"follow_symlinks":true}]`, params(sent()))
	require.Len(t, extra, 1, "the caller's map is left alone")

	_, err = tasks.Get(t.Context(), 5)
	require.NoError(t, err)
	require.Equal(t, "cloudsync.get_instance [5]", sent())

	client, sent = record(t, "true")
	require.NoError(t, client.Tasks().Delete(t.Context(), 5))
	require.Equal(t, "cloudsync.delete [5]", sent())
	client, sent = record(t, "["+taskEntry+"]")
	list, err := client.Tasks().List(t.Context())
	require.NoError(t, err)
	require.Equal(t, "cloudsync.query []", sent())
	require.Equal(t, []truenas.Task{got}, list)
	client, sent = record(t, `"TrueNAS-25.10.1"`)
	version, err := client.Version(t.Context())
	require.NoError(t, err)
	require.Equal(t, "TrueNAS-25.10.1", version)
	require.Equal(t, "system.version []", sent())
}

// params returns the parameters of a recorded call.
func params(sent string) string {
	for i := range sent {
		if sent[i] == ' ' {
			return sent[i+1:]
		}
	}
	return sent
}

func TestTaskUpdate(t *testing.T) {
	client, sent := record(t, taskEntry)
	for _, test := range []struct {
		update truenas.TaskUpdate
		want   string
	}{
		{truenas.TaskUpdate{}, `{}`},
		{truenas.TaskUpdate{Enabled: truenas.Set(false)}, `{"enabled":false}`},
		{truenas.TaskUpdate{Exclude: truenas.Set[[]string](nil), BWLimit: truenas.Set(truenas.BandwidthSchedule{})}, `{"bwlimit":[],"exclude":[]}`},
		{truenas.TaskUpdate{Transfers: truenas.Null[int]()}, `{"transfers":null}`},
		{truenas.TaskUpdate{EncryptionPassword: truenas.Set(truenas.NewSecret("pw")), EncryptionSalt: truenas.Set(truenas.Secret{})}, `{"encryption_password":"pw","encryption_salt":""}`},
		{truenas.TaskUpdate{CredentialID: truenas.Set(4), Attributes: truenas.Set(truenas.TaskAttributes{Folder: "album/Y"})}, `{"attributes":{"folder":"album/Y"},"credentials":4}`},
		{truenas.TaskUpdate{Description: truenas.Set(""), Schedule: truenas.Set(truenas.Schedule{Hour: "4"})}, `{"description":"","schedule":{"hour":"4"}}`},
	} {
		_, err := client.Tasks().Update(t.Context(), 5, test.update)
		require.NoError(t, err)
		require.Equal(t, "cloudsync.update [5,"+test.want+"]", sent())
	}
}

func TestListDirectory(t *testing.T) {
	client, sent := record(t, `[{"Path":"Trip","Name":"Trip","Size":-1,"MimeType":"inode/directory","ModTime":"2000-01-01T00:00:00.000000000Z","IsDir":true,"Enabled":true},
		{"Path":"x","Name":"x","Size":5,"ModTime":"","IsDir":false,"Decrypted":"plain"}]`)
	list, err := client.Tasks().ListDirectory(t.Context(), truenas.ListRequest{CredentialID: 3, Attributes: truenas.TaskAttributes{Folder: "album"}})
	require.NoError(t, err)
	require.JSONEq(t, `[{"attributes":{"folder":"album"},"credentials":3}]`, params(sent()))
	require.Len(t, list, 2)
	require.True(t, list[0].IsDir)
	require.Equal(t, 2000, list[0].ModTime.Year())
	require.True(t, list[1].ModTime.IsZero())
	require.Equal(t, "plain", list[1].Decrypted)

	_, err = client.Tasks().ListDirectory(t.Context(), truenas.ListRequest{
		CredentialID: 3, Encryption: true, EncryptionPassword: truenas.NewSecret("pw"),
	})
	require.NoError(t, err)
	require.JSONEq(t, `[{"attributes":{"folder":""},"credentials":3,"encryption":true,"filename_encryption":false,"encryption_password":"pw"}]`, params(sent()))
}

// An update is as long on the wire as the create with the same text.
func TestUpdateDoesNotInflate(t *testing.T) {
	client, _ := record(t, taskEntry)
	script := strings.Repeat("a && b > c\n", 3500)
	_, err := client.Tasks().Create(t.Context(), truenas.TaskSpec{PreScript: script})
	require.NoError(t, err)
	_, err = client.Tasks().Update(t.Context(), 5, truenas.TaskUpdate{PreScript: truenas.Set(script)})
	require.NoError(t, err)
}

// A placeholder in a field of a newer TrueNAS is not stored as a secret either.
func TestUnknownPlaceholderIsRefused(t *testing.T) {
	client, _ := record(t, `{"id":3,"name":"n","provider":{"type":"GOOGLE_PHOTOS","token":"t"}}`)
	var credential truenas.Credential
	require.NoError(t, json.Unmarshal([]byte(`{"id":3,"name":"n","provider":{"type":"GOOGLE_PHOTOS","client_id":"********","client_secret":"********","token":"********","new_secret":"********"}}`), &credential))
	provider := credential.Provider.(truenas.GooglePhotos)
	provider.ClientID, provider.ClientSecret, provider.Token = "c", truenas.NewSecret("s"), truenas.NewSecret("t")
	_, err := client.Credentials().Update(t.Context(), 3, truenas.CredentialUpdate{Provider: provider})
	require.ErrorIs(t, err, truenas.ErrRedacted)
}
