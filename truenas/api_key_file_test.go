package truenas_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// Keys precomputed from testKey with Python's hashlib, at 50,000 rounds.
const (
	clientKey = "GIZMFSCT1k1IHOcO0W/UmwUVDrVpgR8zWCw4jZ3/bZrpXUhgJasLtzoJYG1XqYQOY0B7wFua3cAbyj6WojUdzg=="
	storedKey = "Kp6fkzuL9Q4ESEkVMpv0GHd6zTYWtBITYIXWzaHXuDqN5txTJaybVUX0rCPpYe3dNKzcB3ql4XEz+dEGpSC9Aw=="
	serverKey = "dUcM3WIEDrebwrU8kUHJGeo/eCcjnOQFo26WW/AN/lzPpHmtuKr8DyIWYkzVAQT+4ExE+0n/1GoyQXZ+/M22QA=="
)

const precomputedINI = "client_key = " + clientKey + "\nstored_key=" + storedKey + "\nserver_key : " + serverKey + "\napi_key_id = 12\n"

func precomputedJSON(change map[string]any) string {
	values := map[string]any{"client_key": clientKey, "stored_key": storedKey, "server_key": serverKey, "api_key_id": 12}
	maps.Copy(values, change)
	for name, value := range values {
		if value == "-" {
			delete(values, name)
		}
	}
	return string(mustJSON(values))
}

func TestParseKey(t *testing.T) {
	for name, test := range map[string]struct {
		text        string
		precomputed bool
	}{
		"raw":                     {"12-AbC", false},
		"raw with white space":    {" \t12-AbC\r\n\n", false},
		"raw with a mark":         {"\ufeff12-AbC\r\n", false},
		"JSON":                    {`{"raw_key": "12-AbC"}`, false},
		"JSON with white space":   {"\ufeff \r\n{\r\n\"raw_key\": \" 12-AbC\\n\"}\r\n", false},
		"JSON, raw wins":          {precomputedJSON(map[string]any{"raw_key": "12-AbC"}), false},
		"JSON, other names":       {`{"raw_key": "12-AbC", "name": ["x"]}`, false},
		"JSON, precomputed":       {precomputedJSON(nil), true},
		"JSON of convert_raw_key": {precomputedJSON(map[string]any{"iterations": 500000, "salt": "c2FsdA=="}), true},
		"INI":                     {"[TRUENAS_API_KEY]\nraw_key = 12-AbC\n", false},
		"INI with CRLF":           {"\ufeff\r\n; a key\r\n[TRUENAS_API_KEY]\r\n# here\r\n  RAW_KEY=12-AbC  \r\n", false},
		"INI, only section":       {"[nas]\nraw_key: 12-AbC", false},
		"INI, DEFAULT":            {"[DEFAULT]\nraw_key = 12-AbC", false},
		"INI, ours of several":    {"[a]\nraw_key = 1-x\n[TRUENAS_API_KEY]\nraw_key = 12-AbC\n[b]\nraw_key = 2-y", false},
		"INI, DEFAULT and one":    {"[DEFAULT]\nraw_key = 1-x\n[nas]\nraw_key = 12-AbC", false},
		"INI, DEFAULT helps out":  {"[DEFAULT]\nraw_key = 12-AbC\n[nas]\nother = 1", false},
		"INI, precomputed":        {"[TRUENAS_API_KEY]\n" + precomputedINI, true},
		"INI, precomputed, alone": {"[x]\r" + strings.ReplaceAll(precomputedINI, "\n", "\r"), true},
	} {
		t.Run(name, func(t *testing.T) {
			key, err := truenas.ParseKey([]byte(test.text))
			require.NoError(t, err)
			id, secret, precomputed := truenas.KeyParts(key)
			require.Equal(t, 12, id)
			require.False(t, key.IsZero())
			if !test.precomputed {
				require.Equal(t, "AbC", secret)
				require.Equal(t, "12-AbC", key.Raw().Reveal())
				require.Nil(t, precomputed)
				return
			}
			require.Empty(t, secret)
			require.True(t, key.Raw().IsZero())
			for i, want := range []string{clientKey, storedKey, serverKey} {
				require.Equal(t, want, base64.StdEncoding.EncodeToString(precomputed[i]))
			}
		})
	}
}

