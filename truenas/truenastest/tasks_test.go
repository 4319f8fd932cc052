package truenastest_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

func folder(name string) map[string]any { return map[string]any{"folder": name} }

func TestTaskRules(t *testing.T) {
	const p = "cloud_sync_create."
	s := start(t, truenastest.Config{Pools: []string{"tank", "ssd"}, Datasets: []string{"tank/a/b"}})
	s.AddAlbum("Trip", "2024/Summer")
	c := login(t, s, "root")
	gp, dav := c.credential("gp", photos()), c.credential("dav", webdav())
	mega := c.credential("mega", map[string]any{"type": "MEGA", "user": "u", "pass": "p"})
	s3 := c.credential("s3", map[string]any{"type": "S3", "access_key_id": "a", "secret_access_key": "s"})
	box := c.credential("dropbox", map[string]any{"type": "DROPBOX", "token": "t"})
	web := c.credential("web", map[string]any{"type": "HTTP", "url": "http://x"})
	limits := func(times ...string) []any {
		out := []any{}
		for _, at := range times {
			out = append(out, map[string]any{"time": at, "bandwidth": nil})
		}
		return out
	}
	for name, test := range map[string]struct {
		task map[string]any
		want []any // attributes; nil: accepted
	}{
		"photos":           {taskOf(gp), nil},
		"album":            {taskOf(gp, "attributes", folder("/album/Trip/")), nil},
		"nested album":     {taskOf(gp, "attributes", folder("album/2024/Summer")), nil},
		"by month":         {taskOf(gp, "attributes", folder("media/by-month/2024/2024-02")), nil},
		"favorites":        {taskOf(gp, "attributes", folder("feature/favorites")), nil},
		"no album":         {taskOf(gp, "attributes", folder("album/Nope")), []any{p + "attributes.folder"}},
		"no day":           {taskOf(gp, "attributes", folder("media/by-day/2023/2023-02-29")), []any{p + "attributes.folder"}},
		"root":             {taskOf(gp, "attributes", folder("//")), []any{"attributes.folder"}},
		"media":            {taskOf(gp, "attributes", folder("/media/.")), []any{"attributes.folder"}},
		"media push":       {taskOf(gp, "attributes", folder("media"), "direction", "PUSH"), []any{"attributes.folder"}},
		"by day":           {taskOf(gp, "attributes", folder("media//by-day/")), []any{"attributes.folder"}},
		"no folder":        {taskOf(gp, "attributes", map[string]any{}), []any{p + "attributes.folder"}},
		"bucket":           {taskOf(gp, "attributes", map[string]any{"folder": "album", "bucket": "b"}), []any{p + "attributes.bucket"}},
		"attribute":        {taskOf(gp, "attributes", map[string]any{"folder": "album", "zz": 1}), []any{p + "attributes.zz"}},
		"no bucket":        {taskOf(s3, "attributes", folder(""), "direction", "PUSH"), []any{p + "attributes.bucket"}},
		"chunk":            {taskOf(box, "attributes", map[string]any{"folder": "", "chunk_size": 150}, "direction", "PUSH"), []any{"chunk_size"}},
		"no provider":      {taskOf(mega, "direction", "PUSH"), []any{}},
		"read-only":        {taskOf(web, "direction", "PUSH"), []any{p + "direction"}},
		"credentials":      {taskOf(99), []any{p + "credentials"}},
		"together":         {taskOf(99, "encryption", true, "args", "'"), []any{p + "encryption_password", p + "args", p + "credentials"}},
		"args":             {taskOf(gp, "args", `--x "a \" b" 'c'`), nil},
		"escape":           {taskOf(gp, "args", `--x \`), []any{p + "args"}},
		"other pool":       {taskOf(gp, "path", "/mnt/ssd"), nil},
		"no pool":          {taskOf(gp, "path", "/mnt/tanks/x"), []any{p + "path"}},
		"out of the pool":  {taskOf(gp, "path", "/mnt/tank/../x"), []any{p + "path"}},
		"external":         {taskOf(gp, "path", "EXTERNAL:x"), []any{p + "path"}},
		"snapshot dir":     {taskOf(gp, "path", "/mnt/tank/.zfs/x"), []any{p + "path"}},
		"snapshot":         {taskOf(dav, "direction", "PUSH", "snapshot", true), nil},
		"snapshot nested":  {taskOf(dav, "direction", "PUSH", "snapshot", true, "path", "/mnt/tank/a"), []any{p + "snapshot"}},
		"snapshot pull":    {taskOf(gp, "snapshot", true), []any{p + "snapshot"}},
		"snapshot move":    {taskOf(dav, "direction", "PUSH", "snapshot", true, "transfer_mode", "MOVE"), []any{p + "snapshot"}},
		"limits":           {taskOf(gp, "bwlimit", limits("08:00", "20:00")), nil},
		"limits as text":   {taskOf(gp, "bwlimit", limits("10:00", "9:00")), nil},
		"limits backwards": {taskOf(gp, "bwlimit", limits("10:00", "08:00", "07:00")), []any{p + "bwlimit.1.time", p + "bwlimit.2.time"}},
		"limit time":       {taskOf(gp, "bwlimit", limits("24:00")), []any{p + "bwlimit.0.time"}},
		"limit":            {taskOf(gp, "bwlimit", []any{map[string]any{"time": "08:00", "bandwidth": 0}}), []any{p + "bwlimit.0.bandwidth"}},
		"transfers":        {taskOf(gp, "transfers", 0), []any{p + "transfers"}},
		"empty pattern":    {taskOf(gp, "include", []any{"a", ""}), []any{p + "include.1"}},
		"id":               {taskOf(gp, "id", 1, "job", nil), []any{p + "id", p + "job"}},
		"schedule key":     {taskOf(gp, "schedule", map[string]any{"begin": "00:00"}), []any{p + "schedule.begin"}},
		"schedule null":    {taskOf(gp, "schedule", nil), []any{p + "schedule"}},
	} {
		t.Run(name, func(t *testing.T) {
			c.t = t
			f := c.call("cloudsync.create", test.task)
			switch {
			case test.want == nil:
				require.Nil(t, f.Error, f.raw)
			case len(test.want) == 0:
				require.Equal(t, -32001, f.Error.Code, f.raw)
			default:
				require.NotNil(t, f.Error, f.raw)
				require.ElementsMatch(t, test.want, attributes(t, f.Error))
			}
		})
	}
}

func TestCron(t *testing.T) {
	for minute, ok := range map[string]bool{
		"0": true, "00": true, "": true, "*": true, "*/5": true, "*/61": true, "1-10/3": true, "1,2,30-40": true, "٣": true, "1 2": true,
		"60": false, "-1": false, "5/15": false, "*/0": false, "1-": false, "10-5": false, "1-60": false, "?": false, "a": false, "1 2 3": false,
	} {
		checkSchedule(t, "minute", minute, ok)
	}
	for dow, ok := range map[string]bool{
		"mon": true, "MON-fri": true, "fri-sun": true, "7": true, "5#2": true, "l5": true, "?": true, "0-7": true,
		"8": false, "7-1": false, "mon#6": false, "monday": false, "1,5#2": false, "l": false,
	} {
		checkSchedule(t, "dow", dow, ok)
	}
	for dom, ok := range map[string]bool{"L": true, "1-l": true, "31": true, "?": true, "0": false, "32": false, "?1": false} {
		checkSchedule(t, "dom", dom, ok)
	}
	checkSchedule(t, "month", "jan-dec/2", false)
	checkSchedule(t, "month", "feb", true)
}

func checkSchedule(t *testing.T, field, value string, ok bool) {
	t.Helper()
	params, err := json.Marshal([]any{taskOf(1, "schedule", map[string]any{field: value})})
	require.NoError(t, err)
	_, extra, _ := truenastest.CheckParams(truenas.V25_10, "cloudsync.create", params)
	require.Equal(t, ok, extra == nil, "%s %q: %s", field, value, extra)
}

func TestTaskLifecycle(t *testing.T) {
	c := login(t, start(t, truenastest.Config{}), "root")
	gp := c.credential("gp", photos())
	id := c.task(gp)
	var entry map[string]any
	c.must(&entry, "cloudsync.get_instance", id)
	require.Equal(t, map[string]any{"minute": "00", "hour": "*", "dom": "*", "month": "*", "dow": "*"}, entry["schedule"])
	require.Equal(t, photos(), entry["credentials"].(map[string]any)["provider"])
	require.Nil(t, entry["job"])
	require.Equal(t, false, entry["locked"])

	c.must(&entry, "cloudsync.update", id, map[string]any{"schedule": map[string]any{"hour": "3"}, "description": "d", "transfers": nil})
	require.Equal(t, map[string]any{"minute": "00", "hour": "3", "dom": "*", "month": "*", "dow": "*"}, entry["schedule"])
	require.Equal(t, "d", entry["description"])
	require.Equal(t, []any{"cloud_sync_update.enabled"}, attributes(t, c.fails("cloudsync.update", id, map[string]any{"enabled": 1})))
	require.Equal(t, []any{"attributes.folder"}, attributes(t, c.fails("cloudsync.update", id, map[string]any{"attributes": folder("media")})))
	require.Contains(t, c.fails("cloudsync.update", id).Data.Reason, "missing 1 required positional argument: 'data'")

	var restored map[string]any
	c.must(&restored, "cloudsync.restore", id, map[string]any{"transfer_mode": "COPY", "path": "/mnt/tank/back"})
	require.Equal(t, "PUSH", restored["direction"])
	require.Equal(t, false, restored["enabled"])

	c.must(nil, "cloudsync.delete", id)
	require.Equal(t, []any{nil}, attributes(t, c.fails("cloudsync.delete", id)))
	require.Equal(t, "MatchNotFound()", c.fails("cloudsync.restore", id, map[string]any{"transfer_mode": "COPY", "path": "/x"}).Data.Reason)
}

func TestScriptsNeedFullAdmin(t *testing.T) {
	s := start(t, truenastest.Config{})
	root, writer := login(t, s, "root"), login(t, s, "writer", truenastest.RoleCloudSyncWrite)
	gp := root.credential("gp", photos())
	require.Equal(t, []any{"cloud_sync_create.pre_script"}, attributes(t, writer.fails("cloudsync.create", taskOf(gp, "pre_script", "x"))))
	id := root.task(gp, "post_script", "x")
	require.Equal(t, []any{"cloud_sync_update.post_script"}, attributes(t, writer.fails("cloudsync.update", id, map[string]any{"enabled": false})))
}

func TestQuery(t *testing.T) {
	c := login(t, start(t, truenastest.Config{}), "root")
	for _, name := range []string{"b", "a", "Gamma"} {
		c.credential(name, photos())
	}
	for _, test := range []struct {
		filters []any
		options map[string]any
		want    string
	}{
		{nil, nil, "b a Gamma"},
		{[]any{[]any{"id", ">", 1}}, nil, "a Gamma"},
		{[]any{[]any{"name", "in", []any{"a", "b"}}}, map[string]any{"order_by": []any{"name"}}, "a b"},
		{nil, map[string]any{"order_by": []any{"-id"}, "limit": 2}, "Gamma a"},
		{nil, map[string]any{"offset": 2}, "Gamma"},
		{[]any{[]any{"OR", []any{[]any{"name", "^", "G"}, []any{[]any{"id", "=", 1}}}}}, nil, "b Gamma"},
		{[]any{[]any{"name", "C=", "gamma"}}, nil, "Gamma"},
		{[]any{[]any{"name", "~", ".$"}}, nil, "b a"},
		{[]any{[]any{"provider.type", "=", "GOOGLE_PHOTOS"}, []any{"name", "!$", "a"}}, nil, "b"},
		{[]any{[]any{"name", "nin", []any{"a"}}, []any{"id", "<=", 1}}, nil, "b"},
		{[]any{[]any{"provider", "rin", "token"}, []any{"name", "!^", "G"}, []any{"id", "!=", 1}}, nil, "a"},
	} {
		if test.options == nil {
			test.options = map[string]any{}
		}
		if test.filters == nil {
			test.filters = []any{}
		}
		var rows []struct {
			Name string `json:"name"`
		}
		c.must(&rows, "cloudsync.credentials.query", test.filters, test.options)
		got := ""
		for _, r := range rows {
			got += " " + r.Name
		}
		require.Equal(t, " "+test.want, got, "%v %v", test.filters, test.options)
	}
	var count int
	c.must(&count, "cloudsync.credentials.query", []any{}, map[string]any{"count": true})
	require.Equal(t, 3, count)
	var row map[string]any
	c.must(&row, "cloudsync.credentials.query", []any{[]any{"id", "=", 2}}, map[string]any{"get": true, "select": []any{"id", []any{"provider.type", "t"}}})
	require.Equal(t, map[string]any{"id": 2.0, "t": "GOOGLE_PHOTOS"}, row)
	require.Equal(t, -32001, c.fails("cloudsync.credentials.query", []any{[]any{"id", "=", 9}}, map[string]any{"get": true}).Code)
	for _, bad := range []any{[]any{"id"}, []any{"id", "==", 1}, []any{"AND", []any{}}, []any{"OR", []any{}}, []any{"id", "C~", 1}} {
		require.Equal(t, []any{"filters"}, attributes(t, c.fails("cloudsync.query", []any{bad})), "%v", bad)
	}
}

func TestListDirectory(t *testing.T) {
	s := start(t, truenastest.Config{})
	s.AddAlbum("Trip", "Zoo")
	c := login(t, s, "root")
	gp := c.credential("gp", photos())
	names := func(name string) []string {
		var rows []struct {
			Name  string
			IsDir bool
		}
		c.must(&rows, "cloudsync.list_directory", map[string]any{"credentials": gp, "attributes": folder(name)})
		out := []string{}
		for _, r := range rows {
			require.True(t, r.IsDir)
			out = append(out, r.Name)
		}
		return out
	}
	require.Equal(t, []string{"album", "feature", "media", "shared-album", "upload"}, names("/"))
	require.Equal(t, []string{"Trip", "Zoo"}, names("album/"))
	require.Len(t, names("media/by-month/2024"), 12)
	require.Len(t, names("media/by-day/2024"), 366)
	e := c.fails("cloudsync.list_directory", map[string]any{"credentials": gp, "attributes": folder("nope")})
	require.Equal(t, "EFAULT", e.Data.Errname)
	require.JSONEq(t, `{"excerpt":"ERROR : error listing: directory not found"}`, string(e.Data.Extra), "an object, not a list")
	require.Contains(t, c.fails("cloudsync.list_buckets", gp).Data.Reason, "does not use buckets")
	require.Contains(t, c.fails("cloudsync.list_buckets", 99).Data.Reason, "Invalid credentials")
}
