package rclonecfg

import (
	"strconv"
	"strings"
	"unicode"
)

type lineKind int

const (
	blankLine lineKind = iota
	commentLine
	sectionLine
	pairLine
)

// line is one line of the file and what it means.
type line struct {
	raw     string // with its line ending
	kind    lineKind
	section string // in which the line is, or which it begins
	key     string
	value   string // without quotes, references not replaced

	// raw[valueStart:valueEnd] is the value with its quotes.
	valueStart, valueEnd int
}

// lineParser turns lines into values of type line, in order.
type lineParser struct {
	section string
	number  int
	dashes  int // keys named "-" so far in this section
}

func (p *lineParser) parse(raw string) (line, error) {
	p.number++
	start := 0
	// rclone's reader needs three bytes to see the mark, and has them.
	if p.number == 1 && strings.HasPrefix(raw, byteOrderMark) {
		start = len(byteOrderMark)
	}
	start += len(raw[start:]) - len(strings.TrimLeftFunc(raw[start:], unicode.IsSpace))
	end := max(start, len(strings.TrimRightFunc(raw, unicode.IsSpace)))
	text := raw[start:end]

	l := line{raw: raw, section: p.section}
	switch {
	case text == "":
		return l, nil
	case text[0] == '#' || text[0] == ';':
		l.kind = commentLine
		return l, nil
	case text[0] == '[' && strings.HasSuffix(text, "]"):
		p.section = strings.TrimSpace(text[1 : len(text)-1])
		p.dashes = 0
		l.kind, l.section = sectionLine, p.section
		return l, nil
	case p.section == "":
		return l, p.fail(l, start, "the section before this line has no name: write one between [ and ]")
	}
	l.kind = pairLine
	return p.parsePair(l, text, start)
}

func (p *lineParser) parsePair(l line, text string, start int) (line, error) {
	key, separator, reason := splitKey(text)
	if reason != "" {
		return l, p.fail(l, start, reason)
	}
	if key == "-" {
		p.dashes++
		key = "#" + strconv.Itoa(p.dashes)
	}
	rest := text[separator+1:]
	quoted := strings.TrimLeftFunc(rest, unicode.IsSpace)
	l.key = key
	l.valueEnd = start + len(text)
	l.valueStart = l.valueEnd - len(quoted)
	value, ok := unquote(quoted)
	if !ok {
		return l, p.fail(l, l.valueStart, "the quote that begins the value is not closed on this line: "+
			"a value cannot go on over several lines")
	}
	l.value = value
	return l, nil
}

// splitKey finds the key and the index of the = or : after it.
func splitKey(text string) (key string, separator int, reason string) {
	const noSeparator = "neither a [section], a comment nor key = value: was a value broken into several lines?"
	var quote string
	switch {
	case len(text) >= 6 && strings.HasPrefix(text, `"""`):
		quote = `"""`
	case text[0] == '"' || text[0] == '`':
		quote = text[:1]
	}
	if quote == "" {
		separator = strings.IndexAny(text, "=:")
		if separator <= 0 {
			return "", 0, noSeparator
		}
		return strings.TrimSpace(text[:separator]), separator, ""
	}
	after := text[len(quote):]
	length := strings.Index(after, quote)
	if length < 0 {
		return "", 0, "the quote that begins the key is not closed"
	}
	closing := len(quote) + length
	separator = strings.IndexAny(text[closing:], "=:")
	if separator < 0 {
		return "", 0, noSeparator
	}
	return after[:length], closing + separator, ""
}

// unquote removes backticks or triple quotes; other quotes belong to the value.
// What follows the closing quote is ignored.
func unquote(text string) (value string, ok bool) {
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

// quote is the reverse of unquote. It adds quotes only where they are needed.
func quote(value string) string {
	if bare, ok := unquote(strings.TrimSpace(value)); ok && bare == value {
		return value
	}
	return `"""` + value + `"""`
}

func (p *lineParser) fail(l line, offset int, reason string) error {
	return &ParseError{Line: p.number, Column: l.column(offset), Reason: reason}
}
