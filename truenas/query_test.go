package truenas_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

func TestQueries(t *testing.T) {
	for _, test := range []struct {
		query truenas.Query
		want  string
	}{
		{truenas.Query{}, `[]`},
		{truenas.Query{Filter: truenas.Where("enabled", "=", true)}, `[[["enabled","=",true]]]`},
		{
			truenas.Query{Filter: truenas.Where("id", "in", []int{1, 2}).And("description", "C^", "a<b")},
			`[[["id","in",[1,2]],["description","C^","a<b"]]]`,
		},
		{
			truenas.Query{Filter: truenas.Or(truenas.Where("id", "=", 1), truenas.Where("id", "=", 2).And("enabled", "=", nil))},
			`[[["OR",[["id","=",1],[["id","=",2],["enabled","=",null]]]]]]`,
		},
		{
			truenas.Query{Filter: truenas.Or(truenas.Where("a", "~", "x"), truenas.Or(truenas.Where("b", "$", "y"))).And("c", "!=", 1)},
			`[[["OR",[["a","~","x"],["OR",[["b","$","y"]]]]],["c","!=",1]]]`,
		},
		{
			truenas.Query{OrderBy: []string{"-id"}, Limit: 5, Offset: 10, Select: []string{"id", "job.state"}, Extra: map[string]any{"x": 1}},
			`[[],{"order_by":["-id"],"limit":5,"offset":10,"select":["id","job.state"],"extra":{"x":1}}]`,
		},
	} {
		nas := &scripted{answers: map[string][]string{
			"cloudsync.query": {`[{"id":1}]`}, "cloudsync.credentials.query": {`[{"id":2}]`},
		}}
		tasks, err := truenas.NewTaskService(nas).Query(t.Context(), test.query)
		require.NoError(t, err)
		require.Equal(t, []truenas.Task{{ID: 1}}, tasks)
		require.JSONEq(t, test.want, params(nas.last()))
		credentials, err := truenas.NewCredentialService(nas).Query(t.Context(), test.query)
		require.NoError(t, err)
		require.Equal(t, []truenas.Credential{{ID: 2}}, credentials)
		require.JSONEq(t, test.want, params(nas.last()))
	}
}

func TestFiltersAreIndependent(t *testing.T) {
	base := truenas.Where("a", "=", 1)
	first, second := base.And("b", "=", 2), base.And("c", "=", 3)
	require.JSONEq(t, `[["a","=",1],["b","=",2]]`, string(mustJSON(first)))
	require.JSONEq(t, `[["a","=",1],["c","=",3]]`, string(mustJSON(second)))
	require.JSONEq(t, `[["a","=",1]]`, string(mustJSON(base)))
}

func TestWrongFilters(t *testing.T) {
	nas := &scripted{}
	for _, test := range []struct {
		filter truenas.Filter
		text   string
	}{
		{truenas.Where("id", "==", 1), `no operator "=="`},
		{truenas.Where("id", "C~", "x"), `no operator "C~"`},
		{truenas.Where("id", "=", 1).And("name", "like", 1), `filter on "name"`},
		{truenas.Or(truenas.Where("id", "?", 1)), `no operator "?"`},
		{truenas.Or(), "empty Or"},
		{truenas.Or(truenas.Filter{}, truenas.Where("id", "=", 1)), "empty Or"},
	} {
		_, err := truenas.NewTaskService(nas).Query(t.Context(), truenas.Query{Filter: test.filter})
		require.ErrorContains(t, err, test.text)
		_, err = truenas.NewTaskService(nas).Count(t.Context(), test.filter)
		require.ErrorContains(t, err, test.text)
		for _, err := range truenas.NewTaskService(nas).All(t.Context(), test.filter) {
			require.ErrorContains(t, err, test.text)
		}
	}
	require.Empty(t, nas.sent)
}

