package rules

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// maxDigits is the longest number that Python reads from a text.
const maxDigits = 4300

// oldText is a string. An integer becomes one, nothing else does.
type oldText struct {
	filledIn bool     // not empty, and not only blanks
	long     bool     // no upper limit
	choices  []string // what it may be; empty: anything
	orNull   bool     // null is a choice too
	check    func(string) (message string)
}

var (
	oldPlain = oldText{}
	oldLong  = oldText{long: true}
)

func oldChoice(choices ...string) oldText { return oldText{choices: choices} }

func (t oldText) clean(at string, v any) (any, error) {
	if len(t.choices) > 0 && !t.isChoice(v) {
		return nil, refusal{at, "Invalid choice: " + PyStr(v)}
	}
	s, ok := v.(string)
	switch {
	case ejson.IsInt(v):
		s = ejson.BigInt(v).String()
	case !ok:
		return nil, refusal{at, "Not a string"}
	}
	if t.filledIn && strings.TrimFunc(s, isPySpace) == "" {
		return nil, refusal{at, "Empty value not allowed"}
	}
	return s, nil
}

// isChoice reports whether v is a choice, or a list of nothing else: such a
// list is told later that it is not a string.
func (t oldText) isChoice(v any) bool {
	if l, ok := v.([]any); ok {
		return !slices.ContainsFunc(l, func(item any) bool { return !t.isItem(item) })
	}
	return t.isItem(v)
}

func (t oldText) isItem(v any) bool {
	s, ok := v.(string)
	return ok && slices.Contains(t.choices, s) || v == nil && t.orNull
}

func (t oldText) validate(at string, v any, errs *Problems) {
	s := v.(string)
	if utf8.RuneCountInString(s) > maxText && !t.long {
		errs.Add(at, fmt.Sprintf("The value may not be longer than %d characters", maxText))
		return
	}
	if t.check != nil {
		if message := t.check(s); message != "" {
			errs.Add(at, message)
		}
	}
}

// matching is a check that a text matches a pattern.
func matching(pattern *regexp.Regexp, refused string) func(string) string {
	return func(s string) string {
		if pattern.MatchString(s) {
			return ""
		}
		return refused
	}
}

// oldInt is an integer of any size. A text that Python reads as one becomes one.
type oldInt struct {
	min, max int // of the range, if bounded
	bounded  bool
	choices  []int // what it may be, before coercion; empty: anything
}

// atLeast is an oldInt with a lower bound, between one with two.
func atLeast(low int) oldInt { return oldInt{min: low, max: -1, bounded: true} }

func between(low, high int) oldInt { return oldInt{min: low, max: high, bounded: true} }

func (t oldInt) clean(at string, v any) (any, error) {
	if len(t.choices) > 0 && !t.isChoice(v) {
		return nil, refusal{at, "Invalid choice: " + PyStr(v)}
	}
	if ejson.IsInt(v) {
		return v, nil
	}
	if s, ok := v.(string); ok {
		if n, ok := parsePyInt(s); ok {
			return n, nil
		}
	}
	return nil, refusal{at, "Not an integer"}
}

// isChoice compares as Python does: true is 1, 2.0 is 2, and a list of choices
// gets past. All of these are then told that they are not integers.
func (t oldInt) isChoice(v any) bool {
	switch v := v.(type) {
	case bool:
		return slices.Contains(t.choices, map[bool]int{false: 0, true: 1}[v])
	case int:
		return slices.Contains(t.choices, v)
	case json.Number:
		f, err := strconv.ParseFloat(string(v), 64)
		return err == nil && slices.ContainsFunc(t.choices, func(c int) bool { return float64(c) == f })
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !t.isChoice(item) })
	}
	return false
}

func (t oldInt) validate(at string, v any, errs *Problems) {
	if !t.bounded {
		return
	}
	n := ejson.BigInt(v)
	low := n.Sign() < 0 || n.IsInt64() && n.Int64() < int64(t.min)
	switch {
	case t.max < 0 && low:
		errs.Add(at, fmt.Sprintf("Should be greater than or equal to %d", t.min))
	case t.max >= 0 && (low || !n.IsInt64() || n.Int64() > int64(t.max)):
		errs.Add(at, fmt.Sprintf("Should be between %d and %d", t.min, t.max))
	}
}

// parsePyInt reads what Python's int reads: " +1_000 ", and digits of any script.
func parsePyInt(s string) (json.Number, bool) {
	s = strings.Map(asciiDigit, strings.TrimFunc(s, isPySpace))
	if !pyInteger.MatchString(s) {
		return "", false
	}
	s = strings.TrimPrefix(strings.ReplaceAll(s, "_", ""), "+")
	if len(strings.TrimPrefix(s, "-")) > maxDigits {
		return "", false
	}
	return json.Number(ejson.BigInt(s).String()), true
}

// isPySpace reports what Python's str.strip takes off.
func isPySpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

type oldBool struct{}

func (oldBool) clean(at string, v any) (any, error) {
	if _, ok := v.(bool); !ok {
		return nil, refusal{at, "Not a boolean"}
	}
	return v, nil
}

func (oldBool) validate(string, any, *Problems) {}

// oldAny is any value but null.
type oldAny struct{}

func (oldAny) clean(_ string, v any) (any, error) { return v, nil }

func (oldAny) validate(string, any, *Problems) {}

// oldList is a list of one kind of item, or of anything without a kind.
type oldList struct{ item *oldField }

func listOf(item oldField) oldList { return oldList{item: &item} }

func (l oldList) clean(at string, v any) (any, error) {
	in, ok := v.([]any)
	if !ok {
		return nil, refusal{at, "Not a list"}
	}
	out := slices.Clone(in)
	if l.item == nil {
		return out, nil
	}
	for i := range in {
		clean, err := l.item.clean(l.item.name, in[i])
		if err != nil {
			return nil, refusal{at, "Item#" + strconv.Itoa(i) + " is not valid per list types: " + err.Error()}
		}
		out[i] = clean
	}
	return out, nil
}

func (l oldList) validate(at string, v any, errs *Problems) {
	if l.item == nil {
		return
	}
	for i, item := range v.([]any) {
		l.item.validate(join(join(at, strconv.Itoa(i)), l.item.name), item, errs)
	}
}
