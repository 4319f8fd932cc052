package truenastest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// queryServer has two credentials, a task that ran and one that did not.
func queryServer(t *testing.T) (c *client, ran int) {
	t.Helper()
	c = login(t, start(t, truenastest.Config{Engine: result(truenastest.EngineResult{}, nil)}), "root")
	c.subscribe()
	gp := c.credential("one", photos())
	c.credential("two", photos())
	c.task(gp, "description", "never", "path", "/mnt/tank/other")
	ran = c.task(gp, "description", "ran", "transfers", 4, "include", []any{"/a/**", "/b/**"})
	c.finished(c.sync(ran))
	return c, ran
}

// ofNever is a filter on the task that did not run.
func ofNever(filter ...any) []any {
	return []any{"OR", []any{[]any{[]any{"description", "=", "never"}, filter}}}
}

func TestQueryFilters(t *testing.T) {
	c, ran := queryServer(t)
	for name, test := range map[string]struct {
		method string
		filter []any
		want   int
	}{
		"list index":                  {"core.get_jobs", []any{"arguments.0", "=", ran}, 1},
		"list index, other value":     {"core.get_jobs", []any{"arguments.0", "=", ran + 1}, 0},
		"past the end of a list":      {"core.get_jobs", []any{"arguments.7", "=", nil}, 1},
		"some item of a list":         {"cloudsync.query", []any{"include.*", "=", "/b/**"}, 1},
		"no item of a list":           {"cloudsync.query", []any{"include.*", "=", "/c/**"}, 0},
		"unknown key, !=":             {"core.get_jobs", []any{"nope", "!=", 1}, 0},
		"unknown key, = null":         {"core.get_jobs", []any{"nope", "=", nil}, 0},
		"unknown key in an object":    {"core.get_jobs", []any{"progress.nope", "!=", 1}, 0},
		"unknown key, nin":            {"core.get_jobs", []any{"nope", "nin", []any{1}}, 0},
		"below null":                  {"cloudsync.query", []any{"job.state", "=", nil}, 1},
		"below a text":                {"cloudsync.query", []any{"description.x", "=", "ran"}, 1},
		"null is not in, nin":         {"cloudsync.query", []any{"transfers", "nin", []any{3}}, 1},
		"null is in":                  {"cloudsync.query", []any{"transfers", "in", []any{nil, 3}}, 1},
		"null matches as an empty ~":  {"cloudsync.query", ofNever("transfers", "~", ""), 1},
		"null does not match a ~":     {"cloudsync.query", ofNever("transfers", "~", "x"), 0},
		"null starts and ends no way": {"cloudsync.query", ofNever("job", "!^", "x"), 0},
		"escaped dot":                 {"cloudsync.query", []any{`credentials\.id`, "!=", 99}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c.t = t
			var count int
			c.must(&count, test.method, []any{test.filter}, map[string]any{"count": true})
			require.Equal(t, test.want, count)
		})
	}
	c.t = t
	e := c.fails("core.get_jobs", []any{[]any{"OR", []any{[]any{"arguments.x", "=", 1}}}})
	require.Equal(t, -32001, e.Code)
	require.Equal(t, "x: must be array index or wildcard character", e.Data.Reason)
}

func TestQuerySelect(t *testing.T) {
	c, ran := queryServer(t)
	of := func(method string, id int, fields ...any) map[string]any {
		t.Helper()
		var row map[string]any
		c.must(&row, method, []any{[]any{"id", "=", id}}, map[string]any{"get": true, "select": fields})
		return row
	}
	require.Equal(t, map[string]any{"id": 1.0, "provider": map[string]any{"type": "GOOGLE_PHOTOS", "token": token}},
		of("cloudsync.credentials.query", 1, "id", "provider.type", "nope", "provider.nope", "provider.token", []any{"nope", "n"}))
	require.Equal(t, map[string]any{"t": "GOOGLE_PHOTOS"}, of("cloudsync.credentials.query", 1, []any{"provider.type", "t"}))
	require.Equal(t, map[string]any{"job": nil}, of("cloudsync.query", ran-1, "job.state"), "the way ends at null")
	require.Equal(t, map[string]any{"job": map[string]any{"state": "SUCCESS"}}, of("cloudsync.query", ran, "job.state"))

	var row map[string]any
	c.must(&row, "cloudsync.get_instance", ran, map[string]any{"select": []any{"attributes.folder"}})
	require.Equal(t, map[string]any{"attributes": map[string]any{"folder": "album"}}, row)

	for reason, fields := range map[string][]any{
		"Selecting by list index is not supported": {"include.0"},
		"object does not support item assignment":  {[]any{"id", "attributes"}, "attributes.folder"},
		"pop from empty list":                      {""},
	} {
		for method, params := range map[string][]any{
			"cloudsync.query": {[]any{}}, "cloudsync.get_instance": {ran},
		} {
			require.Equal(t, reason, c.fails(method, append(params, map[string]any{"select": fields})...).Data.Reason, method)
		}
	}
	require.Equal(t, "Selecting by list index is not supported",
		c.fails("core.get_jobs", []any{}, map[string]any{"select": []any{"arguments.0"}}).Data.Reason)
}

