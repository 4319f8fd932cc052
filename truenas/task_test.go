package truenas_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestTaskAttributes(t *testing.T) {
	for _, test := range []struct {
		attributes truenas.TaskAttributes
		wire       string
	}{
		{truenas.TaskAttributes{}, `{"folder":""}`},
		{truenas.TaskAttributes{Folder: "album/X"}, `{"folder":"album/X"}`},
		{
			truenas.TaskAttributes{
				Folder: "f", Bucket: "b", FastList: truenas.Set(true), Region: truenas.Set(""), Encryption: truenas.Set("AES256"),
				StorageClass: truenas.Set("GLACIER"), Extra: map[string]json.RawMessage{"new": json.RawMessage(`{"x":1}`)},
			},
			`{"bucket":"b","folder":"f","fast_list":true,"region":"","encryption":"AES256","storage_class":"GLACIER","new":{"x":1}}`,
		},
		{truenas.TaskAttributes{Bucket: "b", Encryption: truenas.Null[string]()}, `{"bucket":"b","folder":"","encryption":null}`},
		{truenas.TaskAttributes{ChunkSize: truenas.Set(96)}, `{"folder":"","chunk_size":96}`},
		{
			truenas.TaskAttributes{AcknowledgeAbuse: truenas.Set(false), BucketPolicyOnly: truenas.Set(true)},
			`{"folder":"","bucket_policy_only":true,"acknowledge_abuse":false}`,
		},
	} {
		require.JSONEq(t, test.wire, string(mustJSON(test.attributes)))
		require.Equal(t, test.attributes, decoded[truenas.TaskAttributes](t, test.wire))
	}
	odd := decoded[truenas.TaskAttributes](t, `{"folder":"f","fast_list":"sometimes","bucket":5}`)
	require.JSONEq(t, `{"folder":"f","fast_list":"sometimes","bucket":5}`, string(mustJSON(odd)), "kept as it is")

	stars := decoded[truenas.TaskAttributes](t, `{"folder":"f","chunk_size":"********"}`)
	_, err := truenas.NewTaskService(&scripted{}).Update(t.Context(), 1, truenas.TaskUpdate{Attributes: truenas.Set(stars)})
	require.ErrorIs(t, err, truenas.ErrRedacted)
}

func TestRedactedTasks(t *testing.T) {
	for entry, want := range map[string]bool{
		taskEntry: false,
		`{"id":1,"encryption_password":"********"}`:                                                true,
		`{"id":1,"encryption_salt":"********"}`:                                                    true,
		`{"id":1,"attributes":"********"}`:                                                         true,
		`{"id":1,"transfers":"********"}`:                                                          true,
		`{"id":1,"credentials":{"id":1,"name":"n","provider":{"type":"B2","account":"********"}}}`: false,
	} {
		task := decoded[truenas.Task](t, entry)
		require.Equal(t, want, task.Redacted(), entry)
		_, err := task.Spec()
		if !want {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, truenas.ErrRedacted)
	}
}

// A task that is read can be changed and written as a whole.
func TestReadChangeWrite(t *testing.T) {
	entry := strings.NewReplacer(`"encryption_password":""`, `"encryption_password":"pw"`, `"attributes":{"folder":"album/Trip"}`,
		`"attributes":{"folder":"album/Trip","new":1}`, `"locked":false`, `"locked":false,"dataset":"tank","relative_path":"photos"`).Replace(taskEntry)
	task := decoded[truenas.Task](t, entry)
	spec, err := task.Spec()
	require.NoError(t, err)
	nas := &scripted{answers: map[string][]string{"cloudsync.update": {entry}, "cloudsync.create": {entry}}}
	_, err = truenas.NewTaskService(nas).Update(t.Context(), 5, spec.Update())
	require.NoError(t, err)
	want := decoded[map[string]any](t, entry)
	for _, key := range []string{"id", "job", "locked", "dataset", "relative_path"} {
		delete(want, key)
	}
	want["credentials"] = 3
	require.JSONEq(t, `[5,`+string(mustJSON(want))+`]`, params(nas.last()))

	_, err = truenas.NewTaskService(nas).Create(t.Context(), spec)
	require.NoError(t, err)
	sent := decoded[[]map[string]any](t, params(nas.last()))[0]
	for key, value := range sent { // what has its default is left out
		require.Equal(t, decoded[map[string]any](t, string(mustJSON(want)))[key], value, key)
	}
	require.JSONEq(t, `{"enabled":true,"transfers":null}`, string(mustJSON(map[string]any{
		"enabled": (truenas.TaskSpec{}).Update().Enabled, "transfers": (truenas.TaskSpec{}).Update().Transfers,
	})))
}

