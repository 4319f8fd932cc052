package truenastest

import (
	"cmp"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// filterDepth is how deep OR branches may nest.
const filterDepth = 3

var operators = []string{"=", "!=", ">", ">=", "<", "<=", "~", "in", "nin", "rin", "rnin", "^", "!^", "$", "!$"}

// filters is the schema of query filters.
type filters struct{}

func (filters) check(at string, v any, errs *rules.Problems) any {
	in, ok := v.([]any)
	if !ok {
		errs.Add(at, "Input should be a valid list")
		return nil
	}
	for i, f := range in {
		if _, ok := f.([]any); !ok {
			errs.Add(join(at, strconv.Itoa(i)), "Input should be a valid list")
			return nil
		}
	}
	if message := checkFilters(in, 0); message != "" {
		errs.Add(at, "Value error, "+message)
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
			return "Invalid filter " + rules.PyStr(item)
		}
		if len(f) == 3 {
			op, _ := f[1].(string)
			base, folded := strings.CutPrefix(op, "C")
			if !slices.Contains(operators, base) || folded && base == "~" {
				return "Invalid operation: " + rules.PyStr(f[1])
			}
			continue
		}
		if f[0] != "OR" {
			return "Invalid operation: " + rules.PyStr(f[0])
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

func (selection) check(at string, v any, errs *rules.Problems) any {
	switch v.(type) {
	case string, []any:
	default:
		errs.Add(join(at, "constrained-str"), "Input should be a valid string")
		errs.Add(join(at, "list[any]"), "Input should be a valid list")
	}
	return v
}

var queryOptions = model{name: "QueryOptions", after: checkOptions, fields: []field{
	optional("extra", dictionary{}, ejson.NewObject()),
	optional("order_by", list{plainText}, []any{}),
	optional("select", list{selection{}}, []any{}),
	optional("count", boolean{}, false),
	optional("get", boolean{}, false),
	optional("offset", integer{}, 0),
	optional("limit", integer{}, 0),
	optional("force_sql_filters", boolean{}, false),
}}

var queryParams = []field{optional("filters", filters{}, []any{}), optional("options", queryOptions, queryOptions.defaults())}

// checkOptions refuses what makes no sense together, and selections that are
// neither a path nor a path and a name.
func checkOptions(options *ejson.Object) string {
	if options.Flag("get") && (options.Number("limit") > 1 || options.Number("offset") != 0) {
		return "Invalid options combination. `get` implies a single result."
	}
	for _, s := range options.List("select") {
		pair, ok := s.([]any)
		if !ok {
			continue
		}
		if len(pair) != 2 {
			return rules.PyStr(s) + ": A select as list may only contain two parameters: the name of the parameter being selected, " +
				"and the name to which to assign it in resulting data."
		}
		for i, position := range []string{"first", "second"} {
			if _, ok := pair[i].(string); !ok {
				return rules.PyStr(s) + ": " + position + " item must be a string."
			}
		}
	}
	return ""
}

// runQuery applies filters and options to rows.
func runQuery(rows []*ejson.Object, where []any, options *ejson.Object) (any, error) {
	rows, err := filterRows(rows, where)
	if err != nil {
		return nil, err
	}
	if options.Flag("count") {
		return len(rows), nil
	}
	for _, o := range slices.Backward(options.List("order_by")) {
		if rows, err = orderRows(rows, o.(string)); err != nil {
			return nil, err
		}
	}
	rows = rows[min(max(options.Number("offset"), 0), len(rows)):]
	if limit := options.Number("limit"); limit > 0 {
		rows = rows[:min(limit, len(rows))]
	}
	out := make([]any, len(rows))
	for i, r := range rows {
		if out[i], err = project(r, options.List("select")); err != nil {
			return nil, err
		}
	}
	if !options.Flag("get") {
		return out, nil
	}
	if len(out) == 0 {
		f := rules.ExceptionFault("MatchNotFound", "MatchNotFound()")
		f.Repr = "MatchNotFound()"
		return nil, f
	}
	return out[0], nil
}

func filterRows(rows []*ejson.Object, where []any) ([]*ejson.Object, error) {
	out := []*ejson.Object{}
	for _, r := range rows {
		hit, err := matches(r, where)
		if err != nil {
			return nil, err
		}
		if hit {
			out = append(out, r)
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
		return anyAt(row, splitPath(rules.PyStr(f[0])), func(v any) bool { return test(v, f[1].(string), f[2]) })
	}
	for _, b := range f[1].([]any) {
		if hit, err := matches(row, branch(b)); hit || err != nil {
			return hit, err
		}
	}
	return false, nil
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
		return value != nil && !contains(operand, value)
	case "rin":
		return value != nil && contains(value, operand)
	case "rnin":
		return value != nil && !contains(value, operand)
	case ">", ">=", "<", "<=":
		c, ok := compare(value, operand)
		return ok && (c > 0 && op[0] == '>' || c < 0 && op[0] == '<' || c == 0 && strings.HasSuffix(op, "="))
	}
	if value == nil && op == "~" {
		value = ""
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
	if ejson.IsNumber(a) && ejson.IsNumber(b) {
		c, _ := compare(a, b)
		return c == 0
	}
	x, err1 := ejson.Encode(a)
	y, err2 := ejson.Encode(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

func contains(in, v any) bool {
	switch in := in.(type) {
	case []any:
		return slices.ContainsFunc(in, func(x any) bool { return equal(x, v) })
	case string:
		s, ok := v.(string)
		return ok && strings.Contains(in, s)
	case *ejson.Object:
		s, ok := v.(string)
		return ok && in.Has(s)
	}
	return false
}

// compare orders numbers, strings and dates; ok is false for anything else.
func compare(a, b any) (order int, ok bool) {
	if x, ok := a.(ejson.Extended); ok {
		a = x.Raw.Get("$date")
	}
	if y, ok := b.(ejson.Extended); ok {
		b = y.Raw.Get("$date")
	}
	if ejson.IsNumber(a) && ejson.IsNumber(b) {
		x, _ := new(big.Float).SetString(fmt.Sprint(a))
		y, _ := new(big.Float).SetString(fmt.Sprint(b))
		return x.Cmp(y), true
	}
	x, ok1 := a.(string)
	y, ok2 := b.(string)
	return cmp.Compare(x, y), ok1 && ok2
}
