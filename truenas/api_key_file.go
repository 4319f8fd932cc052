package truenas

import (
	"bytes"
	"crypto/sha512"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParseKey reads the API key in data, which is one of
//
//   - the key as TrueNAS showed it, as 12-AbC…
//   - a JSON object {"raw_key": "12-AbC…"}
//   - a JSON object with the precomputed "client_key", "stored_key" and
//     "server_key" in base64 and the number "api_key_id", as
//     api_key.convert_raw_key of TrueNAS 26.0 answers
//   - an INI file with the same names in the section [TRUENAS_API_KEY], or in its
//     only section, or in [DEFAULT]
//
// raw_key wins over precomputed keys. Other names are ignored. White space around
// the data and its values, a byte order mark and any line ends are fine. Errors name
// what is wrong and never hold a value.
func ParseKey(data []byte) (Key, error) {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	var values map[string]string
	var err error
	switch {
	case !utf8.Valid(data):
		return Key{}, errors.New("truenas: API key: the text is not UTF-8: save the file as UTF-8")
	case bytes.HasPrefix(data, []byte("{")):
		values, err = jsonKeyValues(data)
	case bytes.ContainsAny(data, "[="):
		values, err = iniKeyValues(string(data))
	default:
		values = map[string]string{"raw_key": string(data)}
	}
	if err != nil {
		return Key{}, fmt.Errorf("truenas: API key: %w", err)
	}
	if raw, has := values["raw_key"]; has {
		k, problem := rawKey(raw)
		if problem != "" {
			return Key{}, fmt.Errorf("truenas: %s", problem)
		}
		return k, nil
	}
	return precomputedKey(values)
}

func precomputedKey(values map[string]string) (Key, error) {
	keys := &scramKeys{}
	for _, part := range []struct {
		name   string
		target *Secret
	}{{"client_key", &keys.client}, {"stored_key", &keys.stored}, {"server_key", &keys.server}} {
		value, has := values[part.name]
		if !has {
			return Key{}, fmt.Errorf("truenas: API key: %q is missing: the file needs raw_key, or client_key, stored_key, server_key and api_key_id", part.name)
		}
		if isRedacted(NewSecret(value)) {
			return Key{}, fmt.Errorf("truenas: API key: %q is only a placeholder: set the real one", part.name)
		}
		decoded, err := decodeBase64(value, sha512.Size)
		if err != nil {
			return Key{}, fmt.Errorf("truenas: API key: %q %w", part.name, err)
		}
		if len(decoded) != sha512.Size {
			return Key{}, fmt.Errorf("truenas: API key: %q has %d bytes, not %d", part.name, len(decoded), sha512.Size)
		}
		*part.target = NewSecret(string(decoded))
	}
	if stored := sha512.Sum512([]byte(keys.client.Reveal())); !keys.stored.Equal(NewSecret(string(stored[:]))) {
		return Key{}, errors.New(`truenas: API key: "client_key" and "stored_key" do not belong together: copy both again`)
	}
	id, err := strconv.Atoi(values["api_key_id"])
	if err != nil || id < 1 {
		return Key{}, errors.New(`truenas: API key: "api_key_id" must be the number of the key, as 12`)
	}
	return Key{id: id, keys: keys}, nil
}

// jsonKeyValues returns the texts and numbers of a JSON object.
func jsonKeyValues(data []byte) (map[string]string, error) {
	var o map[string]json.RawMessage
	if json.Unmarshal(data, &o) != nil {
		// encoding/json's own text may quote the input.
		return nil, errors.New("the text begins as JSON and is none")
	}
	values := map[string]string{}
	for _, name := range []string{"raw_key", "client_key", "stored_key", "server_key"} {
		raw, has := o[name]
		if !has {
			continue
		}
		var text *string
		if json.Unmarshal(raw, &text) != nil || text == nil {
			return nil, fmt.Errorf("%q must be a string", name)
		}
		values[name] = strings.TrimSpace(*text)
	}
	values["api_key_id"] = string(o["api_key_id"])
	return values, nil
}

// iniKeyValues returns the values of the section that holds the key, and
// those of DEFAULT where it has none.
func iniKeyValues(text string) (map[string]string, error) {
	const own, common = "TRUENAS_API_KEY", "DEFAULT"
	sections := map[string]map[string]string{}
	var current map[string]string
	number := 0
	for line := range strings.Lines(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' || line[0] == ';' {
			continue
		}
		if name, ok := strings.CutPrefix(line, "["); ok {
			name, ok = strings.CutSuffix(name, "]")
			if !ok {
				return nil, fmt.Errorf("line %d: a section must look like [%s]", number, own)
			}
			if sections[name] == nil {
				sections[name] = map[string]string{}
			}
			current = sections[name]
			continue
		}
		at := strings.IndexAny(line, "=:")
		if at < 0 {
			return nil, fmt.Errorf("line %d: want name = value", number)
		}
		if current == nil {
			return nil, fmt.Errorf("line %d: the first line must be the section [%s]", number, own)
		}
		current[strings.ToLower(strings.TrimSpace(line[:at]))] = strings.TrimSpace(line[at+1:])
	}
	defaults := sections[common]
	delete(sections, common)
	chosen, has := sections[own]
	if !has && len(sections) > 1 {
		return nil, fmt.Errorf("there are several sections and none is [%s]", own)
	}
	if !has {
		for _, only := range sections {
			chosen = only
		}
	}
	values := map[string]string{}
	for _, section := range []map[string]string{defaults, chosen} {
		for name, value := range section {
			values[name] = value
		}
	}
	return values, nil
}
