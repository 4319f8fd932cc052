package truenas_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func speed(n int64) *int64 { return &n }

func TestParseBandwidth(t *testing.T) {
	for text, test := range map[string]struct {
		want truenas.BandwidthSchedule
		text string
	}{
		"":      {nil, ""},
		"off":   {nil, ""},
		"0":     {nil, ""},
		"1M":    {truenas.BandwidthSchedule{{Time: "00:00", Bandwidth: speed(1 << 20)}}, "00:00,1M"},
		"100":   {truenas.BandwidthSchedule{{Time: "00:00", Bandwidth: speed(100 << 10)}}, "00:00,100K"},
		"1.5Mi": {truenas.BandwidthSchedule{{Time: "00:00", Bandwidth: speed(3 << 19)}}, "00:00,1536K"},
		"2GiB":  {truenas.BandwidthSchedule{{Time: "00:00", Bandwidth: speed(2 << 30)}}, "00:00,2G"},
		"999b":  {truenas.BandwidthSchedule{{Time: "00:00", Bandwidth: speed(999)}}, "00:00,999B"},
		"08:00,512k 12:00,10M 23:00,off": {
			truenas.BandwidthSchedule{{Time: "08:00", Bandwidth: speed(512 << 10)}, {Time: "12:00", Bandwidth: speed(10 << 20)}, {Time: "23:00"}},
			"08:00,512K 12:00,10M 23:00,off",
		},
		"8:00,1048576b 9:30,OFF": {truenas.BandwidthSchedule{{Time: "08:00", Bandwidth: speed(1 << 20)}, {Time: "09:30"}}, "08:00,1M 09:30,off"},
	} {
		got, err := truenas.ParseBandwidth(text)
		require.NoError(t, err, text)
		require.Equal(t, test.want, got, text)
		require.Equal(t, test.text, got.String())
		again, err := truenas.ParseBandwidth(got.String())
		require.NoError(t, err)
		require.Equal(t, got, again)
	}
	for text, why := range map[string]string{
		"fast": "no speed", "10X": "no speed", "M": "no speed", "1.2.3M": "no speed", "-5": "no speed", "1e3": "no speed",
		"10M:1M": "both directions", "08:00,10M:off": "both directions", "9999999P": "out of range", "0.1b": "out of range",
		"08:00,": "no speed", "Mon-08:00,1M": "no time of day", "24:00,1M": "no time of day", "08:60,1M": "no time of day",
		"+8:00,1M": "no time of day", "08:00,1M 2M": "a time and a speed", "10:00,1M 09:00,2M": "not later than", "10:00,1M 10:00,2M": "not later than",
	} {
		_, err := truenas.ParseBandwidth(text)
		require.ErrorContains(t, err, why, text)
	}
}

func TestValidateBandwidth(t *testing.T) {
	at := func(times ...string) truenas.BandwidthSchedule {
		var s truenas.BandwidthSchedule
		for _, time := range times {
			s = append(s, truenas.BandwidthLimit{Time: time, Bandwidth: speed(1)})
		}
		return s
	}
	old := []truenas.Release{truenas.V24_10, truenas.V25_04, truenas.V25_10}
	for _, test := range []struct {
		schedule truenas.BandwidthSchedule
		old, new bool
	}{
		{nil, true, true},
		{at("08:00", "20:00"), true, true},
		{at("9:00", "10:00"), false, true},
		{at("10:00", "9:00"), true, false},
		{at("10:00", "10:00"), false, false},
		{at("09:00", "9:00"), true, false},
		{at("25:00"), false, false},
		{at("noon"), false, false},
		{truenas.BandwidthSchedule{{Time: "08:00", Bandwidth: speed(0)}}, false, false},
		{truenas.BandwidthSchedule{{Time: "08:00", Bandwidth: speed(-1)}}, false, false},
	} {
		for _, release := range truenas.Releases() {
			want := test.new
			for _, o := range old {
				if o == release {
					want = test.old
				}
			}
			require.Equal(t, want, test.schedule.Validate(release) == nil, "%s on %s", test.schedule, release)
			// The NAS says the same.
			err := truenas.TaskSpec{
				Path: "/mnt/tank/x", CredentialID: 1, Direction: truenas.Pull, TransferMode: truenas.Copy, BWLimit: test.schedule,
			}.Validate(release, truenas.Known{})
			require.Equal(t, want, err == nil, "%s on %s: %v", test.schedule, release, err)
		}
	}
}

func FuzzParseBandwidth(f *testing.F) {
	for _, seed := range []string{"08:00,512k 12:00,10M 23:00,off", "1M", "off", "1.5Gi", "00:00,1b", "10M:1M"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := truenas.ParseBandwidth(text)
		if err != nil {
			return
		}
		again, err := truenas.ParseBandwidth(got.String())
		if err != nil || again.String() != got.String() {
			t.Fatalf("%q became %q: %v", text, got, err)
		}
	})
}
