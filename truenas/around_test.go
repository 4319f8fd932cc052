package truenas_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

const datasetTree = `[{"id":"tank","name":"tank","pool":"tank","type":"FILESYSTEM","mountpoint":"/mnt/tank","encrypted":false,"locked":false,
	"encryption_root":null,"key_loaded":false,"readonly":{"parsed":false,"rawvalue":"off","value":"OFF","source":"DEFAULT"},
	"used":{"parsed":1000,"rawvalue":"1000","value":"1000"},"available":{"parsed":5000000000,"rawvalue":"5000000000","value":"4.66G"},
	"children":[
		{"id":"tank/private","pool":"tank","type":"FILESYSTEM","mountpoint":"/mnt/tank/private","encrypted":true,"locked":true,"readonly":{"parsed":true},
		 "used":{"parsed":null},"children":[{"id":"tank/private/deep","pool":"tank","type":"FILESYSTEM","mountpoint":"legacy","children":[]}]},
		{"id":"tank/disk","pool":"tank","type":"VOLUME","mountpoint":null,"children":[]}]}]`

func TestDatasets(t *testing.T) {
	client, sent := record(t, datasetTree)
	got, err := client.Datasets().List(t.Context())
	require.NoError(t, err)
	require.Equal(t, []truenas.Dataset{
		{ID: "tank", Pool: "tank", Mountpoint: "/mnt/tank", Used: 1000, Available: 5_000_000_000},
		{ID: "tank/private", Pool: "tank", Mountpoint: "/mnt/tank/private", Encrypted: true, Locked: true, ReadOnly: true},
		{ID: "tank/private/deep", Pool: "tank"},
	}, got)
	require.JSONEq(t, `[[],{"extra":{"flat":false,"retrieve_user_props":false}}]`, params(sent()))
}

const listing = `[{"name":"photos","path":"/mnt/tank/photos","realpath":"/mnt/tank/photos","type":"DIRECTORY","size":7,"allocation_size":512,"mode":16877,
	"mount_id":1,"acl":false,"uid":1000,"gid":1001,"is_mountpoint":true,"is_ctldir":false,"attributes":[],"xattrs":[],"zfs_attrs":null}]`

func TestFiles(t *testing.T) {
	client, sent := record(t, listing)
	want := []truenas.File{{
		Name: "photos", Path: "/mnt/tank/photos", RealPath: "/mnt/tank/photos", Type: truenas.FileDirectory, Size: 7,
		Mountpoint: true, UID: 1000, GID: 1001,
	}}
	got, err := client.Files().List(t.Context(), "/mnt/tank")
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.JSONEq(t, `["/mnt/tank",[],{"order_by":["name"]}]`, params(sent()))
	got, err = client.Files().Directories(t.Context(), "/mnt/tank")
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.JSONEq(t, `["/mnt/tank",[["type","=","DIRECTORY"]],{"order_by":["name"]}]`, params(sent()))
	_, err = client.Files().Query(t.Context(), "/mnt/tank", truenas.Query{Filter: truenas.Where("a", "nope", 1)})
	require.ErrorContains(t, err, "no operator")

	client, sent = record(t, `{"realpath":"/mnt/tank/photos","type":"DIRECTORY","size":7,"user":"root","group":"wheel","uid":0,"gid":0,"mtime":1.5}`)
	file, err := client.Files().Stat(t.Context(), "/mnt/tank/photos")
	require.NoError(t, err)
	require.Equal(t, truenas.File{Name: "photos", Path: "/mnt/tank/photos", RealPath: "/mnt/tank/photos", Type: truenas.FileDirectory, Size: 7}, file)
	require.Equal(t, `filesystem.stat ["/mnt/tank/photos"]`, sent())

	client = connect(t, func(p *peer, c call) {
		p.fail(c, `{"code":-32001,"message":"Method call error","data":{"error":2,"errname":"ENOENT","reason":"[ENOENT] Path /mnt/x not found","extra":null}}`)
	})
	_, err = client.Files().Stat(t.Context(), "/mnt/x")
	require.ErrorIs(t, err, truenas.ErrNotFound)
}

