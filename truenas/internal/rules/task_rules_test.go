package rules_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// testNAS has a pool, a Google Photos account, a Dropbox and a WebDAV share.
type testNAS struct{ fullAdmin bool }

func (testNAS) Credential(id int) *ejson.Object {
	kinds := map[int]string{1: "GOOGLE_PHOTOS", 2: "DROPBOX", 3: "WEBDAV", 4: "HTTP", 5: "MEGA", 6: ""}
	kind, ok := kinds[id]
	switch {
	case !ok:
		return nil
	case kind == "":
		return ejson.NewObject("id", id)
	}
	return ejson.NewObject("id", id, "provider", ejson.NewObject("type", kind))
}

func (testNAS) Pools() []string { return []string{"tank"} }

func (testNAS) Datasets() []string { return []string{"tank", "tank/a", "tank/a/b"} }

func (n testNAS) FullAdmin() bool { return n.fullAdmin }

func (testNAS) List(_ context.Context, credential *ejson.Object, path string) ([]rules.Entry, error) {
	switch {
	case credential.Number("id") == 3:
		return nil, rules.ErrUnknown
	case path == "album":
		return []rules.Entry{{Name: "Trip", Dir: true}, {Name: "x.jpg"}}, nil
	}
	return nil, rules.CallFault(rules.EFAULT, "directory not found", nil)
}

// task is a PUSH task with the changes that pairs are.
func task(pairs ...any) *ejson.Object {
	data := ejson.NewObject(
		"path", "/mnt/tank/photos", "credentials", 1, "attributes", ejson.NewObject("folder", "album/Trip"),
		"direction", "PUSH", "transfer_mode", "COPY",
	)
	for i := 0; i < len(pairs); i += 2 {
		data.Set(pairs[i].(string), pairs[i+1])
	}
	return data
}

func folder(name string, pairs ...any) *ejson.Object {
	return ejson.NewObject(append([]any{"folder", name}, pairs...)...)
}

func limits(times ...string) []any {
	var out []any
	for _, t := range times {
		out = append(out, ejson.NewObject("time", t, "bandwidth", 1))
	}
	return out
}

func TestCheckTask(t *testing.T) {
	photos := func(name string) []any {
		return []any{"attributes.folder", "Pulling from the " + name + " directory is not allowed. Please, select a specific directory."}
	}
	for _, tc := range []struct {
		name string
		task *ejson.Object
		want []any // rows without the errno, alternating
	}{
		{"fine", task(), nil},
		{"of an unknown kind", task("credentials", 6, "attributes", folder("", "zzz", 1)), nil},
		{"no credential", task("credentials", 9), []any{"p.credentials", "Invalid credentials"}},
		{"an open quotation", task("args", "'"), []any{"p.args", "Parse error: No closing quotation"}},
		{
			"all of it at once", task("encryption", true, "credentials", 9, "path", "/tmp", "bwlimit", limits("10:00", "09:00")), []any{
				"p.encryption_password", "This field is required when encryption is enabled", "p.credentials", "Invalid credentials",
				"p.path", "The path must reside within a pool mount point", "p.bwlimit.1.time", "Invalid time order: 10:00, 09:00",
			},
		},
		{"the root", task("attributes", folder("/")), photos("root")},
		{"media", task("attributes", folder("media/.")), photos("media")},
		{"an attribute of others", task("attributes", folder("album", "bucket", "b")), []any{"p.attributes.bucket", "Extra inputs are not permitted"}},
		{"chunks too small", task("credentials", 2, "attributes", folder("", "chunk_size", 4)), []any{"chunk_size", "Must be greater than or equal to 5"}},
		{"chunks too large", task("credentials", 2, "attributes", folder("", "chunk_size", 150)), []any{"chunk_size", "Must be less than 5"}},
		{"outside", task("path", "EXTERNAL:/x"), []any{"p.path", "EXTERNAL: path type is not allowed."}},
		{"snapshots", task("path", "/mnt/tank/a", "snapshot", true, "direction", "PULL", "transfer_mode", "MOVE"), []any{
			"p.snapshot", "This option is only available for datasets that have no further nesting",
			"p.snapshot", "This option can only be enabled for PUSH tasks", "p.snapshot", "This option can not be used for MOVE transfer mode",
		}},
		{"read-only", task("credentials", 4), []any{"p.direction", "This remote is read-only"}},
		{"a folder that is there", task("direction", "PULL"), nil},
		{"a file", task("direction", "PULL", "attributes", folder("album/x.jpg")), []any{"p.attributes.folder", "This is not a directory"}},
		{"a missing folder", task("direction", "PULL", "attributes", folder("album/no")), []any{"p.attributes.folder", "Directory does not exist"}},
		{"a remote that is not known", task("direction", "PULL", "credentials", 3), nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := rules.CheckTask(t.Context(), rules.V25_10, testNAS{fullAdmin: true}, rules.Task{Prefix: "p", Data: tc.task})
			if tc.want == nil {
				require.NoError(t, err)
				return
			}
			rows := rules.AsFault(err).Extra.([]any)
			var got []any
			for _, r := range rows {
				got = append(got, r.([]any)[:2]...)
			}
			require.Equal(t, tc.want, got)
		})
	}
}

