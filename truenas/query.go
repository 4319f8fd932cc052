package truenas

import (
	"context"
	"maps"
)

// Query selects rows, their order and their number. The zero value selects all.
type Query struct {
	Filter Filter
	// OrderBy are fields, each with "-" before it for the reverse order.
	OrderBy []string
	// Limit is the greatest number of rows, 0 for all. Offset is how many are left
	// out before them.
	Limit, Offset int
	// Select leaves all other fields out of the rows, which saves their way; they
	// are zero in the answer.
	Select []string
	// Extra are options of single methods.
	Extra map[string]any
}

// params returns the parameters of a query method, without those that are not
// needed.
func (q Query) params() ([]any, error) {
	if err := check(q.Filter.conditions); err != nil {
		return nil, err
	}
	options := map[string]any{}
	putList(options, "order_by", q.OrderBy)
	putNonZero(options, "limit", q.Limit)
	putNonZero(options, "offset", q.Offset)
	putList(options, "select", q.Select)
	if len(q.Extra) > 0 {
		options["extra"] = maps.Clone(q.Extra)
	}
	switch {
	case len(options) > 0:
		return []any{q.Filter, options}, nil
	case len(q.Filter.conditions) > 0:
		return []any{q.Filter}, nil
	}
	return nil, nil
}

func queryRows[T any](ctx context.Context, caller Caller, method string, q Query) ([]T, error) {
	params, err := q.params()
	if err != nil {
		return nil, err
	}
	return call[[]T](ctx, caller, method, params...)
}

func countRows(ctx context.Context, caller Caller, method string, filter Filter) (int, error) {
	if err := check(filter.conditions); err != nil {
		return 0, err
	}
	return call[int](ctx, caller, method, filter, map[string]any{"count": true})
}