func TestParseKeyRefuses(t *testing.T) {
	short := base64.StdEncoding.EncodeToString(counting(0, 63))
	for name, test := range map[string]struct{ text, want string }{
		"nothing":              {"", "empty"},
		"a mark":               {"\ufeff\n", "empty"},
		"no key":               {"hunter2", "must look like"},
		"no number":            {"x-hunter2", "must look like"},
		"number 0":             {"0-hunter2", "not that of an API key"},
		"a very long number":   {"99999999999999999999-hunter2", "not that of an API key"},
		"two keys":             {"1-hunter2\n2-hunter2", "must look like"},
		"a placeholder":        {"********", "placeholder"},
		"UTF-16":               {"\xff\xfe1\x00-\x00", "UTF-8"},
		"half of JSON":         {`{"raw_key": "1-hunter2"`, "begins as JSON"},
		"more than JSON":       {`{"raw_key": "1-hunter2"} hunter2`, "begins as JSON"},
		"raw_key a number":     {`{"raw_key": 7}`, `"raw_key" must be a string`},
		"raw_key null":         {`{"raw_key": null}`, `"raw_key" must be a string`},
		"raw_key empty":        {`{"raw_key": ""}`, "empty"},
		"raw_key wrong":        {`{"raw_key": "hunter2"}`, "must look like"},
		"JSON without a key":   {`{}`, `"client_key" is missing`},
		"no stored_key":        {precomputedJSON(map[string]any{"stored_key": "-"}), `"stored_key" is missing`},
		"no server_key":        {precomputedJSON(map[string]any{"server_key": "-"}), `"server_key" is missing`},
		"no api_key_id":        {precomputedJSON(map[string]any{"api_key_id": "-"}), `"api_key_id" must be`},
		"api_key_id a string":  {precomputedJSON(map[string]any{"api_key_id": "12"}), `"api_key_id" must be`},
		"api_key_id 0":         {precomputedJSON(map[string]any{"api_key_id": 0}), `"api_key_id" must be`},
		"api_key_id -1":        {precomputedJSON(map[string]any{"api_key_id": -1}), `"api_key_id" must be`},
		"api_key_id half":      {precomputedJSON(map[string]any{"api_key_id": 1.5}), `"api_key_id" must be`},
		"client_key short":     {precomputedJSON(map[string]any{"client_key": short}), `"client_key" has 63 bytes, not 64`},
		"client_key long":      {precomputedJSON(map[string]any{"client_key": clientKey + clientKey}), `"client_key" is longer`},
		"client_key cut":       {precomputedJSON(map[string]any{"client_key": clientKey[:len(clientKey)-1]}), `"client_key" is not base64`},
		"client_key redacted":  {precomputedJSON(map[string]any{"client_key": "********"}), `"client_key" is only a placeholder`},
		"client_key a list":    {precomputedJSON(map[string]any{"client_key": []string{"hunter2"}}), `"client_key" must be a string`},
		"keys of two":          {precomputedJSON(map[string]any{"stored_key": serverKey}), `"client_key" and "stored_key" do not belong together`},
		"INI without section":  {"raw_key = 1-hunter2", "line 1: the first line must be the section [TRUENAS_API_KEY]"},
		"INI, half a section":  {"[TRUENAS_API_KEY\nraw_key = 1-hunter2", "line 1: a section must look like"},
		"INI without a value":  {"[TRUENAS_API_KEY]\n\nhunter2", "line 3: want name = value"},
		"INI, several":         {"[a]\nraw_key = 1-hunter2\n[b]\nraw_key = 2-hunter2", "several sections"},
		"INI without a key":    {"[TRUENAS_API_KEY]\nhunter2 = hunter2", `"client_key" is missing`},
		"INI, wrong raw_key":   {"[TRUENAS_API_KEY]\nraw_key = hunter2", "must look like"},
		"INI, key of another":  {"[TRUENAS_API_KEY]\nx = 1\n[b]\nraw_key = 2-hunter2", `"client_key" is missing`},
		"INI, wrong number":    {"[TRUENAS_API_KEY]\n" + precomputedINI + "api_key_id = twelve", `"api_key_id" must be`},
		"INI, wrong base64":    {"[TRUENAS_API_KEY]\n" + precomputedINI + "server_key = hunter2!", `"server_key" is not base64`},
		"a file of another":    {"-----BEGIN PRIVATE KEY-----\nhunter2=\n-----END PRIVATE KEY-----", "line 1: want name = value"},
		"a JSON string":        {`"1-hunter2"`, "must look like"},
		"a JSON list of a key": {`["1-hunter2"]`, `"client_key" is missing`},
	} {
		t.Run(name, func(t *testing.T) {
			key, err := truenas.ParseKey([]byte(test.text))
			require.ErrorContains(t, err, test.want)
			require.ErrorContains(t, err, "truenas: ")
			require.NotContains(t, err.Error(), "hunter2")
			require.True(t, key.IsZero())
		})
	}
}

