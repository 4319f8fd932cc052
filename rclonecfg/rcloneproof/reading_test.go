package rcloneproof_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/unknwon/goconfig" //nolint:misspell // the name of its author

	"github.com/nasphotos/nasphotos/rclonecfg"
)

// reading is what a reader finds in a configuration file.
type reading struct {
	sections []string // in order
	// values by section and key. A section "a.b" has those that it takes from
	// "a", too; empty values are left out, as rclone takes them for unset.
	values map[string]map[string]string
}

// readOurs reads with rclonecfg.
func readOurs(tb testing.TB, text []byte) (reading, error) {
	tb.Helper()
	file, err := rclonecfg.ParseFile(text)
	if err != nil {
		return reading{}, err
	}
	require.Equal(tb, string(text), string(file.Bytes()), "what nobody changed stays")
	return readingOf(tb, file), nil
}

func readingOf(tb testing.TB, file *rclonecfg.File) reading {
	tb.Helper()
	found := reading{sections: append([]string{}, file.Remotes()...), values: map[string]map[string]string{}}
	for _, name := range found.sections {
		found.values[name] = options(tb, file, name)
	}
	return found
}

// readGoconfig reads with the library that rclone uses, in the way rclone uses
// it. It crashes on values that refer to themselves.
func readGoconfig(text []byte) (reading, error) {
	config, err := goconfig.LoadFromReader(bytes.NewReader(text))
	if err != nil {
		return reading{}, err
	}
	return readingWith(config.GetSectionList(), config.GetKeyList, func(section, key string) (string, error) {
		return config.GetValue(section, key)
	})
}

// readingWith asks for each value that a section can have.
func readingWith(sections []string, keys func(string) []string, value func(section, key string) (string, error)) (reading, error) {
	found := reading{sections: append([]string{}, sections...), values: map[string]map[string]string{}}
	for _, section := range sections {
		found.values[section] = map[string]string{}
		for _, feeding := range feeds(sections, section) {
			for _, key := range keys(feeding) {
				text, err := value(section, key)
				if err != nil {
					return reading{}, err
				}
				if text != "" {
					found.values[section][key] = text
				}
			}
		}
	}
	return found, nil
}

// feeds lists the sections in which a key of section is looked for: itself, and
// what is in front of the last dot, as long as there is such a section.
func feeds(sections []string, section string) []string {
	var names []string
	for slices.Contains(sections, section) {
		names = append(names, section)
		dot := strings.LastIndexByte(section, '.')
		if dot < 0 {
			break
		}
		if section = section[:dot]; section == "" {
			section = goconfig.DEFAULT_SECTION
		}
	}
	return names
}

// savedByGoconfig is the text after goconfig has loaded and saved it, or nil.
func savedByGoconfig(text []byte) []byte {
	config, err := goconfig.LoadFromReader(bytes.NewReader(text))
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	if err := goconfig.SaveConfigData(config, &out); err != nil {
		return nil
	}
	return out.Bytes()
}
