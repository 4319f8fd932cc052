package googletest

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// fieldMask is a partial response: the fields to keep with what to keep of each.
// An empty mask keeps all.
type fieldMask map[string]fieldMask

// parseFields reads the fields parameter, such as
// mediaItems(id,mediaMetadata/width),nextPageToken.
// Source: https://cloud.google.com/apis/docs/system-parameters
func parseFields(text string) (fieldMask, bool) {
	mask, rest, ok := parseFieldList(text, 0)
	return mask, ok && rest == ""
}

const maxFieldDepth = 20

func parseFieldList(text string, depth int) (fieldMask, string, bool) {
	mask := fieldMask{}
	for {
		var ok bool
		if text, ok = mask.parseOne(text, depth); !ok {
			return nil, "", false
		}
		if !strings.HasPrefix(text, ",") {
			return mask, text, true
		}
		text = text[1:]
	}
}

// parseOne reads a path with its parentheses, and returns what is behind it.
func (m fieldMask) parseOne(text string, depth int) (string, bool) {
	end := strings.IndexAny(text, ",/()")
	if end < 0 {
		end = len(text)
	}
	name, rest := strings.TrimSpace(text[:end]), text[end:]
	if name == "" || depth > maxFieldDepth {
		return "", false
	}
	inner := fieldMask{}
	switch {
	case strings.HasPrefix(rest, "/"):
		var ok bool
		if rest, ok = inner.parseOne(rest[1:], depth+1); !ok {
			return "", false
		}
	case strings.HasPrefix(rest, "("):
		var ok bool
		if inner, rest, ok = parseFieldList(rest[1:], depth+1); !ok || !strings.HasPrefix(rest, ")") {
			return "", false
		}
		rest = rest[1:]
	}
	if known, twice := m[name]; twice {
		inner = known.merge(inner)
	}
	m[name] = inner
	return rest, true
}

func (m fieldMask) merge(other fieldMask) fieldMask {
	if len(m) == 0 || len(other) == 0 {
		return fieldMask{}
	}
	for name, inner := range other {
		if known, twice := m[name]; twice {
			inner = known.merge(inner)
		}
		m[name] = inner
	}
	return m
}

// check returns the first path that an answer of this type cannot have.
func (m fieldMask) check(value any) (string, bool) { return m.checkType(reflect.TypeOf(value)) }

func (m fieldMask) checkType(kind reflect.Type) (string, bool) {
	for kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice {
		kind = kind.Elem()
	}
	for name, inner := range m {
		if name == "*" {
			continue
		}
		if kind.Kind() != reflect.Struct || kind == reflect.TypeFor[time.Time]() {
			return name, false
		}
		field, tag, ok := fieldByName(kind, name)
		if !ok {
			return name, false
		}
		if bad, ok := inner.checkType(field); !ok {
			return tag + "/" + bad, false
		}
	}
	return "", true
}

// apply cuts a plain JSON value down to the mask.
func (m fieldMask) apply(value any) any {
	if len(m) == 0 {
		return value
	}
	switch value := value.(type) {
	case []any:
		out := []any{}
		for _, entry := range value {
			out = append(out, m.apply(entry))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for name, child := range value {
			for asked, inner := range m {
				if asked == "*" || asked == name || asked == snakeCase(name) {
					out[name] = inner.apply(child)
				}
			}
		}
		return out
	}
	return value
}

// plainJSON is a value as a client without types reads it.
func plainJSON(value any) any {
	decoder := json.NewDecoder(strings.NewReader(string(fileJSON(value))))
	decoder.UseNumber()
	var plain any
	if err := decoder.Decode(&plain); err != nil {
		panic("googletest: answer: " + err.Error())
	}
	return plain
}