func TestCount(t *testing.T) {
	nas := &scripted{answers: map[string][]string{"cloudsync.query": {`7`}, "cloudsync.credentials.query": {`8`}}}
	n, err := truenas.NewTaskService(nas).Count(t.Context(), truenas.Filter{})
	require.NoError(t, err)
	require.Equal(t, 7, n)
	require.JSONEq(t, `[[],{"count":true}]`, params(nas.last()))
	n, err = truenas.NewCredentialService(nas).Count(t.Context(), truenas.Where("name", "^", "a"))
	require.NoError(t, err)
	require.Equal(t, 8, n)
}

// table answers queries for pages as TrueNAS does, from rows that may change.
type table struct {
	ids     []int
	row     string
	queries []string
}

func (s *table) Call(_ context.Context, method string, params []any, result any) error {
	text := string(mustJSON(params))
	s.queries = append(s.queries, method+" "+text)
	var filters [][]any
	var options struct {
		Limit int `json:"limit"`
	}
	if err := json.Unmarshal(mustJSON(params[0]), &filters); err != nil {
		return err
	}
	if err := json.Unmarshal(mustJSON(params[1]), &options); err != nil {
		return err
	}
	after := 0
	for _, f := range filters {
		if f[0] == "id" {
			after = int(f[2].(float64))
		}
	}
	var page strings.Builder
	rows := 0
	for _, id := range s.ids {
		if id > after && rows < options.Limit {
			fmt.Fprintf(&page, ",{\"id\":%d%s}", id, s.row)
			rows++
		}
	}
	return json.Unmarshal([]byte("["+strings.TrimPrefix(page.String(), ",")+"]"), result)
}

func numbers(from, to int) []int {
	list := []int{}
	for n := from; n <= to; n++ {
		list = append(list, n)
	}
	return list
}

func TestAllPages(t *testing.T) {
	for _, count := range []int{0, 1, 99, 100, 101, 250} {
		nas := &table{ids: numbers(1, count)}
		got := []int{}
		for task, err := range truenas.NewTaskService(nas).All(t.Context(), truenas.Where("enabled", "=", true)) {
			require.NoError(t, err)
			got = append(got, task.ID)
		}
		require.Equal(t, numbers(1, count), got)
		require.Len(t, nas.queries, count/100+1)
		require.JSONEq(t, `[[["enabled","=",true]],{"order_by":["id"],"limit":100}]`, params(nas.queries[0]))
	}
	nas := &table{ids: numbers(1, 250)}
	for c, err := range truenas.NewCredentialService(nas).All(t.Context(), truenas.Filter{}) {
		require.NoError(t, err)
		if c.ID == 150 {
			break
		}
	}
	require.Equal(t, `cloudsync.credentials.query [[["id","\u003e",100]],{"limit":100,"order_by":["id"]}]`, nas.queries[1])
	require.Len(t, nas.queries, 2, "a consumer that leaves asks for no more")
}

// Rows that go away or come while reading do not move the others.
func TestAllWhileRowsChange(t *testing.T) {
	nas := &table{ids: numbers(1, 300)}
	var got []int
	for task, err := range truenas.NewTaskService(nas).All(t.Context(), truenas.Filter{}) {
		require.NoError(t, err)
		got = append(got, task.ID)
		if task.ID == 100 {
			nas.ids = slices.DeleteFunc(nas.ids, func(id int) bool { return id <= 50 || id == 200 })
			nas.ids = append(nas.ids, 301)
		}
	}
	want := slices.DeleteFunc(numbers(1, 301), func(id int) bool { return id == 200 })
	require.Equal(t, want, got)
}

func TestAllEndsWithAnError(t *testing.T) {
	for _, test := range []struct {
		nas  truenas.Caller
		text string
	}{
		{&scripted{}, "not expected"},
		{&table{ids: []int{1, 3, 2}}, "did not keep to the order"},
		{&table{ids: []int{1}, row: `,"path":5`}, "path"},
	} {
		count := 0
		var last error
		for _, err := range truenas.NewTaskService(test.nas).All(t.Context(), truenas.Filter{}) {
			count++
			last = err
		}
		require.ErrorContains(t, last, test.text)
		require.LessOrEqual(t, count, 3)
	}
}