// The releases differ in what they go on with, and in how they read times.
func TestCheckTaskByRelease(t *testing.T) {
	check := func(r rules.Release, data *ejson.Object) string {
		err := rules.CheckTask(t.Context(), r, testNAS{fullAdmin: true}, rules.Task{Prefix: "p", Data: data})
		if err == nil {
			return ""
		}
		return rules.AsFault(err).Reason
	}
	const password = "[EINVAL] p.encryption_password: This field is required when encryption is enabled\n"
	both := func() *ejson.Object { return task("encryption", true, "attributes", ejson.NewObject()) }
	require.Equal(t, password, check(rules.V26, both()))
	require.Equal(t, password+"[EINVAL] p.attributes.folder: Field required\n", check(rules.V27, both()))

	const args = "[EINVAL] p.args: Parse error: No closing quotation\n"
	nobody := func() *ejson.Object { return task("args", "'", "credentials", 9) }
	require.Equal(t, args+"[EINVAL] p.credentials: Invalid credentials\n", check(rules.V26, nobody()))
	require.Equal(t, args, check(rules.V27, nobody()))

	require.Equal(t, "[EINVAL] p.bwlimit.1.time: Invalid time order: 9:0, 10:00\n",
		check(rules.V25_10, task("bwlimit", limits("9:0", "10:00"))))

	slash := func() *ejson.Object { return task("path", "/mnt/tank/a/", "snapshot", true) }
	require.Contains(t, check(rules.V25_10, slash()), "no further nesting")
	require.Empty(t, check(rules.V26, slash()))

	require.Equal(t, "'MEGA'", check(rules.V26, task("credentials", 5)))
}

func TestScripts(t *testing.T) {
	data := task("pre_script", "x")
	err := rules.CheckTask(t.Context(), rules.V26, testNAS{}, rules.Task{Prefix: "p", Data: data})
	require.ErrorContains(t, err, "p.pre_script: The ability to edit pre-scripts and post-scripts is limited")
	require.NoError(t, rules.CheckTask(t.Context(), rules.V26, testNAS{fullAdmin: true}, rules.Task{Prefix: "p", Data: data}))
	err = rules.CheckTask(t.Context(), rules.V26, testNAS{fullAdmin: true}, rules.Task{Prefix: "p", Data: data, Onetime: true})
	require.ErrorContains(t, err, "p.pre_script: This option may not be used for onetime cloud sync operations")
}

func TestCheckListing(t *testing.T) {
	data := ejson.NewObject("credentials", 1, "attributes", folder("album"))
	target, err := rules.CheckListing(rules.V25_10, testNAS{}, data)
	require.NoError(t, err)
	require.Equal(t, "album", target.Provider.RemotePath(data.Obj("attributes")))
	_, err = rules.CheckListing(rules.V25_10, testNAS{}, ejson.NewObject("credentials", 9))
	require.ErrorContains(t, err, "cloud_sync.credentials: Invalid credentials")
}

func TestRestoreTask(t *testing.T) {
	row := task("enabled", true, "exclude", []any{"x"}, "schedule", ejson.NewObject("minute", "5"))
	data, err := rules.RestoreTask(rules.V25_10, row, ejson.NewObject("transfer_mode", "COPY", "path", "/mnt/tank/back", "description", ""))
	require.NoError(t, err)
	require.Equal(t, "PULL", data.Text("direction"))
	require.Equal(t, "/mnt/tank/back", data.Text("path"))
	require.Equal(t, "5", data.Obj("schedule").Text("minute"))
	require.False(t, data.Flag("enabled"))
	require.Empty(t, data.List("exclude"))
}

func TestCheckBuckets(t *testing.T) {
	of := func(kind string) *ejson.Object {
		return ejson.NewObject("provider", ejson.NewObject("type", kind))
	}
	for _, tc := range []struct {
		credential *ejson.Object
		create     bool
		want       string
	}{
		{nil, false, "[EFAULT] Invalid credentials"},
		{of("GOOGLE_PHOTOS"), false, "[EFAULT] This provider does not use buckets"},
		{of("GOOGLE_PHOTOS"), true, "[EFAULT] This provider can't create buckets"},
		{of("S3"), false, ""},
		{of("S3"), true, "[EFAULT] This provider can't create buckets"},
		{of("STORJ_IX"), true, ""},
		{of("MEGA"), false, "'MEGA'"},
	} {
		_, err := rules.CheckBuckets(rules.V26, tc.credential, tc.create)
		if tc.want == "" {
			require.NoError(t, err)
		} else {
			require.EqualError(t, err, tc.want)
		}
	}
}
