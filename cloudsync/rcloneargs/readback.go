package rcloneargs

import (
	"regexp"
	"strings"
)

// readBack finds out whether TrueNAS can read a configuration after the run, for
// the token in it. If not, the job fails whatever rclone did. TrueNAS reads it
// with Python's configparser, whose rules are not those of rclone:
//
//   - a line that begins with a blank goes on with the value above it;
//   - any other has an "=" or a ":", or is the header of a section, and none comes twice;
//   - a "%" is followed by another, or refers to a key, as %(name)s does.
//
// Only 24.10 fails before there is anything to start.
//
// Of the keys that it finds, errors name those in written only: another one is a
// line of the value above it, and may be a secret.
func readBack(provider, config string, written settings) error {
	refuse := func(field, reason string) error {
		return &CredentialError{
			Provider: provider, Field: field, Reason: reason,
			Remedy: "store a token on one line, and no percent sign in any field or in the folder",
		}
	}
	var broken error // told at the end, unlike the others
	sections := map[string]*settings{}
	var section *settings
	fields := map[string]string{} // where the line of a key is from
	header, field, name, level := "", "folder", "", 0
	for line := range strings.Lines(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(config)) {
		text := pythonStrip(line)
		indent := len(line) - len(strings.TrimLeftFunc(line, isPythonSpace))
		switch {
		case text == "" || text[0] == '#' || text[0] == ';':
			continue
		case name != "" && indent > level:
			section.set(name, section.text(name)+"\n"+text)
			continue
		}
		level = indent
		if match := sectionHeader.FindStringSubmatch(text); match != nil {
			header, name = match[1], ""
			if sections[header] != nil {
				return refuse(field, "a section already exists")
			}
			section = &settings{}
			sections[header] = section
			continue
		}
		at := strings.IndexAny(text, "=:")
		key := strings.ToLower(pythonStrip(text[:max(at, 0)]))
		switch {
		case key == "":
			if broken == nil {
				broken = refuse(field, "Source contains parsing errors")
			}
			continue
		case section.has(key) && written.has(key) && header == "remote":
			return refuse(key, "option '"+key+"' in section 'remote' already exists")
		case section.has(key):
			return refuse(field, "option already exists")
		case written.has(key) && header == "remote":
			field = key
		}
		name = key
		fields[key] = field
		section.set(name, pythonStrip(text[at+1:]))
	}
	if broken != nil {
		return broken
	}
	remote := sections["remote"]
	for _, key := range remote.keys {
		if reason := interpolate(remote, remote.text(key), 1); reason != "" {
			return refuse(fields[key], reason)
		}
	}
	return nil
}

var sectionHeader = regexp.MustCompile(`^\[(.+)\]`)

var reference = regexp.MustCompile(`^%\(([^)]+)\)s`)

// interpolate says what is wrong with the percent signs of a value.
func interpolate(s *settings, value string, depth int) string {
	const deepest = 10
	if depth > deepest {
		return "Recursion limit exceeded in value substitution"
	}
	for {
		at := strings.IndexByte(value, '%')
		if at < 0 {
			return ""
		}
		value = value[at:]
		match := reference.FindStringSubmatch(value)
		switch {
		case strings.HasPrefix(value, "%%"):
			value = value[len("%%"):]
			continue
		case !strings.HasPrefix(value, "%("):
			return "'%' must be followed by '%' or '('"
		case match == nil:
			return "bad interpolation variable reference"
		case !s.has(strings.ToLower(match[1])):
			return "Bad value substitution"
		}
		if reason := interpolate(s, s.text(strings.ToLower(match[1])), depth+1); reason != "" {
			return reason
		}
		value = value[len(match[0]):]
	}
}
