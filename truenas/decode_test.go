package truenas_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestTaskDecoding(t *testing.T) {
	var task truenas.Task
	require.NoError(t, json.Unmarshal([]byte(taskEntry), &task))
	limit := int64(1000)
	require.Equal(t, truenas.Task{
		ID: 5, Description: "nightly", Path: "/mnt/tank/photos",
		Credential: truenas.Credential{ID: 3, Name: "photos", Provider: truenas.GooglePhotos{
			ClientID: "c", ClientSecret: truenas.NewSecret("cs"), Token: truenas.NewSecret(`{"access_token":"a"}`),
		}},
		Attributes: truenas.TaskAttributes{Folder: "album/Trip"},
		Schedule:   truenas.Schedule{Minute: "00", Hour: "3", Dom: "*", Month: "*", Dow: "*"},
		Include:    []string{}, Exclude: []string{"*.tmp"}, Enabled: true,
		BWLimit:   []truenas.BandwidthLimit{{Time: "08:00", Bandwidth: &limit}, {Time: "20:00"}},
		Direction: truenas.Pull, TransferMode: truenas.Copy,
	}, task)

	shown, err := json.Marshal(task)
	require.NoError(t, err)
	require.NotContains(t, string(shown), `"cs"`)
	require.NotContains(t, fmt.Sprintf("%+v %#v", task, task), `access_token`)
	var again truenas.Task
	require.NoError(t, json.Unmarshal(shown, &again), "what this package prints it reads")
	require.True(t, again.Credential.Redacted())
}

func TestOddTasks(t *testing.T) {
	for _, test := range []struct {
		entry string
		check func(*testing.T, truenas.Task)
	}{
		{`{"id":1}`, func(t *testing.T, task truenas.Task) { require.Equal(t, truenas.Task{ID: 1}, task) }},
		{`{"id":1,"credentials":7}`, func(t *testing.T, task truenas.Task) { require.Equal(t, 7, task.Credential.ID) }},
		{
			`{"id":1,"credentials":null,"include":null,"locked":null,"bwlimit":null,"schedule":null}`,
			func(t *testing.T, task truenas.Task) { require.Equal(t, truenas.Task{ID: 1}, task) },
		},
		{
			`{"id":1,"direction":"SIDEWAYS","dataset":"tank","relative_path":"x","attributes":{"folder":"f","bucket":"b","new":[1]}}`,
			func(t *testing.T, task truenas.Task) {
				require.Equal(t, truenas.Direction("SIDEWAYS"), task.Direction)
				require.Equal(t, "b", task.Attributes.Bucket)
				require.JSONEq(t, `[1]`, string(task.Attributes.Extra["new"]))
				require.Equal(t, "tank", task.Dataset)
				require.Equal(t, "x", task.RelativePath)
				require.False(t, task.Redacted())
			},
		},
		{
			`{"id":1,"credentials":{"id":2,"name":"n","provider":"********"},"encryption_salt":"********","transfers":"********","snapshot":"********"}`,
			func(t *testing.T, task truenas.Task) {
				require.True(t, task.Credential.Redacted())
				require.Nil(t, task.Transfers)
				require.True(t, task.Redacted())
			},
		},
		{
			`{"id":1,"bwlimit":[{"time":"00:00","bandwidth":9223372036854775808},{}],"transfers":18446744073709551616}`,
			func(t *testing.T, task truenas.Task) {
				require.Equal(t, int64(math.MaxInt64), *task.BWLimit[0].Bandwidth, "a number that does not fit hides nothing else")
				require.Equal(t, truenas.BandwidthLimit{}, task.BWLimit[1])
				require.Equal(t, math.MaxInt, *task.Transfers)
			},
		},
		{
			`{"id":1,"job":{"id":null,"state":"SUCCESS","progress":null,"time_finished":{"$date":1767225600000},"exc_info":null}}`,
			func(t *testing.T, task truenas.Task) {
				require.Zero(t, task.Job.ID)
				require.True(t, task.Job.Finished())
				require.Equal(t, time.UnixMilli(1767225600000).UTC(), task.Job.TimeFinished)
			},
		},
	} {
		var task truenas.Task
		require.NoError(t, json.Unmarshal([]byte(test.entry), &task), test.entry)
		test.check(t, task)
	}
	for _, entry := range []string{`[]`, `"x"`, `{"id":"hunter2"}`, `{"id":1,"job":"hunter2"}`, `{"id":1,"attributes":["hunter2"]}`} {
		var task truenas.Task
		err := json.Unmarshal([]byte(entry), &task)
		require.Error(t, err, entry)
		require.NotContains(t, err.Error(), "hunter2")
	}
}

func TestCredentialDecoding(t *testing.T) {
	for _, test := range []struct {
		provider string
		kind     string
		redacted bool
		typed    bool
	}{
		{`{"type":"GOOGLE_PHOTOS","client_id":"","client_secret":"","token":"t"}`, "GOOGLE_PHOTOS", false, true},
		{`{"type":"GOOGLE_PHOTOS","client_id":"********","client_secret":"********","token":"********"}`, "GOOGLE_PHOTOS", true, true},
		{`{"type":"GOOGLE_PHOTOS","token":{"access_token":"of a newer shape"}}`, "GOOGLE_PHOTOS", false, false},
		{`{"type":"SFTP","host":"********","port":"********"}`, "SFTP", true, false},
		{`{"type":"SFTP","host":"h","port":22}`, "SFTP", false, false},
		{`{"type":"NEW","host":"h","port":22}`, "NEW", false, false},
		{`"********"`, "", true, false},
		{`"S3"`, "S3", false, false},
	} {
		var c truenas.Credential
		require.NoError(t, json.Unmarshal([]byte(`{"id":1,"name":"n","provider":`+test.provider+`}`), &c))
		require.Equal(t, test.kind, c.Provider.ProviderType())
		require.Equal(t, test.redacted, c.Redacted(), test.provider)
		_, typed := c.Provider.(truenas.GooglePhotos)
		require.Equal(t, test.typed, typed)
	}
}

