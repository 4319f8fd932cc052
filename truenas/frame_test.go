package truenas_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

var frames = []string{
	`{"jsonrpc":"2.0","result":[{"id":1,"name":"a \"b\" \\"}],"id":"x"}`,
	`{"jsonrpc": "2.0", "id": null, "error": {"code": -32700, "message": "m"}}`,
	`{"method":"collection_update","params":{"collection":"core.get_jobs","fields":{"id":1}}}`,
	" { \"id\" : 7 ,\n\"result\" : null } ",
	`{"msg":"connected","session":"s"}`,
	`{"msg":"result","id":"1","error":{"error":11,"type":"VALIDATION","reason":"r","extra":[["a","m",22]]}}`,
	`{"msg":"ready","subs":["x"]}`, `{"msg":"nosub","id":"x","collection":"c"}`,
	`{"msg":"changed","collection":"core.get_jobs","id":42,"fields":{}}`,
	`{}`, `[]`, `{`, `{"a"}`, `{"a":}`, `{"a":1,}`, `{"a":1}x`, `{,}`, `null`, ``, `{"a":"\`, `{"a":[1,{"b":2}}`, `{"a":}1}`,
	`{"a":"\\\\\"","b":[[[]]]}`,
}

func TestScanObject(t *testing.T) {
	for _, frame := range frames {
		compareScan(t, []byte(frame))
	}
}

// compareScan checks a frame that is an object against encoding/json.
func compareScan(t *testing.T, frame []byte) {
	got := map[string]any{}
	err := truenas.ScanObject(frame, func(key, value []byte) error {
		var name string
		var content any
		// What is no JSON is for the decoder of the value to find.
		if json.Unmarshal([]byte(`"`+string(key)+`"`), &name) == nil && json.Unmarshal(value, &content) == nil {
			got[name] = content
		}
		return nil
	})
	var want map[string]any
	if json.Unmarshal(frame, &want) != nil {
		return // what is no JSON may look like some here
	}
	if want == nil { // null
		require.Error(t, err)
		return
	}
	require.NoError(t, err, "%s", frame)
	require.True(t, reflect.DeepEqual(want, got), "%s became %v", frame, got)
}

func TestBrokenFramesAreMalformed(t *testing.T) {
	for _, frame := range []string{``, ` `, `{`, `[]`, `null`, `7`, `{"id":"x"`, `{"id":"x","result":1`, `{"id":"x","result":1}}`, `{"id":"x" "result":1}`, `{"id":"x","result":"1}`, `{id:"x","result":1}`} {
		require.Error(t, truenas.DecodeFrame(truenas.JSONRPC, []byte(frame)), frame)
		require.Error(t, truenas.DecodeFrame(truenas.LegacyProtocol, []byte(frame)), frame)
	}
}

func FuzzFrames(f *testing.F) {
	for _, frame := range frames {
		f.Add([]byte(frame))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		before := bytes.Clone(frame)
		for _, p := range []truenas.Protocol{truenas.JSONRPC, truenas.LegacyProtocol} {
			_ = truenas.DecodeFrame(p, frame)
		}
		require.Equal(t, before, frame, "a frame is not written to")
		compareScan(t, frame)
	})
}
