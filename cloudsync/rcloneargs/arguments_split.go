package rcloneargs

import "strings"

// splitArgs splits the extra arguments of a task into words as a POSIX shell
// does without expanding anything. TrueNAS uses shlex.split of Python: there
// are no comments, and in double quotes a backslash is literal unless a
// backslash or a double quote follows.
func splitArgs(text string) ([]string, error) {
	const remedy = "quote the extra arguments as in a shell"
	var words []string
	var word strings.Builder
	inWord := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\r', '\n':
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
			continue
		case '\\':
			if i++; i == len(text) {
				return nil, &TaskError{Field: "args", Reason: "No escaped character", Remedy: remedy}
			}
			word.WriteByte(text[i])
		case '\'', '"':
			inner, length, reason := quotedPart(text[i:])
			if reason != "" {
				return nil, &TaskError{Field: "args", Reason: reason, Remedy: remedy}
			}
			word.WriteString(inner)
			i += length - 1
		default:
			word.WriteByte(c)
		}
		inWord = true
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

// quotedPart reads a quoted text at the start of text and returns its content,
// its length with both quotes, and what is wrong with it.
func quotedPart(text string) (inner string, length int, reason string) {
	quote := text[0]
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == quote:
			return out.String(), i + 1, ""
		case c == '\\' && quote == '"':
			if i++; i == len(text) {
				return "", 0, "No escaped character"
			}
			if text[i] != '\\' && text[i] != quote {
				out.WriteByte('\\')
			}
			out.WriteByte(text[i])
		default:
			out.WriteByte(c)
		}
	}
	return "", 0, "No closing quotation"
}
