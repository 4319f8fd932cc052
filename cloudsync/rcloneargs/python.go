package rcloneargs

import (
	"strings"
	"unicode"
)

// isPythonSpace reports what str.strip of Python takes off: what Unicode calls
// white space, and four control characters besides.
func isPythonSpace(r rune) bool { return unicode.IsSpace(r) || '\x1c' <= r && r <= '\x1f' }

func pythonStrip(text string) string { return strings.TrimFunc(text, isPythonSpace) }

// pythonDirname is os.path.dirname: what stands before the last slash, which is
// not cleaned.
func pythonDirname(path string) string {
	head := path[:strings.LastIndexByte(path, '/')+1]
	if trimmed := strings.TrimRight(head, "/"); trimmed != "" {
		return trimmed
	}
	return head
}
