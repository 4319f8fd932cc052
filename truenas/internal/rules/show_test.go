package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

const shownCredential = `{"id":1,"name":"c","provider":{"type":"GOOGLE_PHOTOS","token":"t"}}`

func TestShowTask(t *testing.T) {
	const stored = `{"id":2,"credentials":` + shownCredential + `,"encryption_password":"p","encryption_salt":"s"}`
	seen := map[rules.Release]string{
		rules.V24_10: `{"id":2,"credentials":{"id":1,"name":"c","provider":"GOOGLE_PHOTOS","attributes":{"token":"t"}},` +
			`"encryption_password":"p","encryption_salt":"s"}`,
		rules.V25_04: stored, rules.V25_10: stored,
	}
	hidden := map[rules.Release]string{
		rules.V24_10: `{"id":2,"credentials":{"id":1,"name":"c","provider":"GOOGLE_PHOTOS","attributes":"********"},` +
			`"encryption_password":"********","encryption_salt":"s"}`,
		rules.V25_04: `{"id":2,"credentials":{"id":1,"name":"c","provider":"********"},` +
			`"encryption_password":"********","encryption_salt":"s"}`,
		rules.V25_10: `{"id":2,"credentials":{"id":1,"name":"c","provider":{"type":"GOOGLE_PHOTOS","token":"********"}},` +
			`"encryption_password":"********","encryption_salt":"********"}`,
	}
	entry := parseOld(t, `[`+stored+`]`)[0].(*ejson.Object)
	for release := range seen {
		requireJSON(t, seen[release], rules.ShowTask(release, entry, true))
		requireJSON(t, hidden[release], rules.ShowTask(release, entry, false))
	}
	requireJSON(t, stored, entry)
}

func TestShowCredential(t *testing.T) {
	entry := parseOld(t, `[`+shownCredential+`]`)[0].(*ejson.Object)
	hidden := map[rules.Release]string{
		rules.V24_10: `{"id":1,"name":"c","provider":"GOOGLE_PHOTOS","attributes":"********"}`,
		rules.V25_04: `{"id":1,"name":"c","provider":{"type":"GOOGLE_PHOTOS","token":"********"}}`,
	}
	for release, want := range hidden {
		requireJSON(t, want, rules.ShowCredential(release, entry, false))
	}
	require.Equal(t, "t", entry.Obj("provider").Text("token"))
}

func TestRestoreOldTask(t *testing.T) {
	row := `{"direction":"PUSH","credentials":1,"encryption":false,"filename_encryption":false,"encryption_password":"",` +
		`"encryption_salt":"","schedule":` + everyHour + `,"transfers":null,"attributes":{"folder":"f"}}`
	objects := parseOld(t, `[`+row+`,{"transfer_mode":"COPY","path":"/mnt/tank/r"}]`)
	data, err := rules.RestoreTask(rules.V25_04, objects[0].(*ejson.Object), objects[1].(*ejson.Object))
	require.NoError(t, err)
	require.Equal(t, "PULL", data.Text("direction"))
	require.Empty(t, data.Text("description"))
	require.False(t, data.Flag("enabled"))
}
