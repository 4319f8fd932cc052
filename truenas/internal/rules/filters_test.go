package rules_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// What is no list of lists is taken apart as Python does it, before anything
// is said of its shape.
func TestCheckFilters(t *testing.T) {
	for filters, want := range map[string]string{
		`["id","=",1]`:                   "Invalid operation: i",
		`["state","=","x"]`:              "Invalid filter state",
		`["url","=","x"]`:                "Invalid operation: r",
		`["a=b"]`:                        "",
		`[{"id":1}]`:                     "Invalid filter {'id': 1}",
		`[{"id":1,"b":2}]`:               "Invalid operation: id",
		`[[]]`:                           "Invalid filter []",
		`[["OR",["id","=",1]]]`:          "Invalid operation: i",
		`[["OR",{}]]`:                    "OR filter requires at least one branch.",
		`[["a","C~","x"]]`:               "Invalid case-insensitive operation: C~",
		`[["a","Cnope","x"]]`:            "Invalid operation: Cnope",
		`[["2024-01-01","<","b.$date"]]`: "",
		`[["x","<","b.$date"]]`:          "x: must be an ISO-8601 formatted timestamp string",
		`[["b.$date","in",[]]]`:          "in: invalid timestamp operation.",
		`[["b.$date","<","20240101"]]`:   "",
	} {
		got := checked(t, rules.V26, "core.get_jobs", "["+filters+"]")
		if want == "" {
			require.NotContains(t, got, "Value error", filters)
			continue
		}
		require.Equal(t, `[["filters","Value error, `+want+`",22]]`, got, filters)

		got = checked(t, rules.V25_04, "core.get_jobs", "["+filters+"]")
		require.Equal(t, `[["query-filters","`+want+`",22]]`, got, filters)
	}
}

// What has no elements makes the call itself fail, whatever else is wrong.
func TestCheckFiltersCrash(t *testing.T) {
	for filters, want := range map[string]string{
		`[5]`:                   "object of type 'int' has no len()",
		`[["OR",5]]`:            "'int' object is not iterable",
		`[["OR",[1]]]`:          "'int' object is not subscriptable",
		`[["OR",[""]]]`:         "string index out of range",
		`[["OR",[[]]]]`:         "list index out of range",
		`[["a",null,1]]`:        "'NoneType' object is not subscriptable",
		`[["a",["="],1]]`:       "unhashable type: 'list'",
		`[{"a":1,"b":2,"c":3}]`: "1",
	} {
		for _, r := range rules.Releases() {
			method, _ := rules.Lookup(r, "core.get_jobs")
			_, err := method.Check(parse(t, "["+filters+`,{"limit":1}]`))
			require.EqualError(t, err, want, filters)
			require.Nil(t, rules.AsFault(err).Extra, filters)
		}
	}
	method, _ := rules.Lookup(rules.V25_10, "cloudsync.query")
	_, err := method.Check(parse(t, `[[5],{"zz":1}]`))
	require.EqualError(t, err, "object of type 'int' has no len()")
}

func TestCheckOptions(t *testing.T) {
	for options, want := range map[string]string{
		`{"limit":10000}`:         "",
		`{"limit":10001}`:         "Options limit must be between 1 and 10000",
		`{"get":true,"limit":-1}`: "",
		`{"get":true,"limit":2}`:  "Invalid options combination. `get` implies a single result.",
		`{"get":true,"offset":1}`: "Invalid options combination. `get` implies a single result.",
		`{"select":[["a",1]]}`:    "['a', 1]: second item must be a string.",
	} {
		got := checked(t, rules.V25_10, "cloudsync.query", "[[],"+options+"]")
		if want == "" {
			require.NotContains(t, got, "Value error", options)
			continue
		}
		require.Equal(t, `[["options","Value error, `+want+`",22]]`, got, options)
	}
}