func TestKeyPrintsNoSecret(t *testing.T) {
	raw, err := truenas.ParseKey([]byte("12-hunter2"))
	require.NoError(t, err)
	precomputed, err := truenas.ParseKey([]byte(precomputedJSON(nil)))
	require.NoError(t, err)
	client, err := base64.StdEncoding.DecodeString(clientKey)
	require.NoError(t, err)
	for _, key := range []truenas.Key{raw, precomputed} {
		holder := struct{ A, b any }{key, key}
		inside := struct{ key truenas.Key }{key}
		var printed strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			for _, value := range []any{key, &key, holder, inside, &inside, []truenas.Key{key}} {
				fmt.Fprintf(&printed, verb+"\n", value)
			}
		}
		text, err := json.Marshal(map[string]any{"key": key, "holder": holder})
		require.NoError(t, err)
		printed.Write(text)
		slog.New(slog.NewTextHandler(&printed, nil)).Info("x", "key", key, "holder", holder)
		slog.New(slog.NewJSONHandler(&printed, nil)).Info("x", "key", key, "holder", holder)
		for _, secret := range []string{"hunter2", fmt.Sprintf("%x", "hunter2"), clientKey, fmt.Sprintf("%x", client), strings.Trim(fmt.Sprintf("%d", client[:8]), "[]")} {
			require.NotContains(t, strings.ToLower(printed.String()), strings.ToLower(secret))
		}
		require.Equal(t, "API key 12", key.String())
		require.Equal(t, `truenas.Key("API key 12")`, fmt.Sprintf("%#v", key))
	}
	require.Equal(t, "no API key", truenas.Key{}.String())
}

func FuzzParseKey(f *testing.F) {
	for _, seed := range []string{
		"12-AbC", `{"raw_key": "12-AbC"}`, precomputedJSON(nil), "[TRUENAS_API_KEY]\n" + precomputedINI,
		"[DEFAULT]\nraw_key = 12-AbC", "\ufeff[a]\r\nb:c", "{", "[", "=", "[]\n=", "\xff",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		key, err := truenas.ParseKey(data)
		require.Equal(t, before, data)
		require.Equal(t, err != nil, key.IsZero())
		if err != nil {
			return
		}
		id, secret, precomputed := truenas.KeyParts(key)
		require.Positive(t, id)
		require.NotEqual(t, secret == "", precomputed == nil, "a key is raw or precomputed")
		for _, part := range precomputed {
			require.Len(t, part, 64)
		}
	})
}
