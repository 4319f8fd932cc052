package truenas

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// Schedule is when the NAS runs a task, in cron syntax and in the NAS's time
// zone; see [SystemInfo.Location]. Days of the week are 1 (Monday) to 7; 0 is
// Sunday too. An empty field means "*", an empty Minute "00".
type Schedule struct {
	Minute string `json:"minute,omitempty"`
	Hour   string `json:"hour,omitempty"`
	Dom    string `json:"dom,omitempty"`
	Month  string `json:"month,omitempty"`
	Dow    string `json:"dow,omitempty"`
}

// UnmarshalJSON reads a stored schedule. A field that is stored empty means "*"
// to TrueNAS, also the minute, and reads as that.
func (s *Schedule) UnmarshalJSON(data []byte) error {
	*s = Schedule{}
	return decodeFields(data, "schedule", func(o object) []error {
		for key, raw := range o {
			if string(raw) == `""` {
				o[key] = json.RawMessage(`"*"`)
			}
		}
		return []error{
			field(o, "minute", &s.Minute), field(o, "hour", &s.Hour), field(o, "dom", &s.Dom),
			field(o, "month", &s.Month), field(o, "dow", &s.Dow),
		}
	})
}

// ParseSchedule reads the five fields of a crontab line, as "30 3 * * 1-5", or
// one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually.
func ParseSchedule(text string) (Schedule, error) {
	line := strings.TrimSpace(text)
	if strings.HasPrefix(line, "@") {
		full, known := macros()[strings.ToLower(line)]
		if !known {
			return Schedule{}, fmt.Errorf("truenas: schedule %q: there is no such short form; use @hourly, @daily, "+
				"@weekly, @monthly or @yearly", text)
		}
		line = full
	}
	columns := strings.Fields(line)
	if len(columns) != 5 {
		return Schedule{}, fmt.Errorf("truenas: schedule %q: want five fields: minute, hour, day of the month, month, "+
			`day of the week, as "30 3 * * *"`, text)
	}
	s := Schedule{Minute: columns[0], Hour: columns[1], Dom: columns[2], Month: columns[3], Dow: columns[4]}
	return s, s.Validate()
}

func macros() map[string]string {
	return map[string]string{
		"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
		"@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
	}
}

// String returns the schedule as a crontab line.
func (s Schedule) String() string { return strings.Join(s.columns(), " ") }

// Validate says what is wrong with the schedule: nothing that TrueNAS's cron
// library accepts, except values with blanks in them, which it takes for more
// fields than there are.
func (s Schedule) Validate() error {
	_, err := s.parse()
	return err
}

// columns are the five fields with the defaults filled in.
func (s Schedule) columns() []string {
	columns := []string{s.Minute, s.Hour, s.Dom, s.Month, s.Dow}
	for i, column := range columns {
		if column == "" {
			columns[i] = "*"
		}
	}
	if s.Minute == "" {
		columns[0] = "00"
	}
	return columns
}

// cronTable is a parsed schedule.
type cronTable struct{ rules.CronTable }

// parse reads the five fields.
func (s Schedule) parse() (cronTable, error) {
	columns := [5]string(s.columns())
	failed := func(column int, why error) (cronTable, error) {
		name := [...]string{"minute", "hour", "day of the month", "month", "day of the week"}[column]
		return cronTable{}, fmt.Errorf("truenas: schedule %q: %s %q: %w", s, name, columns[column], why)
	}
	for i, text := range columns {
		if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return failed(i, errors.New("contains a blank or another character that cron does not know; write a list with commas alone"))
		}
	}
	table, err := rules.ParseCron(columns)
	if err != nil {
		return failed(err.Column, err)
	}
	return cronTable{table}, nil
}
