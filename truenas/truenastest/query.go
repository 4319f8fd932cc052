package truenastest

import (
	"cmp"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// filterDepth is how deep OR branches may nest.
const filterDepth = 3

var operators = []string{"=", "!=", ">", ">=", "<", "<=", "~", "in", "nin", "rin", "rnin", "^", "!^", "$", "!$"}

// filters is the schema of query filters.
type filters struct{}

func (filters) check(at string, v any, errs *problems) any {
	in, ok := v.([]any)
	if !ok {
		errs.add(at, "Input should be a valid list")
		return nil
	}
	for i, f := range in {
		if _, ok := f.([]any); !ok {
			errs.add(join(at, strconv.Itoa(i)), "Input should be a valid list")
			return nil
		}
	}
	if message := checkFilters(in, 0); message != "" {
		errs.add(at, "Value error, "+message)
	}
	return v
}

func checkFilters(in []any, depth int) string {
	if depth > filterDepth {
		return "query-filters max recursion depth exceeded"
	}
	for _, item := range in {
		f, ok := item.([]any)
		if !ok || (len(f) != 2 && len(f) != 3) {
			return "Invalid filter " + pyStr(item)
		}
		if len(f) == 3 {
			op, _ := f[1].(string)
			base, folded := strings.CutPrefix(op, "C")
			if !slices.Contains(operators, base) || folded && base == "~" {
				return "Invalid operation: " + pyStr(f[1])
			}
			continue
		}
		if f[0] != "OR" {
			return "Invalid operation: " + pyStr(f[0])
		}
		branches, _ := f[1].([]any)
		if len(branches) == 0 {
			return "OR filter requires at least one branch."
		}
		for _, b := range branches {
			if message := checkFilters(branch(b), depth+1); message != "" {
				return message
			}
		}
	}
	return ""
}

// branch is an OR branch as a list of filters: one alone stands for a list.
func branch(b any) []any {
	l, _ := b.([]any)
	if len(l) > 0 {
		if _, ok := l[0].([]any); ok {
			return l
		}
	}
	return []any{b}
}

// selection is the schema of one item of options.select.
type selection struct{}

func (selection) check(at string, v any, errs *problems) any {
	switch v.(type) {
	case string, []any:
	default:
		errs.add(join(at, "constrained-str"), "Input should be a valid string")
		errs.add(join(at, "list[any]"), "Input should be a valid list")
	}
	return v
}

var queryOptions = model{name: "QueryOptions", fields: []field{
	optional("extra", dictionary{}, newObject()),
	optional("order_by", list{plainText}, []any{}),
	optional("select", list{selection{}}, []any{}),
	optional("count", boolean{}, false),
	optional("get", boolean{}, false),
	optional("offset", integer{}, 0),
	optional("limit", integer{}, 0),
	optional("force_sql_filters", boolean{}, false),
}}

var queryParams = []field{optional("filters", filters{}, []any{}), optional("options", queryOptions, queryOptions.defaults())}

// runQuery applies filters and options to rows.
func runQuery(rows []*object, where []any, options *object) (any, error) {
	rows = slices.DeleteFunc(slices.Clone(rows), func(r *object) bool { return !matches(r, where) })
	orders := options.list("order_by")
	for _, o := range slices.Backward(orders) {
		key, down := strings.CutPrefix(o.(string), "-")
		slices.SortStableFunc(rows, func(a, b *object) int {
			c, _ := compare(lookup(a, key), lookup(b, key))
			if down {
				c = -c
			}
			return c
		})
	}
	if options.flag("count") {
		return len(rows), nil
	}
	rows = rows[min(max(options.number("offset"), 0), len(rows)):]
	if limit := options.number("limit"); limit > 0 {
		rows = rows[:min(limit, len(rows))]
	}
	out := make([]any, len(rows))
	for i, r := range rows {
		out[i] = project(r, options.list("select"))
	}
	if !options.flag("get") {
		return out, nil
	}
	if len(out) == 0 {
		f := exceptionFault("MatchNotFound", "MatchNotFound()")
		f.repr = "MatchNotFound()"
		return nil, f
	}
	return out[0], nil
}

func project(row *object, fields []any) *object {
	if len(fields) == 0 {
		return row
	}
	out := newObject()
	for _, f := range fields {
		name := f
		if pair, ok := f.([]any); ok && len(pair) == 2 {
			f, name = pair[0], pair[1]
		}
		if key, ok := f.(string); ok {
			out.set(pyStr(name), lookup(row, key))
		}
	}
	return out
}

func matches(row *object, where []any) bool {
	for _, item := range where {
		f := item.([]any)
		if len(f) == 3 {
			if !test(lookup(row, pyStr(f[0])), f[1].(string), f[2]) {
				return false
			}
			continue
		}
		if !slices.ContainsFunc(f[1].([]any), func(b any) bool { return matches(row, branch(b)) }) {
			return false
		}
	}
	return true
}

// lookup follows a dotted path.
func lookup(row *object, path string) any {
	var v any = row
	for part := range strings.SplitSeq(path, ".") {
		o, ok := v.(*object)
		if !ok {
			return nil
		}
		v = o.get(part)
	}
	return v
}

func test(value any, op string, operand any) bool {
	if base, folded := strings.CutPrefix(op, "C"); folded {
		op, value, operand = base, fold(value), fold(operand)
	}
	switch op {
	case "=":
		return equal(value, operand)
	case "!=":
		return !equal(value, operand)
	case "in":
		return contains(operand, value)
	case "nin":
		return !contains(operand, value)
	case "rin":
		return value != nil && contains(value, operand)
	case "rnin":
		return value != nil && !contains(value, operand)
	case ">", ">=", "<", "<=":
		c, ok := compare(value, operand)
		return ok && (c > 0 && op[0] == '>' || c < 0 && op[0] == '<' || c == 0 && strings.HasSuffix(op, "="))
	}
	text, ok1 := value.(string)
	pattern, ok2 := operand.(string)
	if !ok1 || !ok2 {
		return false
	}
	switch op {
	case "~": // Python's re.match is anchored at the start
		re, err := regexp.Compile("^(?:" + pattern + ")")
		return err == nil && re.MatchString(text)
	case "^":
		return strings.HasPrefix(text, pattern)
	case "!^":
		return !strings.HasPrefix(text, pattern)
	case "$":
		return strings.HasSuffix(text, pattern)
	default: // "!$"
		return !strings.HasSuffix(text, pattern)
	}
}

func fold(v any) any {
	switch v := v.(type) {
	case string:
		return strings.ToLower(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = fold(v[i])
		}
		return out
	}
	return v
}

func equal(a, b any) bool {
	if isNumber(a) && isNumber(b) {
		c, _ := compare(a, b)
		return c == 0
	}
	x, err1 := encode(a)
	y, err2 := encode(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

func contains(in, v any) bool {
	switch in := in.(type) {
	case []any:
		return slices.ContainsFunc(in, func(x any) bool { return equal(x, v) })
	case string:
		s, ok := v.(string)
		return ok && strings.Contains(in, s)
	case *object:
		s, ok := v.(string)
		return ok && in.has(s)
	}
	return false
}

// compare orders numbers, strings and dates; ok is false for anything else.
func compare(a, b any) (order int, ok bool) {
	if x, ok := a.(extended); ok {
		a = x.raw.get("$date")
	}
	if y, ok := b.(extended); ok {
		b = y.raw.get("$date")
	}
	if isNumber(a) && isNumber(b) {
		x, _ := new(big.Float).SetString(fmt.Sprint(a))
		y, _ := new(big.Float).SetString(fmt.Sprint(b))
		return x.Cmp(y), true
	}
	x, ok1 := a.(string)
	y, ok2 := b.(string)
	return cmp.Compare(x, y), ok1 && ok2
}
