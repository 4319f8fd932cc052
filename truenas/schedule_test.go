package truenas_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata" // the zones of the tests, wherever they run

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestParseSchedule(t *testing.T) {
	for text, want := range map[string]truenas.Schedule{
		"0 3 * * *":         {Minute: "0", Hour: "3", Dom: "*", Month: "*", Dow: "*"},
		" */15  8-18 * * 1": {Minute: "*/15", Hour: "8-18", Dom: "*", Month: "*", Dow: "1"},
		"@daily":            {Minute: "0", Hour: "0", Dom: "*", Month: "*", Dow: "*"},
		"@Weekly":           {Minute: "0", Hour: "0", Dom: "*", Month: "*", Dow: "0"},
		"0 0 L jan fri#2":   {Minute: "0", Hour: "0", Dom: "L", Month: "jan", Dow: "fri#2"},
	} {
		got, err := truenas.ParseSchedule(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got)
		again, err := truenas.ParseSchedule(got.String())
		require.NoError(t, err)
		require.Equal(t, got, again)
	}
	for text, why := range map[string]string{
		"": "five fields", "0 3 * *": "five fields", "0 3 * * * *": "five fields", "@never": "short form",
		"60 * * * *": `minute "60": want a number from 0 to 59`, "* 24 * * *": "hour", "* * 0 * *": "day of the month",
		"* * * 13 *": "month", "* * * * 8": "day of the week",
	} {
		_, err := truenas.ParseSchedule(text)
		require.ErrorContains(t, err, why, text)
	}
}

func TestValidateSchedule(t *testing.T) {
	for _, s := range []truenas.Schedule{
		{},
		{Minute: "*"},
		{Minute: "00", Hour: "23", Dom: "31", Month: "12", Dow: "7"},
		{Minute: "*/61"}, // as TrueNAS's library takes it: at minute 0
		{Minute: "1,5-10"},
		{Minute: "20-40/5"},
		{Dom: "?", Dow: "?"},
		{Dom: "L"},
		{Dom: "28-l"},
		{Dow: "mon"},
		{Dow: "MON-FRI"},
		{Dow: "fri-sun"},
		{Dow: "5#2,mon#1"},
		{Dow: "mon-fri#2"},
		{Dow: "L5"},
		{Month: "jan-mar,DEC"},
	} {
		require.NoError(t, s.Validate(), "%+v", s)
	}
	for _, s := range []truenas.Schedule{
		{Minute: "5/10"},
		{Minute: "*/0"},
		{Minute: "1-"},
		{Minute: "-1"},
		{Minute: "1,,2"},
		{Minute: "1,20-40/5"},
		{Minute: "?"},
		{Minute: "x"},
		{Minute: "0 1"},
		{Minute: "５"},
		{Hour: "24"},
		{Hour: "10-25"},
		{Hour: "99999999999999999999"},
		{Hour: "L"},
		{Dom: "32"},
		{Dom: "10-5"},
		{Month: "0"},
		{Month: "january"},
		{Dow: "7-1"},
		{Dow: "8"},
		{Dow: "mon#6"},
		{Dow: "x#1"},
		{Dow: "fri-mon#1"},
		{Dow: "mon-x#1"},
		{Dow: "1,mon#2"},
	} {
		require.Error(t, s.Validate(), "%+v", s)
	}
}

