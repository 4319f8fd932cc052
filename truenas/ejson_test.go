package truenas_test

import (
	"encoding/json"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func address(text string) truenas.InterfaceAddress {
	return truenas.InterfaceAddress{Prefix: netip.MustParsePrefix(text)}
}

func TestEJSON(t *testing.T) {
	for text, want := range map[string]any{
		`{"$date":1767225600000}`:                               truenas.Time{Time: time.UnixMilli(1767225600000).UTC()},
		`{"$date":-1}`:                                          truenas.Time{Time: time.UnixMilli(-1).UTC()},
		`{"$type":"date","$value":"2026-08-22"}`:                truenas.Date{Year: 2026, Month: time.August, Day: 22},
		`{"$time":"16:22:06"}`:                                  truenas.TimeOfDay{Hour: 16, Minute: 22, Second: 6},
		`{"$time":"16:22:06.25"}`:                               truenas.TimeOfDay{Hour: 16, Minute: 22, Second: 6, Nanosecond: 250_000_000},
		`{"$time":"16:22:06+02:00"}`:                            truenas.TimeOfDay{Hour: 16, Minute: 22, Second: 6, Offset: "+02:00"},
		`{"$set":[1,{"$date":0}]}`:                              truenas.Unordered[any]{json.Number("1"), truenas.Time{Time: time.UnixMilli(0).UTC()}},
		`{"$set":[]}`:                                           truenas.Unordered[any]{},
		`{"$ipv4_interface":"192.0.2.1/24"}`:                    address("192.0.2.1/24"),
		`{"$ipv6_interface":"2001:db8::1/64"}`:                  address("2001:db8::1/64"),
		`{"a":[{"$time":"00:00:00"}],"b":12345678901234567890}`: map[string]any{"a": []any{truenas.TimeOfDay{}}, "b": json.Number("12345678901234567890")},
		`"text"`: "text", `null`: nil, `true`: true, `{}`: map[string]any{},
		// What only looks like another value stays as it is.
		`{"$date":"x"}`:                          map[string]any{"$date": "x"},
		`{"$date":1,"more":2}`:                   map[string]any{"$date": json.Number("1"), "more": json.Number("2")},
		`{"$type":"date","$value":"2026-13-01"}`: map[string]any{"$type": "date", "$value": "2026-13-01"},
		`{"$set":5}`:                             map[string]any{"$set": json.Number("5")},
		`{"$ipv4_interface":"2001:db8::1/64"}`:   map[string]any{"$ipv4_interface": "2001:db8::1/64"},
	} {
		got, err := truenas.DecodeEJSON([]byte(text))
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		require.JSONEq(t, text, string(mustJSON(got)), "it is written as it was read")
	}
	for _, bad := range []string{``, `{`, `1 2`, `nonsense`} {
		_, err := truenas.DecodeEJSON([]byte(bad))
		require.Error(t, err, bad)
	}
}

func TestTypedEJSON(t *testing.T) {
	type values struct {
		Date    truenas.Date             `json:"date"`
		Clock   truenas.TimeOfDay        `json:"clock"`
		Set     truenas.Unordered[int]   `json:"set"`
		Address truenas.InterfaceAddress `json:"address"`
	}
	const text = `{"date":{"$type":"date","$value":"0999-01-02"},"clock":{"$time":"09:05:00"},"set":{"$set":[2,1]},"address":{"$ipv6_interface":"::1/128"}}`
	got := decoded[values](t, text)
	require.Equal(t, values{
		truenas.Date{Year: 999, Month: time.January, Day: 2},
		truenas.TimeOfDay{Hour: 9, Minute: 5},
		truenas.Unordered[int]{2, 1},
		address("::1/128"),
	}, got)
	require.JSONEq(t, text, string(mustJSON(got)))
	require.Equal(t, truenas.TimeOfDay{Hour: 9, Minute: 5}, decoded[truenas.TimeOfDay](t, `{"$time":"09:05"}`))
	require.JSONEq(t, `{"$set":[]}`, string(mustJSON(truenas.Unordered[int](nil))))
	_, err := json.Marshal(truenas.InterfaceAddress{})
	require.ErrorContains(t, err, "not set")
	for _, target := range []any{new(truenas.Date), new(truenas.TimeOfDay), new(truenas.Unordered[int]), new(truenas.InterfaceAddress)} {
		for _, bad := range []string{`5`, `{}`, `{"$date":1}`, `{"$set":["x"]}`, `{"$time":"25:00:00"}`, `{"$time":1}`, `{"$type":"date","$value":"x"}`, `{"$ipv4_interface":"x"}`} {
			require.Error(t, json.Unmarshal([]byte(bad), target), "%T %s", target, bad)
		}
	}
}

func FuzzEJSON(f *testing.F) {
	for _, seed := range []string{
		`{"$date":1767225600000}`, `{"$type":"date","$value":"2026-08-22"}`, `{"$time":"16:22:06.5+01:00"}`, `{"$set":[[{"$set":[]}]]}`,
		`{"$ipv4_interface":"192.0.2.1/24"}`, `[{"a":{"$ipv6_interface":"::ffff:192.0.2.1/120"}},1e3,null]`, `{"$date":9223372036854775807}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := truenas.DecodeEJSON(data)
		if err != nil {
			return
		}
		text, err := json.Marshal(first)
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		again, err := truenas.DecodeEJSON(text)
		if err != nil {
			t.Fatalf("%s became %s: %v", data, text, err)
		}
		if once := mustJSON(again); string(once) != string(text) {
			t.Fatalf("%s became %s and then %s", data, text, once)
		}
	})
}
