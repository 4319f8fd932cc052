package rules

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// PyRepr quotes s the way Python's repr does, near enough for an error text.
func PyRepr(s string) string {
	quote := "'"
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = `"`
	} else {
		s = strings.ReplaceAll(s, "'", `\'`)
	}
	return quote + strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s) + quote
}

// PyStr is Python's str of a JSON value, near enough for messages and lock names.
func PyStr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case string:
		return v
	case bool:
		if v {
			return "True"
		}
		return "False"
	case json.Number:
		return string(v)
	case *ejson.Object:
		parts := make([]string, len(v.Keys()))
		for i, k := range v.Keys() {
			parts[i] = PyRepr(k) + ": " + pyReprValue(v.Get(k))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = pyReprValue(v[i])
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(v)
}

func pyReprValue(v any) string {
	if s, ok := v.(string); ok {
		return PyRepr(s)
	}
	return PyStr(v)
}

// PyType is the name of the Python type of a JSON value.
func PyType(v any) string {
	switch v.(type) {
	case nil:
		return "NoneType"
	case bool:
		return "bool"
	case string:
		return "str"
	case []any:
		return "list"
	case *ejson.Object:
		return "dict"
	case ejson.Extended:
		return "datetime.datetime"
	}
	if ejson.IsInt(v) {
		return "int"
	}
	return "float"
}

// asciiDigit maps every decimal digit of Unicode to 0-9.
func asciiDigit(r rune) rune {
	if r < 0x80 || !unicode.IsDigit(r) {
		return r
	}
	zero := r
	for zero > r-9 && unicode.IsDigit(zero-1) {
		zero--
	}
	return '0' + (r-zero)%10
}