func TestQueryOptionsOfOne(t *testing.T) {
	c, _ := queryServer(t)
	for _, options := range []map[string]any{{"get": true, "offset": 1}, {"get": true, "limit": 2}} {
		e := c.fails("cloudsync.credentials.query", []any{}, options)
		require.Equal(t, []any{"options"}, attributes(t, e), "%v", options)
		require.Contains(t, e.Data.Reason, "`get` implies a single result")
	}
	for _, field := range []any{[]any{"id"}, []any{"id", 1}, []any{1, "id"}} {
		require.Equal(t, []any{"options"}, attributes(t, c.fails("core.get_jobs", []any{}, map[string]any{"select": []any{field}})), "%v", field)
	}
	var row struct {
		ID int `json:"id"`
	}
	c.must(&row, "cloudsync.credentials.query", []any{}, map[string]any{"get": true, "limit": 1, "offset": 0})
	require.Equal(t, 1, row.ID)
}

func TestQueryOrder(t *testing.T) {
	c, ran := queryServer(t)
	ids := func(method string, order ...string) []int {
		t.Helper()
		var rows []struct {
			ID int `json:"id"`
		}
		c.must(&rows, method, []any{}, map[string]any{"order_by": order})
		out := []int{}
		for _, r := range rows {
			out = append(out, r.ID)
		}
		return out
	}
	never := ran - 1
	last := c.task(1, "description", "last", "path", "/mnt/tank/third", "transfers", 9)
	for order, want := range map[string][]int{
		"nulls_first:transfers":  {never, ran, last},
		"nulls_first:-transfers": {never, last, ran},
		"nulls_last:transfers":   {ran, last, never},
		"nulls_last:-transfers":  {last, ran, never},
		"nulls_first:-id":        {last, ran, never},
		"-id":                    {last, ran, never},
		"credentials.name":       {never, ran, last},
		"description":            {last, never, ran},
	} {
		require.Equal(t, want, ids("cloudsync.query", order), order)
	}
	require.Equal(t, []int{last, ran, never}, ids("cloudsync.query", "description", "-id"), "the last item counts most")
}

var splitPaths = map[string][]string{
	"": {}, "id": {"id"}, "a.b.0": {"a", "b", "0"}, "a.": {"a"},
	`a\.b.c`: {"a.b", "c"}, `a\.`: {"a."}, `a\`: {`a\`}, "a..b": {"a", "", "b"},
}

func TestSplitPath(t *testing.T) {
	for path, want := range splitPaths {
		require.Equal(t, want, truenastest.SplitPath(path), path)
	}
}

// FuzzSplitPath escapes the dots of the parts and puts them together again.
func FuzzSplitPath(f *testing.F) {
	for path := range splitPaths {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		parts := truenastest.SplitPath(path)
		if strings.HasSuffix(path, `\`) || slices.Contains(parts, "") {
			return // a last backslash stands for itself, wherever it is put
		}
		escaped := make([]string, len(parts))
		for i, p := range parts {
			escaped[i] = strings.ReplaceAll(p, ".", `\.`)
		}
		if again := truenastest.SplitPath(strings.Join(escaped, ".")); !slices.Equal(parts, again) {
			t.Fatalf("%q, then %q", parts, again)
		}
	})
}
