package rules

// CheckArguments returns why the server could not split a task's args, in the
// words of its validation error, or "".
func CheckArguments(args string) string {
	if message := shellSplit(args); message != "" {
		return "Parse error: " + message
	}
	return ""
}

// shellSplit returns why Python's shlex.split would refuse s, or "".
func shellSplit(s string) string {
	const plain, escaped = 0, '\\'
	state, back := rune(plain), rune(plain)
	for _, r := range s {
		switch {
		case state == escaped:
			state = back
		case state == plain && (r == '"' || r == '\''), state == plain && r == escaped:
			back, state = plain, r
		case state == '"' && r == escaped:
			back, state = '"', escaped
		case state != plain && r == state:
			state = plain
		}
	}
	switch state {
	case plain:
		return ""
	case escaped:
		return "No escaped character"
	}
	return "No closing quotation"
}
