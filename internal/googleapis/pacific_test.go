package googleapis_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

func TestNextPacificMidnight(t *testing.T) {
	tests := map[string]struct{ now, want string }{
		"winter":               {"2026-11-22T20:00:00Z", "2026-11-23T08:00:00Z"},
		"summer":               {"2026-07-04T20:00:00Z", "2026-07-05T07:00:00Z"},
		"just before":          {"2026-11-23T07:59:59Z", "2026-11-23T08:00:00Z"},
		"exactly":              {"2026-11-23T08:00:00Z", "2026-11-24T08:00:00Z"},
		"clocks go forward":    {"2026-03-08T08:30:00Z", "2026-03-09T07:00:00Z"},
		"the evening before":   {"2026-03-08T07:30:00Z", "2026-03-08T08:00:00Z"},
		"after they went":      {"2026-03-08T20:00:00Z", "2026-03-09T07:00:00Z"},
		"clocks go back":       {"2026-11-01T07:30:00Z", "2026-11-02T08:00:00Z"},
		"before they go back":  {"2026-11-01T06:30:00Z", "2026-11-01T07:00:00Z"},
		"after they went back": {"2026-11-01T20:00:00Z", "2026-11-02T08:00:00Z"},
		"a new year":           {"2027-01-01T07:00:00Z", "2027-01-01T08:00:00Z"},
		"elsewhere":            {"2026-11-23T05:00:00+09:00", "2026-11-23T08:00:00Z"},
	}
	for _, zones := range []string{"of the system", "by rule"} {
		for name, test := range tests {
			t.Run(zones+"/"+name, func(t *testing.T) {
				now, err := time.Parse(time.RFC3339, test.now)
				require.NoError(t, err)
				want, err := time.Parse(time.RFC3339, test.want)
				require.NoError(t, err)
				next := googleapis.NextPacificMidnight
				if zones == "by rule" {
					next = googleapis.NextMidnightByRule
				}
				require.Equal(t, want, next(now))
			})
		}
	}
}

// The rule is the one that the zone database knows, hour by hour.
func TestPacificByRule(t *testing.T) {
	zone, err := time.LoadLocation("America/Los_Angeles")
	require.NoError(t, err)
	for now := time.Date(2007, 1, 1, 0, 30, 0, 0, time.UTC); now.Year() < 2037; now = now.Add(time.Hour) {
		_, want := now.In(zone).Zone()
		if _, got := now.In(googleapis.PacificByRule(now)).Zone(); got != want {
			t.Fatalf("%s: the offset is %d s, want %d s", now, got, want)
		}
	}
}