func TestRestore(t *testing.T) {
	nas := &scripted{answers: map[string][]string{"cloudsync.restore": {taskEntry}}}
	task, err := truenas.NewTaskService(nas).Restore(t.Context(), 5, truenas.RestoreSpec{TransferMode: truenas.Copy, Path: "/mnt/tank/r"})
	require.NoError(t, err)
	require.Equal(t, 5, task.ID)
	require.JSONEq(t, `[5,{"transfer_mode":"COPY","path":"/mnt/tank/r"}]`, params(nas.last()))
	_, err = truenas.NewTaskService(nas).Restore(t.Context(), 5, truenas.RestoreSpec{Description: "d", TransferMode: truenas.Sync, Path: "/p"})
	require.NoError(t, err)
	require.JSONEq(t, `[5,{"description":"d","transfer_mode":"SYNC","path":"/p"}]`, params(nas.last()))
}

func TestBuckets(t *testing.T) {
	nas := &scripted{answers: map[string][]string{
		"cloudsync.list_buckets":  {`[{"Path":"bkt","Name":"bkt","Size":-1,"ModTime":"2000-01-01T00:00:00.000000000Z","IsDir":true,"IsBucket":true,"Enabled":true}]`},
		"cloudsync.create_bucket": {`null`},
	}}
	buckets, err := truenas.NewTaskService(nas).ListBuckets(t.Context(), 3)
	require.NoError(t, err)
	require.Len(t, buckets, 1)
	require.Equal(t, "bkt", buckets[0].Name)
	require.True(t, buckets[0].IsBucket)
	require.Equal(t, `cloudsync.list_buckets [3]`, nas.last())
	require.NoError(t, truenas.NewTaskService(nas).CreateBucket(t.Context(), 3, "new"))
	require.Equal(t, `cloudsync.create_bucket [3,"new"]`, nas.last())
}

func TestRunOnce(t *testing.T) {
	var sent []string
	client := connect(t, func(p *peer, c call) {
		if c.Method == "core.get_jobs" {
			p.answer(c, `[{"id":42,"method":"cloudsync.sync_onetime","arguments":[{}],"state":"RUNNING"}]`)
			return
		}
		if c.Method == "core.get_jobs" {
			p.answer(c, rows(map[string]any{"id": 42, "method": "cloudsync.sync_onetime", "arguments": []any{map[string]any{"path": "/p"}}}))
			return
		}
		sent = append(sent, c.Method+" "+string(mustJSON(c.Params)))
		if c.Method == "core.get_jobs" {
			p.answer(c, `[{"id":42,"method":"cloudsync.sync_onetime","arguments":[],"state":"WAITING"}]`)
			return
		}
		p.answer(c, "42")
	})
	spec := truenas.TaskSpec{Path: "/p", CredentialID: 3, Direction: truenas.Pull, TransferMode: truenas.Copy}
	job, err := client.Tasks().RunOnce(t.Context(), spec, truenas.RunOptions{})
	require.NoError(t, err)
	require.Equal(t, 42, job.ID())
	require.Zero(t, job.TaskID())
	require.Equal(t, "core.subscribe", strings.Fields(sent[0])[0], "before the run, whose events would be missed")
	const wire = `{"path":"/p","credentials":3,"attributes":{"folder":""},"direction":"PULL","transfer_mode":"COPY"}`
	require.JSONEq(t, `[`+wire+`]`, params(sent[1]))
	sent = nil
	_, err = client.Tasks().RunOnce(t.Context(), spec, truenas.RunOptions{DryRun: true})
	require.NoError(t, err)
	require.JSONEq(t, `[`+wire+`,{"dry_run":true}]`, params(sent[0]))
	spec.EncryptionPassword = hidden("********")
	_, err = client.Tasks().RunOnce(t.Context(), spec, truenas.RunOptions{})
	require.ErrorIs(t, err, truenas.ErrRedacted)
}
