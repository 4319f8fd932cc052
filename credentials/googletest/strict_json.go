package googletest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// decode reads a request body as strictly as Google does: a name that the
// message does not have is an error. encoding/json alone would take names in any
// case.
func decode(body []byte, into any) *apiError {
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	var raw any
	err := decoder.Decode(&raw)
	if err == nil {
		if _, next := decoder.Token(); !errors.Is(next, io.EOF) {
			err = errors.New("unexpected data after the message")
		}
	}
	if err != nil {
		return invalidArgument("Invalid JSON payload received. %s", err)
	}
	if name, ok := unknownName(raw, reflect.TypeOf(into), ""); ok {
		path, leaf := "", name
		if i := strings.LastIndex(name, "."); i >= 0 {
			path, leaf = " at '"+name[:i]+"'", name[i+1:]
		}
		return invalidArgument("Invalid JSON payload received. Unknown name %q%s: Cannot find field.", leaf, path)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return invalidArgument("Invalid value: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// unknownName returns the path of the first name in value that kind lacks.
func unknownName(value any, kind reflect.Type, path string) (string, bool) {
	for kind.Kind() == reflect.Pointer {
		kind = kind.Elem()
	}
	switch value := value.(type) {
	case map[string]any:
		if kind.Kind() != reflect.Struct {
			return "", false // json.Unmarshal tells
		}
		for name, child := range value {
			field, ok := fieldByTag(kind, name)
			if !ok {
				return path + name, true
			}
			if found, ok := unknownName(child, field, path+name+"."); ok {
				return found, true
			}
		}
	case []any:
		if kind.Kind() != reflect.Slice {
			return "", false
		}
		for i, child := range value {
			if found, ok := unknownName(child, kind.Elem(), fmt.Sprintf("%s[%d].", strings.TrimSuffix(path, "."), i)); ok {
				return found, true
			}
		}
	}
	return "", false
}

func fieldByTag(kind reflect.Type, name string) (reflect.Type, bool) {
	for i := range kind.NumField() {
		tag, _, _ := strings.Cut(kind.Field(i).Tag.Get("json"), ",")
		if tag == name {
			return kind.Field(i).Type, true
		}
	}
	return nil, false
}
