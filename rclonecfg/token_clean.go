package rclonecfg

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf16"
)

// terminalCodes are the escape sequences of ECMA-48: control sequences, such as
// colours; strings, such as window titles and links; and the short ones.
var terminalCodes = regexp.MustCompile(
	"(?:\x1b\\[|\u009b)[0-?]*[ -/]*[@-~]" +
		"|(?:\x1b[]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\x07\x1b\u009c\r\n]*(?:\x07|\x1b\\\\|\u009c)" +
		"|\x1b[ -/]*[0-OQ-WYZ\\\\`-~]")

// cleanPaste removes what terminals, browsers and mail programs add and nobody
// sees. Line breaks become \n, blanks become spaces, and no line has any at its
// ends.
func cleanPaste(text string) string {
	text = fromUTF16(text)
	text = terminalCodes.ReplaceAllString(strings.ReplaceAll(text, "\r\n", "\n"), "")
	text = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("\r\v\f\u0085\u2028\u2029", r):
			return '\n'
		case r == '\t', unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.Is(unicode.Cf, r): // byte order mark, zero width, direction
			return -1
		}
		return r
	}, text)
	lines := strings.Split(text, "\n")
	quoted := true
	for i, line := range lines {
		lines[i] = strings.Trim(line, " ")
		quoted = quoted && (lines[i] == "" || lines[i][0] == '>')
	}
	if quoted { // in the answer to a mail; JSON does not begin like that
		for i, line := range lines {
			lines[i] = strings.TrimLeft(line, "> ")
		}
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}

// fromUTF16 converts what Windows PowerShell writes into a file for "rclone
// authorize … > token.txt". Its byte order mark is not UTF-8.
func fromUTF16(text string) string {
	if !strings.HasPrefix(text, "\xff\xfe") || len(text)%2 != 0 {
		return text
	}
	units := make([]uint16, 0, len(text)/2)
	for i := 2; i < len(text); i += 2 {
		units = append(units, uint16(text[i])|uint16(text[i+1])<<8)
	}
	return string(utf16.Decode(units))
}

// unwrap joins the lines of a value that a terminal or mail program has wrapped.
// Its blanks at the ends of lines are gone already, and no part of a token has any.
func unwrap(text string) string { return strings.ReplaceAll(text, "\n", "") }
