package truenastest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What has no order, or is no text, ends the call with Python's own words.
func TestQueryRefusesToCompare(t *testing.T) {
	c, _ := queryServer(t)
	for reason, options := range map[string]map[string]any{
		"'<' not supported between instances of 'int' and 'NoneType'":      {"order_by": []any{"transfers"}},
		"'<' not supported between instances of 'NoneType' and 'int'":      {"order_by": []any{"-transfers"}},
		"'<' not supported between instances of 'dict' and 'dict'":         {"order_by": []any{"schedule"}},
		"'<' not supported between instances of 'NoneType' and 'NoneType'": {"order_by": []any{"id"}, "select": []any{"path"}},
	} {
		e := c.fails("cloudsync.query", []any{}, options)
		require.Equal(t, -32001, e.Code)
		require.Equal(t, 22, e.Data.Error)
		require.Equal(t, reason, e.Data.Reason)
	}
	for reason, filter := range map[string][]any{
		"'>' not supported between instances of 'NoneType' and 'int'":          {"transfers", ">", 1},
		"'<=' not supported between instances of 'int' and 'str'":              {"id", "<=", "1"},
		"'int' object has no attribute 'startswith'":                           {"id", "^", "1"},
		"'int' object has no attribute 'endswith'":                             {"id", "!$", "1"},
		"expected string or bytes-like object, got 'int'":                      {"id", "~", "1"},
		"argument of type 'int' is not iterable":                               {"id", "in", 1},
		"'in <string>' requires string as left operand, not int":               {"id", "in", "1"},
		"<class 'int'>: support for casefolding object type not implemented.":  {"id", "C=", "1"},
		"'int' object has no attribute 'casefold'":                             {"description", "Cin", []any{1}},
		"'>' not supported between instances of 'str' and 'datetime.datetime'": {"path.$date", ">", "2026-01-01"},
	} {
		require.Equal(t, reason, c.fails("cloudsync.query", []any{filter}).Data.Reason, "%v", filter)
	}
}

func TestQueryDates(t *testing.T) {
	c, _ := queryServer(t)
	past, future := time.Now().Add(-time.Hour).UTC(), time.Now().Add(time.Hour).UTC()
	for _, text := range []string{
		past.Format(time.RFC3339), past.Format("2006-01-02T15:04:05"), past.Format("2006-01-02 15:04"), "2020-01-01",
	} {
		var count int
		c.must(&count, "core.get_jobs", []any{[]any{"time_started.$date", ">", text}}, map[string]any{"count": true})
		require.Equal(t, 1, count, text)
	}
	var count int
	c.must(&count, "core.get_jobs", []any{[]any{"time_started.$date", ">=", future.Format(time.RFC3339)}}, map[string]any{"count": true})
	require.Zero(t, count)
	c.must(&count, "core.get_jobs", []any{[]any{"time_started", "<", map[string]any{"$date": future.UnixMilli()}}}, map[string]any{"count": true})
	require.Equal(t, 1, count)
}

func TestQueryDatesAreChecked(t *testing.T) {
	c, _ := queryServer(t)
	for message, filter := range map[string][]any{
		"in: invalid timestamp operation.":                           {"time_started.$date", "in", []any{"2026-01-01"}},
		"noon: must be an ISO-8601 formatted timestamp string":       {"time_started.$date", ">", "noon"},
		"1767225600: must be an ISO-8601 formatted timestamp string": {"time_started.$date", "=", 1767225600},
	} {
		e := c.fails("core.get_jobs", []any{filter})
		require.Equal(t, []any{"filters"}, attributes(t, e))
		require.Contains(t, e.Data.Reason, message)
	}
}

// Pages are cut as Python cuts a list.
func TestQueryPages(t *testing.T) {
	c, _ := queryServer(t)
	c.credential("three", photos())
	for _, test := range []struct {
		offset, limit int
		want          []string
	}{
		{0, 0, []string{"one", "two", "three"}},
		{1, 1, []string{"two"}},
		{5, 0, []string{}},
		{-1, 0, []string{"three"}},
		{-9, 2, []string{"one", "two"}},
		{0, -1, []string{"one", "two"}},
		{0, -9, []string{}},
	} {
		var rows []struct{ Name string }
		c.must(&rows, "cloudsync.credentials.query", []any{}, map[string]any{"offset": test.offset, "limit": test.limit})
		names := []string{}
		for _, r := range rows {
			names = append(names, r.Name)
		}
		require.Equal(t, test.want, names, "%+v", test)
	}
}
