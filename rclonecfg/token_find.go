package rclonecfg

import (
	"regexp"
	"strings"
)

const (
	quotes = "\"'`“”„‘’‚«»" // each language has its own order

	openingArrow = "--->" // "rclone authorize" prints its result
	closingArrow = "<---" // between these

	// blobPrefix starts the base64 form of each JSON object that rclone writes.
	blobPrefix = "eyJ"
)

var (
	pastedSection = regexp.MustCompile(`^\[([^]["{}]+)\]$`)
	// tokenOption is the option in a configuration file, in "rclone config dump",
	// and in what "rclone config" shows and asks.
	tokenOption = regexp.MustCompile(`^["'“]?(?:- )?"?(?:config_)?token"? ?[=:>] ?`)
	// yamlBlock says that the value is in the lines below.
	yamlBlock = regexp.MustCompile(`^[|>][+-]?$`)
	otherLine = regexp.MustCompile(`<---|\n\[|\n"?\w+"? ?[=:] |\n[#;]|\n\d{4}/\d\d/\d\d `)
)

// pastedValue is a place in a text where a token is expected.
type pastedValue struct {
	remote string // "" when unknown
	text   string
	option bool // the value of an option: rclone expands references in it
	broken bool // a string of its object goes over the end of a line
}

// findValues looks for tokens in a text that is clean: after the key of an
// option, after an arrow, and where a line starts with a brace. structured
// reports whether the text has the form of a configuration.
func findValues(text string) (values []pastedValue, structured bool) {
	var remote string
	broken := false
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		value := pastedValue{remote: remote}
		found, whole := true, true
		switch option := optionOf(line); {
		case strings.HasPrefix(line, "["):
			remote, found = "", false
			if section := pastedSection.FindStringSubmatch(line); section != nil {
				remote, structured = section[1], true
			}
		case option != "":
			value.option, structured = true, true
			value.text, rest, whole = takeValue(text[len(option):], broken)
			found = value.text != "" && !yamlBlock.MatchString(value.text)
		case strings.HasPrefix(strings.TrimLeft(line, quotes), "{"):
			value.text, rest, whole = takeValue(text, broken)
		case !commentedOut(line) && strings.Contains(line, openingArrow):
			_, text, _ = strings.Cut(text, openingArrow)
			value.text, rest, whole = takeResult(text, broken)
		default:
			found = false
		}
		value.broken = whole && breaksString(text[:len(text)-len(rest)])
		if found && (len(values) == 0 || value != values[len(values)-1]) {
			values = append(values, value)
		}
		// One search for an end that is not there is enough: the whole is refused.
		broken = broken || !whole
		text = rest
	}
	return values, structured
}

// optionOf returns what is before the value if the line is the option token.
func optionOf(line string) string {
	const longest = `“- "config_token` // before the sign
	const older = "result> "           // what older versions ask
	if strings.HasPrefix(line, older) {
		return older
	}
	if !strings.Contains(line[:min(len(line), len(longest))], tokenKey) {
		return ""
	}
	return tokenOption.FindString(line)
}

func commentedOut(line string) bool {
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";")
}

// takeValue takes the object at the start of text, or else its first line. whole
// is false if an object starts there and its end is not found, and only then the
// rest may be a part of it.
func takeValue(text string, firstLine bool) (value, rest string, whole bool) {
	line, afterLine, _ := strings.Cut(text, "\n")
	start := strings.TrimLeft(text, " \n"+quotes)
	if !strings.HasPrefix(start, "{") || firstLine {
		return line, afterLine, true
	}
	if end, _ := objectEnd(start); end >= 0 {
		tail, after, _ := strings.Cut(start[end:], "\n")
		tail = strings.Trim(tail, " ,"+quotes)
		if tail == "" || strings.HasPrefix(tail, closingArrow) {
			return unwrap(start[:end]), after, true
		}
	}
	if end := otherLine.FindStringIndex(start); end != nil {
		start = start[:end[0]]
	}
	return unwrap(start), afterLine, false
}

// takeResult takes what is between the arrows.
func takeResult(text string, firstLine bool) (value, rest string, whole bool) {
	text = strings.TrimLeft(text, " \n")
	if strings.HasPrefix(strings.TrimLeft(text, quotes), "{") {
		return takeValue(text, firstLine)
	}
	value, rest, _ = strings.Cut(text, closingArrow)
	return unwrap(value), rest, true
}

// objectEnd returns the length of the JSON object at the start of text, or -1, and
// whether there are line breaks in its strings. It knows an object inside a JSON
// string by its first quote, which has a backslash.
func objectEnd(text string) (end int, broken bool) {
	r := wrappedReader{text: text, escaped: isEscaped(text)}
	depth, inString := 0, false
	for {
		lines := r.lines
		c, ok := r.next()
		broken = broken || inString && r.lines > lines
		switch {
		case !ok:
			return -1, broken
		case c == '"':
			inString = !inString
		case inString && c == '\\':
			_, _ = r.next()
		case inString:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return r.position, broken
			}
		}
	}
}

// breaksString reports whether text has an object with a line break in a string.
func breaksString(text string) bool {
	start := strings.IndexByte(text, '{')
	if start < 0 || !strings.Contains(text, "\n") {
		return false
	}
	_, broken := objectEnd(text[start:])
	return broken
}

// isEscaped reports whether the object is the inside of a JSON string.
func isEscaped(text string) bool {
	return strings.HasPrefix(text, "{") && strings.HasPrefix(strings.TrimLeft(text[1:], " \n"), `\`)
}

// wrappedReader reads bytes and leaves out line breaks. When escaped it takes
// one level of backslashes away.
type wrappedReader struct {
	text     string
	position int
	lines    int // that have ended
	escaped  bool
}

func (r *wrappedReader) next() (byte, bool) {
	c, ok := r.raw()
	if ok && r.escaped && c == '\\' {
		return r.raw()
	}
	return c, ok
}

func (r *wrappedReader) raw() (byte, bool) {
	for r.position < len(r.text) {
		c := r.text[r.position]
		r.position++
		if c != '\n' {
			return c, true
		}
		r.lines++
	}
	return 0, false
}

// remoteNames returns the names of the remotes, each once. What rclone does not
// take for a name is left out: it may be something else in brackets.
func remoteNames(tokens []pastedToken) []string {
	var names []string
	seen := map[string]bool{"": true}
	for _, t := range tokens {
		if !seen[t.remote] && remoteName.MatchString(t.remote) && pastedByMistake(t.remote) == "" {
			names = append(names, t.remote)
		}
		seen[t.remote] = true
	}
	return names
}