const systemInfo = `{"version":"25.10.1","buildtime":{"$date":1760000000000},"hostname":"truenas","physmem":34359738368,"model":"Xeon","cores":8,
	"physical_cores":4,"loadavg":[0.1,0.2,0.3],"uptime":"1 day","uptime_seconds":86400.5,"system_serial":null,"system_product":"X11","license":null,
	"boottime":{"$date":1767139200000},"datetime":{"$date":1767225600500},"timezone":"Europe/Berlin","system_manufacturer":null,"ecc_memory":true}`

func TestSystemInfo(t *testing.T) {
	client, sent := record(t, systemInfo)
	info, err := client.System().Info(t.Context())
	require.NoError(t, err)
	require.Equal(t, truenas.SystemInfo{
		Version: "25.10.1", Hostname: "truenas", Product: "X11", CPU: "Xeon", Cores: 8, Memory: 32 << 30,
		Uptime: 86400*time.Second + 500*time.Millisecond, BootTime: time.UnixMilli(1767139200000).UTC(),
		Now: time.UnixMilli(1767225600500).UTC(), Timezone: "Europe/Berlin",
	}, info)
	require.Equal(t, "system.info []", sent())
	zone, err := info.Location()
	require.NoError(t, err)
	require.Equal(t, "Europe/Berlin", zone.String())
	info.Timezone = "Mars/Olympus"
	_, err = info.Location()
	require.ErrorContains(t, err, "time/tzdata")
	release, err := truenas.ParseRelease(info.Version)
	require.NoError(t, err)
	require.Equal(t, truenas.V25_10, release)
}

const alerts = `[{"uuid":"u1","id":"u1","source":"","klass":"CloudSyncTaskFailed","args":{"id":5,"name":"nightly"},"node":"Controller A","key":"5",
	"datetime":{"$date":1767225600000},"last_occurrence":{"$date":1767225660000},"dismissed":false,"mail":null,
	"text":"Cloud sync task \"%(name)s\" failed.","level":"ERROR","formatted":"Cloud sync task \"nightly\" failed.","one_shot":true},
	{"uuid":"u2","klass":"TaskLocked","key":"[\"5\"]","text":"locked","formatted":null,"level":"WARNING","dismissed":true},
	{"uuid":"u3","klass":"CloudSyncTaskFailed","key":"6","text":"x","formatted":"y","level":"ERROR"},
	{"uuid":"u4","klass":"Other","key":"5"}]`

func TestAlerts(t *testing.T) {
	client, sent := record(t, alerts)
	all, err := client.Alerts().List(t.Context())
	require.NoError(t, err)
	require.Equal(t, "alert.list []", sent())
	require.Len(t, all, 4)
	require.Equal(t, `Cloud sync task "nightly" failed.`, all[0].Text)
	require.Equal(t, time.UnixMilli(1767225600000).UTC(), all[0].Since)
	require.Equal(t, time.UnixMilli(1767225660000).UTC(), all[0].Last)
	require.Equal(t, truenas.AlertTaskLocked, all[1].Class)
	require.Equal(t, "locked", all[1].Text)
	require.True(t, all[1].Dismissed)
	for i, want := range []int{5, 0, 6, 0} {
		require.Equal(t, want, all[i].TaskID())
	}
	failed, err := client.Alerts().OfTask(t.Context(), 5)
	require.NoError(t, err)
	require.Equal(t, all[:1], failed)
	failed, err = client.Alerts().OfTask(t.Context(), 7)
	require.NoError(t, err)
	require.Empty(t, failed)
}

func TestLockedDatasets(t *testing.T) {
	for _, data := range []string{
		`{"error":205,"errname":"EDATASETISLOCKED","reason":"[EDATASETISLOCKED] x","extra":null}`,
		`{"error":14,"errname":"EFAULT","reason":"[EFAULT] Dataset is locked","extra":null}`,
	} {
		require.ErrorIs(t, truenas.ServerError("m", -32001, "Method call error", []byte(data)), truenas.ErrLocked)
	}
	require.NotErrorIs(t, truenas.ServerError("m", -32001, "", []byte(`{"error":14,"reason":"[EFAULT] Dataset is locked out"}`)), truenas.ErrLocked)
	require.ErrorIs(t, &truenas.JobError{Message: "[EFAULT] Dataset is locked", Errno: 14}, truenas.ErrLocked)
	require.ErrorIs(t, &truenas.JobError{Errno: 205}, truenas.ErrLocked)
	require.NotErrorIs(t, &truenas.JobError{Message: "[EFAULT] rclone failed", Errno: 14}, truenas.ErrLocked)
}
