package truenastest

import (
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// selectedRow is a row and what the query shows of it.
type selectedRow struct{ row, shown *ejson.Object }

// orderRows sorts by one item of options.order_by: a path, "-" before it for
// the other direction, "nulls_first:" or "nulls_last:" before that to set the
// rows with null apart. Which these are is decided by the path as the name of
// a key, without looking into objects, as on the real server. Several items
// sort one after the other, so the last one counts most.
func orderRows(rows []selectedRow, order string) ([]selectedRow, error) {
	order, first := strings.CutPrefix(order, "nulls_first:")
	last := false
	if !first {
		order, last = strings.CutPrefix(order, "nulls_last:")
	}
	path, down := strings.CutPrefix(order, "-")
	var nulls, others []selectedRow
	for _, r := range rows {
		if (first || last) && r.shown.Get(path) == nil {
			nulls = append(nulls, r)
		} else {
			others = append(others, r)
		}
	}
	if err := sortRows(others, path, down); err != nil {
		return nil, err
	}
	if first {
		return slices.Concat(nulls, others), nil
	}
	return slices.Concat(others, nulls), nil
}

// sortRows fails for keys without an order among them: null, objects, lists.
// Python compares a later row with an earlier one, from the other end when the
// order is reversed.
func sortRows(rows []selectedRow, path string, down bool) error {
	keys := make(map[*ejson.Object]any, len(rows))
	for _, r := range rows {
		key, err := lookup(r.shown, path)
		if err != nil {
			return err
		}
		keys[r.row] = key
	}
	for i := range len(rows) - 1 {
		earlier, later := rows[i], rows[i+1]
		if down {
			earlier, later = rows[len(rows)-1-i], rows[len(rows)-2-i]
		}
		if _, err := compare(keys[later.row], "<", keys[earlier.row]); err != nil {
			return err
		}
	}
	slices.SortStableFunc(rows, func(a, b selectedRow) int {
		c, _ := compare(keys[a.row], "<", keys[b.row]) // neighbours compare, so all do
		if down {
			c = -c
		}
		return c
	})
	return nil
}
