package truenas

import (
	"context"
	"fmt"
	"iter"
)

// pageRows is how many rows are asked for at once: enough that the way there and
// back does not matter, few enough that the answer stays small.
const pageRows = 100

// pages returns the rows that filter selects in the order of their ids. Each page
// begins after the last id of the one before: counting rows would leave some out
// when others are deleted meanwhile.
func pages[T any](ctx context.Context, caller Caller, method string, filter Filter, id func(T) int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for last, page := 0, filter; ; page = filter.And("id", ">", last) {
			rows, err := queryRows[T](ctx, caller, method, Query{Filter: page, OrderBy: []string{"id"}, Limit: pageRows})
			if err != nil {
				yield(none, err)
				return
			}
			for _, row := range rows {
				if id(row) <= last {
					yield(none, fmt.Errorf("truenas: %s: TrueNAS did not keep to the order by id: row %d after %d", method, id(row), last))
					return
				}
				last = id(row)
				if !yield(row, nil) {
					return
				}
			}
			if len(rows) < pageRows {
				return
			}
		}
	}
}