// Validate says what the NAS would.
func TestValidateScheduleAsTheNAS(t *testing.T) {
	texts := []string{
		"*", "?", "0", "00", "1", "7", "8", "12", "13", "23", "24", "31", "32", "59", "60", "*/5", "*/61", "*/0", "1-5", "5-1", "1-5/2", "1-99",
		"5/2", "0-7", "7-1", "5-0", "0-0", "-1", "1-", "1,2", "1,", ",", "L", "l-3", "3-L", "L5", "l8", "mon", "sun", "fri-sun", "sun-fri", "mon-fri", "jan",
		"dec-jan", "jan-dec/3", "mon#1", "5#6", "mon-fri#2", "fri-sun#2", "fri-mon#2", "mon#1,2", "mon#1,L5", "#2", "1#0", "*/x", "x", "**", "*,5", "5,*", "1-2-3", "l", "L,5", "7#1", "8#1",
		"99999999999999999999", "1-5/99999999999999999999", "1-5/", "1,20-22/5", "*/5,1", "1-5/2,*", "mon-fri/2",
	}
	for column := range 5 {
		for _, text := range texts {
			fields := [5]string{}
			fields[column] = text
			s := truenas.Schedule{Minute: fields[0], Hour: fields[1], Dom: fields[2], Month: fields[3], Dow: fields[4]}
			err := truenas.TaskSpec{
				Path: "/mnt/tank/x", CredentialID: 1, Direction: truenas.Pull, TransferMode: truenas.Copy, Schedule: s,
			}.Validate(truenas.V25_10, truenas.Known{})
			require.Equal(t, err == nil, s.Validate() == nil, "column %d %q: %v, %v", column, text, err, s.Validate())
		}
	}
}

// An empty stored minute means every minute, an absent one minute 0.
func TestStoredSchedules(t *testing.T) {
	for stored, want := range map[string]truenas.Schedule{
		`{"minute":"","hour":"","dom":"5","month":"*","dow":"*"}`: {Minute: "*", Hour: "*", Dom: "5", Month: "*", Dow: "*"},
		`{"minute":"00","hour":"3"}`:                              {Minute: "00", Hour: "3"},
		`{}`:                                                      {},
	} {
		got := decoded[truenas.Schedule](t, stored)
		require.Equal(t, want, got)
		require.Equal(t, got, decoded[truenas.Schedule](t, string(mustJSON(got))))
	}
	require.JSONEq(t, `{"hour":"3"}`, string(mustJSON(truenas.Schedule{Hour: "3"})))
	require.Error(t, json.Unmarshal([]byte(`{"minute":5}`), &truenas.Schedule{}))
}

func TestDescribeSchedule(t *testing.T) {
	for cron, want := range map[string]string{
		"0 3 * * *":       "every day at 03:00",
		"30 3,15 * * *":   "every day at 03:30 and 15:30",
		"0 3 * * 1":       "on Monday at 03:00",
		"0 3 * * 1-5":     "on Monday to Friday at 03:00",
		"0 3 * * 0,6":     "on Saturday and Sunday at 03:00",
		"0 3 * * 1-7":     "every day at 03:00",
		"0 3 1 * *":       "on day 1 of the month at 03:00",
		"0 3 1,15 * *":    "on day 1 and 15 of the month at 03:00",
		"0 3 L * *":       "on the last day of the month at 03:00",
		"0 3 1,L * *":     "on day 1 and on the last day of the month at 03:00",
		"0 3 * * 1,3,5":   "on Monday, Wednesday and Friday at 03:00",
		"0 3 * * 5-7":     "on Friday to Sunday at 03:00",
		"0 3 1 * 1":       "on day 1 of the month or on Monday at 03:00",
		"0 3 */2 * 1":     "on day 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29 and 31 of the month and on Monday at 03:00",
		"0 3 1 1,7 *":     "on day 1 of the month in January and July at 03:00",
		"0 3 * 12 *":      "every day in December at 03:00",
		"0 3 * * fri#2":   "on the second Friday at 03:00",
		"0 3 * * L5":      "on the last Friday at 03:00",
		"00 * * * *":      "every hour at minute 0",
		"5,35 * * * *":    "every hour at minute 5 and 35",
		"*/15 * * * *":    "every 15 minutes",
		"*/15 * * * 6":    "every 15 minutes on Saturday",
		"* * * * *":       "every minute",
		"0 */2 * * *":     "every 2 hours at minute 0",
		"*/10 */6 * * *":  "every 10 minutes in one of every 6 hours",
		"*/30 8-10 * * *": "every day at 08:00, 08:30, 09:00, 09:30, 10:00 and 10:30",
		"*/10 8-10 * * *": "every 10 minutes during the hours 08, 09 and 10",
		"61 * * * *":      `never: truenas: schedule "61 * * * *": minute "61": want a number from 0 to 59`,
	} {
		got, _ := truenas.ParseSchedule(cron)
		require.Equal(t, want, got.Describe(), cron)
	}
	require.Equal(t, "every hour at minute 0", truenas.Schedule{}.Describe())
}

