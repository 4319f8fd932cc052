package credentials

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// The columns of a report: status, title, evidence.
const (
	textWidth   = 80
	statusWidth = 8
	titleWidth  = 23
)

// String is the report as text for people, 80 columns wide but for links: a line
// for each check, with the remedy and the link below where something is wrong.
// What was skipped because of another check is listed in one line, what was not
// asked for is left out.
func (r Report) String() string {
	var out strings.Builder
	skipped := map[string][]string{} // titles by cause
	for _, check := range r.Checks {
		switch {
		case check.Because != "":
			skipped[check.Because] = append(skipped[check.Because], check.Title)
		case check.Status != StatusSkipped || check.Remedy != "":
			writeResult(&out, check)
		}
	}
	for _, check := range r.Checks {
		if titles := skipped[check.ID]; len(titles) > 0 {
			text := "because of " + check.Title + ": " + strings.Join(titles, ", ")
			writeColumns(&out, fmt.Sprintf("%-*s", statusWidth, StatusSkipped), text)
		}
	}
	return out.String()
}

func writeResult(out *strings.Builder, r CheckResult) {
	head := fmt.Sprintf("%-*s%-*s", statusWidth, r.Status, titleWidth, r.Title)
	writeColumns(out, head, r.Evidence)
	const inner = "        -> "
	if r.Remedy != "" {
		writeColumns(out, inner, r.Remedy)
	}
	if r.Link != "" {
		out.WriteString(inner + r.Link + "\n") // a link that is cut is none
	}
	if text := r.Waiting.String(); text != "" && r.Status != StatusOK {
		writeColumns(out, inner, text)
	}
}

// String says what there is to wait for, or is empty.
func (w Waiting) String() string {
	switch {
	case !w.Helps:
		return ""
	case w.AtLeast > 0:
		return "wait " + long(w.AtLeast)
	case w.AtMost > 0:
		return "it takes up to " + long(w.AtMost) + " to show"
	default:
		return "waiting may help"
	}
}

// long is a duration for people, rounded up. Below two of a unit the next smaller
// one says more.
func long(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		switch {
		case d == unit.length:
			return "1 " + unit.name
		case d >= 2*unit.length:
			return fmt.Sprintf("%d %ss", (d+unit.length-1)/unit.length, unit.name)
		}
	}
	return fmt.Sprintf("%d seconds", seconds(d))
}

// writeColumns writes text behind head, and breaks it between words into the
// same column.
func writeColumns(out *strings.Builder, head, text string) {
	indent := utf8.RuneCountInString(head)
	line, used := head, 0
	for _, word := range words(text, textWidth-indent) {
		size := utf8.RuneCountInString(word)
		if used > 0 && indent+used+1+size > textWidth {
			out.WriteString(line + "\n")
			line, used = strings.Repeat(" ", indent), 0
		}
		if used > 0 {
			line += " "
			used++
		}
		line += word
		used += size
	}
	out.WriteString(strings.TrimRight(line, " ") + "\n")
}

// words splits text at blanks, and what is longer than a line.
func words(text string, width int) []string {
	var out []string
	for word := range strings.FieldsSeq(text) {
		runes := []rune(word)
		for len(runes) > width {
			out, runes = append(out, string(runes[:width])), runes[width:]
		}
		out = append(out, string(runes))
	}
	return out
}