// A field of a newer TrueNAS survives reading, changing and writing.
func TestUnknownProviderFieldsSurvive(t *testing.T) {
	const stored = `{"type":"GOOGLE_PHOTOS","client_id":"c","client_secret":"cs","token":"old","scopes":["a"],"start_year":2010}`
	var c truenas.Credential
	require.NoError(t, json.Unmarshal([]byte(`{"id":1,"name":"n","provider":`+stored+`}`), &c))
	provider := c.Provider.(truenas.GooglePhotos)
	require.NotContains(t, fmt.Sprintf("%+v", provider), "start_year")
	provider.Token = truenas.NewSecret("new")
	client, sent := record(t, `{"id":1,"name":"n","provider":`+stored+`}`)
	_, err := client.Credentials().Update(t.Context(), 1, truenas.CredentialUpdate{Provider: provider})
	require.NoError(t, err)
	require.JSONEq(t, `[1,{"provider":{"type":"GOOGLE_PHOTOS","client_id":"c","client_secret":"cs","token":"new","scopes":["a"],"start_year":2010}}]`, params(sent()))
}

func TestTime(t *testing.T) {
	var got truenas.Time
	require.NoError(t, json.Unmarshal([]byte(`{"$date":1755600000123}`), &got))
	require.Equal(t, time.UnixMilli(1755600000123).UTC(), got.Time)
	text, err := json.Marshal(got)
	require.NoError(t, err)
	require.JSONEq(t, `{"$date":1755600000123}`, string(text))
	require.NoError(t, json.Unmarshal([]byte(`null`), &got))
	require.True(t, got.IsZero())
	text, err = json.Marshal(got)
	require.NoError(t, err)
	require.Equal(t, "null", string(text))
	for _, bad := range []string{`5`, `"x"`, `{}`, `{"$date":null}`, `{"$date":"x"}`, `{"$date":1,"x":2}`, `{"$time":"1"}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &got), bad)
	}
}

func TestOpt(t *testing.T) {
	type update struct {
		N truenas.Opt[int] `json:"n,omitzero"`
	}
	for _, test := range []struct {
		field truenas.Opt[int]
		want  string
	}{
		{truenas.Opt[int]{}, `{}`},
		{truenas.Null[int](), `{"n":null}`},
		{truenas.Set(0), `{"n":0}`},
	} {
		text, err := json.Marshal(update{test.field})
		require.NoError(t, err)
		require.Equal(t, test.want, string(text))
		var back update
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, test.field, back.N)
	}
	require.True(t, truenas.Null[int]().IsNull())
	_, ok := truenas.Null[int]().Value()
	require.False(t, ok)
	require.Error(t, json.Unmarshal([]byte(`{"n":"x"}`), &update{}))
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(taskEntry))
	f.Add([]byte(jobJSON("FAILED", 3, true)))
	f.Add([]byte(`{"id":1,"name":"n","provider":{"type":"GOOGLE_PHOTOS","token":"********","x":1}}`))
	f.Add([]byte(`{"id":1,"provider":"********"}`))
	f.Add([]byte(`{"id":1,"provider":"SFTP","attributes":{"host":"h","port":"********","pass":null,"private_key":4}}`))
	f.Add([]byte(`{"id":1,"provider":"S3","attributes":"********"}`))
	f.Add([]byte(`{"id":1,"provider":{"type":"S3","max_upload_parts":10000,"skip_region":false,"provider":"Other"}}`))
	f.Add([]byte(`{"$date":1767225600000}`))
	f.Add([]byte(`{"jsonrpc":"2.0","error":{"code":-32602,"data":{"extra":[[null,"m",2]]}},"id":"x"}`))
	f.Add([]byte(`7`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = truenas.ParseMessage(data)
		_ = truenas.ServerError("m", -32001, "text", data)
		var when truenas.Time
		if json.Unmarshal(data, &when) == nil && !when.IsZero() {
			again := truenas.Time{}
			text, _ := json.Marshal(when)
			if json.Unmarshal(text, &again) != nil || !again.Equal(when.Time) {
				t.Fatalf("%s became %s", data, text)
			}
		}
		var task truenas.Task
		var job truenas.JobStatus
		var entry truenas.DirEntry
		_, _ = json.Unmarshal(data, &task), json.Unmarshal(data, &job)
		_ = json.Unmarshal(data, &entry)
		var credential truenas.Credential
		if json.Unmarshal(data, &credential) == nil && credential.Provider != nil {
			wire, err := truenas.EncodeProvider(credential.Provider)
			if credential.Redacted() && err == nil {
				t.Fatalf("%s has placeholders and is sent as %s", data, mustJSON(wire))
			}
			if again := (truenas.Credential{}); json.Unmarshal(mustJSON(credential), &again) != nil {
				t.Fatalf("%s is shown as %s", data, mustJSON(credential))
			}
		}
	})
}
