package truenastest

import (
	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// runQuery applies filters and options to rows. The order looks at rows as they
// were selected: a key that is not among them is null there. A get without an
// order stops at the first row that the filters let through. Filters and order
// see the stored values, the result is what redact leaves of them.
func runQuery(rows []*ejson.Object, where []any, options *ejson.Object, redact func(*ejson.Object) *ejson.Object) (any, error) {
	order, fields := options.List("order_by"), options.List("select")
	first := options.Flag("get") && len(order) == 0 && len(where) > 0
	rows, err := filterRows(rows, where, first)
	if err != nil {
		return nil, err
	}
	if options.Flag("count") && !first {
		return len(rows), nil
	}
	found := make([]selectedRow, len(rows))
	for i, r := range rows {
		if found[i].shown, err = project(r, fields); err != nil {
			return nil, err
		}
		found[i].row = r
	}
	for _, o := range order {
		if found, err = orderRows(found, o.(string)); err != nil {
			return nil, err
		}
	}
	if options.Flag("get") {
		if len(found) == 0 {
			return nil, matchNotFound()
		}
		return project(redact(found[0].row), fields)
	}
	found = page(found, options.Number("offset"), options.Number("limit"))
	out := make([]any, len(found))
	for i, f := range found {
		if out[i], err = project(redact(f.row), fields); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// asIs is the redaction of rows without secrets.
func asIs(row *ejson.Object) *ejson.Object { return row }

// page is Python's rows[offset:][:limit], where a negative number counts from
// the end and 0 stands for no bound.
func page(rows []selectedRow, offset, limit int) []selectedRow {
	if offset < 0 {
		offset = max(len(rows)+offset, 0)
	}
	rows = rows[min(offset, len(rows)):]
	switch {
	case limit > 0:
		return rows[:min(limit, len(rows))]
	case limit < 0:
		return rows[:max(len(rows)+limit, 0)]
	}
	return rows
}

// matchNotFound is what get: true ends in without a row.
func matchNotFound() error {
	f := rules.ExceptionFault("MatchNotFound", "MatchNotFound()")
	f.Repr = "MatchNotFound()"
	return f
}

func filterRows(rows []*ejson.Object, where []any, first bool) ([]*ejson.Object, error) {
	out := []*ejson.Object{}
	for _, r := range rows {
		hit, err := matches(r, where)
		if err != nil {
			return nil, err
		}
		if hit {
			out = append(out, r)
		}
		if hit && first {
			break
		}
	}
	return out, nil
}

func matches(row *ejson.Object, where []any) (bool, error) {
	for _, item := range where {
		if hit, err := matchesOne(row, item.([]any)); !hit || err != nil {
			return false, err
		}
	}
	return true, nil
}

// matchesOne tests one filter: a comparison, or the branches of an OR.
func matchesOne(row *ejson.Object, f []any) (bool, error) {
	if len(f) == 3 {
		operand := f[2]
		if at, ok := rules.Timestamp(f[0], f[2]); ok {
			operand = ejson.Date(at)
		}
		return anyAt(row, splitPath(rules.PyStr(f[0])), func(v any) (bool, error) { return test(v, f[1].(string), operand) })
	}
	for _, b := range f[1].([]any) {
		if hit, err := matches(row, rules.Branch(b)); hit || err != nil {
			return hit, err
		}
	}
	return false, nil
}
