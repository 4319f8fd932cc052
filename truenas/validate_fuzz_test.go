package truenas_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// Whatever the params are, the answer is an error or none, and the same again.
func FuzzValidateCall(f *testing.F) {
	for method, params := range map[string]string{
		"cloudsync.create": `[{"path":"/mnt/tank/x","credentials":1,"attributes":{"folder":"album/Trip"},"direction":"PULL",
			"transfer_mode":"COPY","schedule":{"minute":"0"},"bwlimit":[{"time":"8:0","bandwidth":1}],"args":"'"}]`,
		"cloudsync.update":             `["7",{"credentials":"1","attributes":{"folder":""},"bwlimit":null}]`,
		"cloudsync.restore":            `[7,{"path":"/mnt/tank/y","transfer_mode":"SYNC"}]`,
		"cloudsync.list_directory":     `[{"credentials":1,"attributes":{}}]`,
		"cloudsync.create_bucket":      `[1,"b"]`,
		"cloudsync.credentials.create": `[{"name":"photos","provider":"GOOGLE_PHOTOS","attributes":{"token":"t"}}]`,
		"cloudsync.credentials.update": `[1,{"provider":{"type":"GOOGLE_PHOTOS","token":"t"}}]`,
		"cloudsync.credentials.delete": `[1]`,
		"core.get_jobs":                `[[["id","=",1]],{"get":true}]`,
	} {
		f.Add(method, params)
	}
	known := knownNAS()
	f.Fuzz(func(t *testing.T, method, text string) {
		var raw []json.RawMessage
		if json.Unmarshal([]byte(text), &raw) != nil {
			return
		}
		params := make([]any, len(raw))
		for i := range raw {
			params[i] = raw[i]
		}
		for _, release := range truenas.Releases() {
			for _, nas := range []truenas.Known{known, {}} {
				first := truenas.ValidateCall(release, method, params, nas)
				require.Equal(t, first, truenas.ValidateCall(release, method, params, nas))
			}
		}
	})
}
