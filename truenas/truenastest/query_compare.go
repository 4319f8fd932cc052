package truenastest

import (
	"cmp"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// test applies an operator as Python does: what cannot be compared, as null
// with a number, is an error.
func test(value any, op string, operand any) (bool, error) {
	var err error
	if base, folded := strings.CutPrefix(op, "C"); folded {
		op = base
		if value, err = fold(value); err == nil {
			operand, err = fold(operand)
		}
		if err != nil {
			return false, err
		}
	}
	switch op {
	case "=":
		return equal(value, operand), nil
	case "!=":
		return !equal(value, operand), nil
	case "in":
		return contains(operand, value)
	case "nin", "rin", "rnin":
		return testIn(value, op, operand)
	case ">", ">=", "<", "<=":
		c, err := compare(value, op, operand)
		return err == nil && (c > 0 && op[0] == '>' || c < 0 && op[0] == '<' || c == 0 && strings.HasSuffix(op, "=")), err
	}
	return testText(value, op, operand)
}

// testIn is "in" the other way round, or denied. Null is in nothing.
func testIn(value any, op string, operand any) (bool, error) {
	if value == nil {
		return false, nil
	}
	in, item := operand, value
	if op != "nin" {
		in, item = value, operand
	}
	hit, err := contains(in, item)
	return err == nil && hit == (op == "rin"), err
}

func testText(value any, op string, operand any) (bool, error) {
	if value == nil && op != "~" {
		return false, nil
	}
	if value == nil {
		value = ""
	}
	text, ok1 := value.(string)
	pattern, ok2 := operand.(string)
	switch {
	case op == "~" && (!ok1 || !ok2):
		return false, rules.ExceptionFault("TypeError", "expected string or bytes-like object, got '"+rules.PyType(value)+"'")
	case op == "~": // Python's re.match is anchored at the start
		re, err := regexp.Compile("^(?:" + pattern + ")")
		return err == nil && re.MatchString(text), nil
	case !ok1:
		name := "startswith"
		if strings.HasSuffix(op, "$") {
			name = "endswith"
		}
		return false, rules.ExceptionFault("AttributeError", fmt.Sprintf("'%s' object has no attribute '%s'", rules.PyType(value), name))
	}
	hit := strings.HasPrefix(text, pattern)
	if strings.HasSuffix(op, "$") {
		hit = strings.HasSuffix(text, pattern)
	}
	return ok2 && hit != (op[0] == '!'), nil
}

func fold(v any) (any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return strings.ToLower(v), nil
	case []any:
		out := make([]any, len(v))
		for i := range v {
			text, ok := v[i].(string)
			if !ok {
				return nil, rules.ExceptionFault("AttributeError", fmt.Sprintf("'%s' object has no attribute 'casefold'", rules.PyType(v[i])))
			}
			out[i] = strings.ToLower(text)
		}
		return out, nil
	}
	return nil, rules.ExceptionFault("ValueError", fmt.Sprintf("<class '%s'>: support for casefolding object type not implemented.", rules.PyType(v)))
}

func equal(a, b any) bool {
	if ejson.IsNumber(a) && ejson.IsNumber(b) {
		return number(a).Cmp(number(b)) == 0
	}
	x, err1 := ejson.Encode(a)
	y, err2 := ejson.Encode(b)
	return err1 == nil && err2 == nil && string(x) == string(y)
}

func contains(in, v any) (bool, error) {
	switch in := in.(type) {
	case []any:
		return slices.ContainsFunc(in, func(x any) bool { return equal(x, v) }), nil
	case string:
		s, ok := v.(string)
		if !ok {
			return false, rules.ExceptionFault("TypeError", "'in <string>' requires string as left operand, not "+rules.PyType(v))
		}
		return strings.Contains(in, s), nil
	case *ejson.Object:
		s, ok := v.(string)
		return ok && in.Has(s), nil
	}
	return false, rules.ExceptionFault("TypeError", fmt.Sprintf("argument of type '%s' is not iterable", rules.PyType(in)))
}

// compare orders numbers, strings and dates. Anything else, null included, has
// no order: the error is Python's for the operator.
func compare(a any, op string, b any) (int, error) {
	x, ok1 := a.(string)
	y, ok2 := b.(string)
	if ok1 && ok2 {
		return cmp.Compare(x, y), nil
	}
	_, date1 := a.(ejson.Extended)
	_, date2 := b.(ejson.Extended)
	m, n := number(a), number(b)
	if m == nil || n == nil || date1 != date2 {
		return 0, rules.ExceptionFault("TypeError", fmt.Sprintf("'%s' not supported between instances of '%s' and '%s'", op, rules.PyType(a), rules.PyType(b)))
	}
	return m.Cmp(n), nil
}

// number is a number, a bool as Python counts it, or the milliseconds of a
// date; nil for anything else.
func number(v any) *big.Float {
	if x, ok := v.(ejson.Extended); ok {
		v = x.Raw.Get("$date")
	}
	switch v {
	case true:
		return big.NewFloat(1)
	case false:
		return new(big.Float)
	}
	if !ejson.IsNumber(v) {
		return nil
	}
	f, _ := new(big.Float).SetString(fmt.Sprint(v))
	return f
}
