package rclonecfg

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type lineKind uint8

const (
	blankLine lineKind = iota
	commentLine
	sectionLine
	pairLine
)

// line is what one line of the file means.
type line struct {
	kind  lineKind
	key   string // of a pair as it is written, or the name of a section
	value string // without quotes, references not replaced

	// The value with its quotes is the part [valueStart:valueEnd] of the line.
	valueStart, valueEnd int
}

// lineError is the place of a line at which rclone gives up on the file.
type lineError struct {
	offset int
	reason string
}

const (
	noSeparator = "neither a [section], a comment nor key = value: was a value broken into several lines?"
	openKey     = "the quote that begins the key is not closed"
	openValue   = "the quote that begins the value is not closed on this line: a value cannot go on over several lines"
	noName      = "the section before this line has no name: write one between [ and ]"
)

// parseLine reads a line with or without its line ending. No line depends on
// those before it.
func parseLine(raw string) (line, *lineError) {
	text := strings.TrimSpace(raw)
	switch {
	case text == "":
		return line{}, nil
	case text[0] == '#' || text[0] == ';':
		return line{kind: commentLine}, nil
	case text[0] == '[' && text[len(text)-1] == ']':
		return line{kind: sectionLine, key: strings.TrimSpace(text[1 : len(text)-1])}, nil
	}
	start := indent(raw)
	key, separator, reason := splitKey(text)
	if reason != "" {
		return line{}, &lineError{offset: start, reason: reason}
	}
	value := strings.TrimSpace(text[separator+1:])
	end := start + len(text)
	l := line{kind: pairLine, key: key, valueStart: end - len(value), valueEnd: end}
	var closed bool
	if l.value, closed = unquote(value); !closed {
		return line{}, &lineError{offset: l.valueStart, reason: openValue}
	}
	return l, nil
}

// splitKey finds the key and the index of the = or : after it.
func splitKey(text string) (key string, separator int, reason string) {
	var quote string
	switch {
	case len(text) >= 6 && strings.HasPrefix(text, `"""`):
		quote = `"""`
	case text[0] == '"' || text[0] == '`':
		quote = text[:1]
	default:
		separator = indexSeparator(text)
		if separator <= 0 {
			return "", 0, noSeparator
		}
		return strings.TrimSpace(text[:separator]), separator, ""
	}
	after := text[len(quote):]
	length := strings.Index(after, quote)
	if length < 0 {
		return "", 0, openKey
	}
	closing := len(quote) + length
	separator = indexSeparator(text[closing:])
	if separator < 0 {
		return "", 0, noSeparator
	}
	return after[:length], closing + separator, ""
}

func indexSeparator(text string) int {
	for i := range len(text) {
		if text[i] == '=' || text[i] == ':' {
			return i
		}
	}
	return -1
}

// unquote removes backticks or triple quotes; other quotes belong to the value.
// What follows the closing quote is ignored.
func unquote(text string) (value string, closed bool) {
	var quote string
	switch {
	case len(text) >= 2 && text[0] == '`':
		quote = "`"
	case len(text) >= 6 && strings.HasPrefix(text, `"""`):
		quote = `"""`
	default:
		return text, true
	}
	inner := text[len(quote):]
	end := strings.LastIndex(inner, quote)
	if end < 0 {
		return "", false
	}
	return inner[:end], true
}

// quotesFor returns what to write around a value: nothing where it is read back
// without, and does not lose the blanks at its ends.
func quotesFor(value string) string {
	if bare, closed := unquote(strings.TrimSpace(value)); closed && bare == value {
		return ""
	}
	return `"""`
}

// newLine is a line for a key that is not there yet.
func newLine(key, value, ending string) string {
	quote := quotesFor(value)
	return key + " = " + quote + value + quote + ending
}

// withValue is the line raw, which means l, with another value. With a key like
// "[a", a value without quotes can make the line look like a section.
func withValue(raw string, l line, value string) string {
	before, after := raw[:l.valueStart], raw[l.valueEnd:]
	if strings.HasSuffix(before, " =") {
		before += " "
	}
	quote := quotesFor(value)
	changed := before + quote + value + quote + after
	if got, _ := parseLine(changed); got.kind == sectionLine {
		return before + `"""` + value + `"""` + after
	}
	return changed
}

// indent is how many bytes of blanks are in front of what raw says.
func indent(raw string) int { return len(raw) - len(strings.TrimLeftFunc(raw, unicode.IsSpace)) }

// column counts characters from 1.
func column(raw string, offset int) int { return 1 + utf8.RuneCountInString(raw[:offset]) }
