package credentials

import (
	"fmt"
	"strings"
)

// String is the guide as text for people, 80 columns wide but for links. What is
// done takes one line.
func (s Steps) String() string {
	var out strings.Builder
	for i, step := range s {
		fmt.Fprintf(&out, "%d. %-*s%s\n", i+1, statusWidth, step.State, step.Title)
		if step.State == StepDone {
			continue
		}
		const inner = "           "
		writeColumns(&out, inner, step.Do)
		if step.Link != "" {
			out.WriteString(inner + step.Link + "\n")
		}
	}
	return out.String()
}
