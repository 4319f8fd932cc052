package rcloneargs

import (
	"regexp"
	"strings"
)

const redacted = "[redacted]"

var (
	// plainWord needs no quotes in a shell.
	plainWord = regexp.MustCompile(`^[A-Za-z0-9_@%+=:,./-]+$`)
	// secretFlag is a flag whose value opens something: --sftp-pass, --header.
	secretFlag = regexp.MustCompile(`(?i)^--?[a-z0-9-]*(pass|secret|token|key|auth|header|credential|cookie|sas|user)`)
	// flagForm is a flag, and not the value of one that begins with a dash.
	flagForm = regexp.MustCompile(`^(--[a-z0-9-]+(=.*)?|-[A-Za-z]{1,4})$`)
	// secretPart is an option of a connection string, or a login in an address.
	secretPart = regexp.MustCompile(`(?i)(pass|secret|token|key|auth|header|credential|cookie|sas)[a-z0-9_-]*=|://[^/]*@`)
)

// String returns the command line as one for a shell, for people. What the task's
// own arguments may hold of secrets is redacted, so it is not for starting;
// [Cmd.Write] is.
func (c Cmd) String() string {
	// From the mode on, there is nothing of the task's own arguments.
	mode := len(c.Args) - 3
	if mode > 0 && c.Args[mode] == emptyDirs {
		mode--
	}
	words := make([]string, len(c.Args))
	hidden := false
	for i, arg := range c.Args {
		flag, value, assigned := strings.Cut(arg, "=")
		switch {
		case i >= mode:
		case hidden && !flagForm.MatchString(arg):
			arg, hidden = redacted, false
		case assigned && secretFlag.MatchString(flag), assigned && secretPart.MatchString(value):
			arg, hidden = flag+"="+redacted, false
		case !strings.HasPrefix(arg, "-") && secretPart.MatchString(arg):
			arg, hidden = redacted, false
		default:
			hidden = secretFlag.MatchString(arg)
		}
		words[i] = quoted(arg)
	}
	return strings.Join(words, " ")
}

// quoted is a word for a POSIX shell.
func quoted(word string) string {
	if plain := strings.TrimSuffix(word, redacted); word != "" && (plain == "" || plainWord.MatchString(plain)) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
