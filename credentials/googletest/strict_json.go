package googletest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"reflect"
	"strings"
	"unicode/utf8"
)

// decode reads a request body by the JSON mapping of Protocol Buffers, which is
// what Google's APIs take: names in lowerCamelCase or as in the .proto file,
// whole numbers as numbers or strings, null for what is left out. A name that
// the message does not have is an error; encoding/json alone would take names in
// any case.
func decode(body []byte, into any) *apiError {
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	if !utf8.Valid(body) {
		return badPayload("Invalid JSON payload received. The text is not UTF-8.")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var raw any
	err := decoder.Decode(&raw)
	if err == nil {
		if _, next := decoder.Token(); !errors.Is(next, io.EOF) {
			err = errors.New("more follows the message")
		}
	}
	if err != nil {
		return badPayload("Invalid JSON payload received. %s", err)
	}
	if _, ok := raw.(map[string]any); !ok {
		return badPayload("Invalid JSON payload received. Unknown name \"\": Root element must be a message.")
	}
	plain, failure := canonical(raw, reflect.TypeOf(into), "")
	if failure != nil {
		return failure
	}
	if json.Unmarshal(fileJSON(plain), into) != nil {
		return badPayload("Request contains an invalid value.")
	}
	return nil
}

// badPayload is an error of the layer that reads requests.
func badPayload(format string, args ...any) *apiError {
	e := invalidArgument(format, args...)
	e.Details = []rpcDetail{{
		"@type":           "type.googleapis.com/google.rpc.BadRequest",
		"fieldViolations": []map[string]string{{"description": e.Message}},
	}}
	return e
}

func unknownField(path, name string) *apiError {
	at := ""
	if path != "" {
		at = " at '" + path + "'"
	}
	return badPayload("Invalid JSON payload received. Unknown name %q%s: Cannot find field.", name, at)
}

// canonical returns value with the names that encoding/json looks for. Messages
// about it name fields as the .proto file does.
func canonical(value any, kind reflect.Type, path string) (any, *apiError) {
	for kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	if value == nil {
		return nil, nil
	}
	switch kind.Kind() {
	case reflect.Int:
		return canonicalNumber(value, 32, path)
	case reflect.Int64:
		return canonicalNumber(value, 64, path)
	case reflect.String:
		if _, ok := value.(string); !ok {
			return nil, badPayload("Invalid value at '%s' (TYPE_STRING), %s", path, fileJSON(value))
		}
	case reflect.Bool:
		if _, ok := value.(bool); !ok {
			return nil, badPayload("Invalid value at '%s' (TYPE_BOOL), %s", path, fileJSON(value))
		}
	case reflect.Struct:
		message, ok := value.(map[string]any)
		if !ok {
			return nil, badPayload("Invalid value at '%s', %s", path, fileJSON(value))
		}
		return canonicalMessage(message, kind, path)
	case reflect.Slice:
		if kind == reflect.TypeFor[json.RawMessage]() {
			break
		}
		list, ok := value.([]any)
		if !ok {
			return nil, badPayload("Invalid value at '%s', %s", path, fileJSON(value))
		}
		for i := range list {
			var failure *apiError
			if list[i], failure = canonical(list[i], kind.Elem(), fmt.Sprintf("%s[%d]", path, i)); failure != nil {
				return nil, failure
			}
		}
	}
	return value, nil // json.Unmarshal knows the rest
}

func canonicalNumber(value any, bits int, path string) (any, *apiError) {
	switch value.(type) {
	case json.Number, string:
		if number, ok := wholeNumber(fmt.Sprint(value), bits); ok {
			return number, nil
		}
	}
	return nil, badPayload("Invalid value at '%s' (TYPE_INT%d), %s", path, bits, fileJSON(value))
}

func canonicalMessage(value map[string]any, kind reflect.Type, path string) (map[string]any, *apiError) {
	out := map[string]any{}
	for name, child := range value {
		field, tag, ok := fieldByName(kind, name)
		if !ok {
			return nil, unknownField(path, name)
		}
		if _, twice := out[tag]; twice {
			return nil, badPayload("Invalid JSON payload received. %q is set twice.", tag)
		}
		inner := snakeCase(tag)
		if path != "" {
			inner = path + "." + inner
		}
		var failure *apiError
		if out[tag], failure = canonical(child, field, inner); failure != nil {
			return nil, failure
		}
	}
	return out, nil
}

// wholeNumber reads 10, 10.0 and 1e1, which all are integers.
func wholeNumber(text string, bits int) (json.Number, bool) {
	if len(text) > 20 { // an exponent must not make a number of gigabytes
		return "", false
	}
	if mantissa, exponent, found := strings.Cut(strings.ToLower(text), "e"); found && (mantissa == "" || len(strings.TrimLeft(exponent, "+-0")) > 2) {
		return "", false
	}
	number, ok := new(big.Rat).SetString(text)
	if !ok || strings.ContainsAny(text, "/_xXpPbBoO") || !number.IsInt() || !number.Num().IsInt64() {
		return "", false
	}
	if bits == 32 && number.Num().Int64() != int64(int32(number.Num().Int64())) {
		return "", false
	}
	return json.Number(number.Num().String()), true
}

// fieldByName finds a field by its JSON name or by that of its .proto file.
func fieldByName(kind reflect.Type, name string) (field reflect.Type, tag string, ok bool) {
	for i := range kind.NumField() {
		tag, _, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ",")
		if tag == name || snakeCase(tag) == name {
			return kind.Field(i).Type, tag, true
		}
	}
	return nil, "", false
}

// snakeCase turns pageSize into page_size.
func snakeCase(name string) string {
	var out strings.Builder
	for _, r := range name {
		if r >= 'A' && r <= 'Z' {
			out.WriteByte('_')
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String()
}