// runsAfter are the next runs, as the clock of the zone shows them, with its offset.
func runsAfter(t *testing.T, cron, zone, after string, count int) []string {
	location, err := time.LoadLocation(zone)
	require.NoError(t, err)
	start, err := time.ParseInLocation("2006-01-02 15:04:05", after, location)
	require.NoError(t, err)
	schedule, err := truenas.ParseSchedule(cron)
	require.NoError(t, err)
	runs := []string{}
	for run := range schedule.Next(start) {
		require.Equal(t, location, run.Location())
		if runs = append(runs, run.Format("2006-01-02 15:04 -0700")); len(runs) == count {
			break
		}
	}
	return runs
}

func TestNextRuns(t *testing.T) {
	for _, test := range []struct {
		cron, zone, after string
		want              []string
	}{
		{"0 3 * * *", "UTC", "2026-01-01 03:00:00", []string{"2026-01-02 03:00 +0000", "2026-01-03 03:00 +0000"}},
		{"0 3 * * *", "UTC", "2026-01-01 02:59:59", []string{"2026-01-01 03:00 +0000"}},
		{"*/20 * * * *", "UTC", "2026-01-01 23:30:00", []string{"2026-01-01 23:40 +0000", "2026-01-02 00:00 +0000"}},
		{"0 0 29 2 *", "UTC", "2026-01-01 00:00:00", []string{"2028-02-29 00:00 +0000", "2032-02-29 00:00 +0000"}},
		{"0 0 29 2 *", "UTC", "2096-03-01 00:00:00", []string{"2104-02-29 00:00 +0000"}},
		{"0 0 L * *", "UTC", "2026-01-31 00:00:00", []string{"2026-02-28 00:00 +0000", "2026-03-31 00:00 +0000"}},
		{"0 0 31 2 *", "UTC", "2026-01-01 00:00:00", []string{}},
		{"0 0 30,31 2 *", "UTC", "2026-01-01 00:00:00", []string{}},
		// 1 is Monday, 7 and 0 are Sunday. 2026-01-01 is a Thursday.
		{"0 0 * * 1", "UTC", "2026-01-01 00:00:00", []string{"2026-01-05 00:00 +0000"}},
		{"0 0 * * 7", "UTC", "2026-01-01 00:00:00", []string{"2026-01-04 00:00 +0000", "2026-01-11 00:00 +0000"}},
		{"0 0 * * 0", "UTC", "2026-01-01 00:00:00", []string{"2026-01-04 00:00 +0000"}},
		{"0 0 * * sun", "UTC", "2026-01-01 00:00:00", []string{"2026-01-04 00:00 +0000"}},
		{"0 0 * * fri-sun", "UTC", "2026-01-01 00:00:00", []string{"2026-01-02 00:00 +0000", "2026-01-03 00:00 +0000", "2026-01-04 00:00 +0000", "2026-01-09 00:00 +0000"}},
		{"0 0 * * fri#2", "UTC", "2026-01-01 00:00:00", []string{"2026-01-09 00:00 +0000", "2026-02-13 00:00 +0000"}},
		{"0 0 * * L5", "UTC", "2026-01-01 00:00:00", []string{"2026-01-30 00:00 +0000", "2026-02-27 00:00 +0000"}},
		// Both days named: either. One with a star: both.
		{"0 0 3 * 1", "UTC", "2026-01-01 00:00:00", []string{"2026-01-03 00:00 +0000", "2026-01-05 00:00 +0000"}},
		{"0 0 */2 * 1", "UTC", "2026-01-01 00:00:00", []string{"2026-01-05 00:00 +0000", "2026-01-19 00:00 +0000"}},
		{"0 0 31 2 1", "UTC", "2026-01-01 00:00:00", []string{"2026-02-02 00:00 +0000"}},
		// Clocks forward: 02:00 to 03:00 on 2026-03-29 in Berlin.
		{"30 2 * * *", "Europe/Berlin", "2026-03-28 12:00:00", []string{"2026-03-29 03:00 +0200", "2026-03-30 02:30 +0200"}},
		{"0,30 2 * * *", "Europe/Berlin", "2026-03-28 12:00:00", []string{"2026-03-29 03:00 +0200", "2026-03-30 02:00 +0200"}},
		{"30 * * * *", "Europe/Berlin", "2026-03-29 00:45:00", []string{"2026-03-29 01:30 +0100", "2026-03-29 03:30 +0200"}},
		{"*/30 2 * * *", "Europe/Berlin", "2026-03-28 12:00:00", []string{"2026-03-30 02:00 +0200"}},
		// Clocks back: 03:00 to 02:00 on 2026-10-25.
		{"30 2 * * *", "Europe/Berlin", "2026-10-24 12:00:00", []string{"2026-10-25 02:30 +0200", "2026-10-26 02:30 +0100"}},
		{"30 * * * *", "Europe/Berlin", "2026-10-25 01:45:00", []string{"2026-10-25 02:30 +0200", "2026-10-25 02:30 +0100", "2026-10-25 03:30 +0100"}},
		{"30 1 * * *", "America/New_York", "2026-10-31 12:00:00", []string{"2026-11-01 01:30 -0400", "2026-11-02 01:30 -0500"}},
		{"30 2 * * *", "America/New_York", "2026-03-07 12:00:00", []string{"2026-03-08 03:00 -0400", "2026-03-09 02:30 -0400"}},
		{"30 * * * *", "America/New_York", "2026-11-01 00:45:00", []string{"2026-11-01 01:30 -0400", "2026-11-01 01:30 -0500", "2026-11-01 02:30 -0500"}},
		// Half an hour, and a skipped midnight.
		{"15 2 * * *", "Australia/Lord_Howe", "2026-10-03 12:00:00", []string{"2026-10-04 02:30 +1100", "2026-10-05 02:15 +1100"}},
		{"0 0 * * *", "America/Sao_Paulo", "2018-11-03 12:00:00", []string{"2018-11-04 01:00 -0200", "2018-11-05 00:00 -0200"}},
	} {
		require.Equal(t, test.want, runsAfter(t, test.cron, test.zone, test.after, max(1, len(test.want))), "%s %s", test.cron, test.zone)
	}
	for range (truenas.Schedule{Minute: "x"}).Next(time.Unix(0, 0)) {
		t.Fatal("a schedule that is not valid has no runs")
	}
}

func FuzzSchedule(f *testing.F) {
	for _, seed := range []string{"0 3 * * *", "*/15 8-18/2 1,L jan fri#2", "0 0 29 2 */6", "@daily", "? ? ? ? ?", "5/2 * * * *", "0 0 31 2 *"} {
		f.Add(seed, int64(1767225600))
	}
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, seconds int64) {
		s, err := truenas.ParseSchedule(text)
		if err != nil {
			return
		}
		if s.Describe() == "" {
			t.Fatalf("%q has no description", text)
		}
		if again, err := truenas.ParseSchedule(s.String()); err != nil || again != s {
			t.Fatalf("%q became %q: %v", text, again, err)
		}
		last := time.Unix(seconds%(1<<32), 0).In(zone)
		count := 0
		for run := range s.Next(last) {
			if !run.After(last) || run.Second() != 0 {
				t.Fatalf("%q: %s after %s", text, run, last)
			}
			if last = run; count == 3 {
				break
			}
			count++
		}
	})
}
