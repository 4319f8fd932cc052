package rules_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

func TestCheckSchedule(t *testing.T) {
	const prefix = "Please ensure fields match cron syntax - "
	for _, tc := range []struct {
		name                          string
		minute, hour, dom, month, dow string
		want                          string // without the prefix
	}{
		{name: "empty is any"},
		{"stars", "*", "*", "*", "*", "*", ""},
		{"names", "0", "0", "1", "jan", "MON", ""},
		{"lists and ranges", "0,30", "9-17", "1-15", "1,7", "mon-fri", ""},
		{"a step beyond the range", "*/61", "*", "*", "*", "*", ""},
		{"the last day", "0", "0", "L", "*", "*", ""},
		{"the second Friday", "0", "0", "*", "*", "5#2", ""},
		{"a question mark", "0", "0", "?", "*", "?", ""},
		{"digits of another script", "٥", "*", "*", "*", "*", ""},
		{"friday to sunday", "0", "0", "*", "*", "fri-sun", ""},
		{"out of range", "60", "*", "*", "*", "*", "[60 * * * * ] is not acceptable, out of range"},
		{"letters", "a", "*", "*", "*", "*", "[a * * * *] is not acceptable"},
		{"backwards", "7-1", "*", "*", "*", "*", "[7-1 * * * * ] is not acceptable"},
		{"a step without a range", "5/15", "*", "*", "*", "*", "Only range or `*` are allowed before `/`"},
		{"a step of nothing", "*/0", "*", "*", "*", "*", "invalid range: range() arg 3 must not be zero"},
		{"negative", "-1", "*", "*", "*", "*", "[-1 * * * * ] is not acceptable,negative numbers not allowed"},
		{"a column too few", " ", "*", "*", "*", "*", "Exactly 5 or 6 columns has to be specified for iterator expression."},
		{"the sixth Monday", "0", "0", "*", "*", "mon#6", "[0 0 * * mon#6 ] is not acceptable.  Invalid day_of_week value: '6'"},
		{
			"a question mark for the hour", "0", "?", "*", "*", "*",
			"[0 ? * * * ] is not acceptable. Question mark can only used in day_of_month or day_of_week",
		},
		{"day zero", "0", "0", "0", "*", "*", "[0 0 0 * * ] is not acceptable, out of range"},
		{"a number of many digits", strings.Repeat("9", 30), "*", "*", "*", "*", "[" + strings.Repeat("9", 30) + " * * * * ] is not acceptable, out of range"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			want := tc.want
			if want != "" {
				want = prefix + want
			}
			require.Equal(t, want, rules.CheckSchedule(tc.minute, tc.hour, tc.dom, tc.month, tc.dow))
		})
	}
}

func FuzzCheckSchedule(f *testing.F) {
	f.Add("*/5", "9-17", "L", "jan", "mon#2")
	f.Add("", " ", "?", "1,2", "l5")
	f.Add("5/15", "7-1", "0", "13", "8")
	f.Fuzz(func(t *testing.T, minute, hour, dom, month, dow string) {
		got := rules.CheckSchedule(minute, hour, dom, month, dow)
		require.Equal(t, got, rules.CheckSchedule(minute, hour, dom, month, dow))
		if got == "" { // what is in order stays so in capitals
			require.Empty(t, rules.CheckSchedule(minute, strings.ToUpper(hour), dom, strings.ToUpper(month), dow))
		}
	})
}

func TestCheckTimeOfDay(t *testing.T) {
	for text, want := range map[string]string{
		"08:00": "08:00", "8:0": "08:00", "08: 00": "08: 00", "+8:00": "+8:00", "23:59": "23:59", "008:٠": "008:0٠",
	} {
		require.Empty(t, rules.CheckTimeOfDay(text), text)
		require.Equal(t, want, rules.PadTime(text), text)
	}
	const format = `Time should be in 24 hour format like "18:00"`
	for text, want := range map[string]string{
		"": format, "8": format, "08:00:00": format, "noon": format,
		"a:b": "invalid literal for int() with base 10: 'a'", "8: b": "invalid literal for int() with base 10: ' b'",
		"24:00": "hour must be in 0..23", "-1:00": "hour must be in 0..23", "08:60": "minute must be in 0..59",
		strings.Repeat("9", 40) + ":00": "hour must be in 0..23",
	} {
		require.Equal(t, want, rules.CheckTimeOfDay(text), text)
	}
}

func FuzzCheckTimeOfDay(f *testing.F) {
	for _, s := range []string{"08:00", "8:0", "+8:00", "٠٨:00", "1_0:5", ":", "24:00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if rules.CheckTimeOfDay(s) != "" {
			return
		}
		padded := rules.PadTime(s)
		require.GreaterOrEqual(t, utf8.RuneCountInString(padded), len("08:00"))
		require.Equal(t, padded, rules.PadTime(padded))
	})
}
