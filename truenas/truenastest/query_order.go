package truenastest

import (
	"slices"
	"strings"
)

// orderRows sorts by one item of options.order_by: a path, "-" before it for
// the other direction, "nulls_first:" or "nulls_last:" before that to set the
// rows with null apart. Which these are is decided by the path as the name of
// a key, without looking into objects, as on the real server.
func orderRows(rows []*object, order string) ([]*object, error) {
	order, first := strings.CutPrefix(order, "nulls_first:")
	last := false
	if !first {
		order, last = strings.CutPrefix(order, "nulls_last:")
	}
	path, down := strings.CutPrefix(order, "-")
	var nulls, others []*object
	for _, r := range rows {
		if (first || last) && r.get(path) == nil {
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

func sortRows(rows []*object, path string, down bool) error {
	keys := make(map[*object]any, len(rows))
	for _, r := range rows {
		key, err := lookup(r, path)
		if err != nil {
			return err
		}
		keys[r] = key
	}
	slices.SortStableFunc(rows, func(a, b *object) int {
		c, _ := compare(keys[a], keys[b])
		if down {
			c = -c
		}
		return c
	})
	return nil
}
