package truenastest

import (
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// orderRows sorts by one item of options.order_by: a path, "-" before it for
// the other direction, "nulls_first:" or "nulls_last:" before that to set the
// rows with null apart. Which these are is decided by the path as the name of
// a key, without looking into objects, as on the real server.
func orderRows(rows []*ejson.Object, order string) ([]*ejson.Object, error) {
	order, first := strings.CutPrefix(order, "nulls_first:")
	last := false
	if !first {
		order, last = strings.CutPrefix(order, "nulls_last:")
	}
	path, down := strings.CutPrefix(order, "-")
	var nulls, others []*ejson.Object
	for _, r := range rows {
		if (first || last) && r.Get(path) == nil {
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

func sortRows(rows []*ejson.Object, path string, down bool) error {
	keys := make(map[*ejson.Object]any, len(rows))
	for _, r := range rows {
		key, err := lookup(r, path)
		if err != nil {
			return err
		}
		keys[r] = key
	}
	slices.SortStableFunc(rows, func(a, b *ejson.Object) int {
		c, _ := compare(keys[a], keys[b])
		if down {
			c = -c
		}
		return c
	})
	return nil
}
