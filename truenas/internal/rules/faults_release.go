package rules

import (
	"fmt"
	"strings"
)

// In is the fault as a release shows it: 27.0 writes every argument into the
// repr of its own exceptions, older ones leave defaults out.
func (f *Fault) In(r Release) *Fault {
	if !r.AtLeast(V27) {
		return f
	}
	text := f.Reason
	switch f.Class {
	case "CallError":
		text = strings.TrimPrefix(text, "["+errnames[f.Errno]+"] ")
		extra := PyStr(f.Extra)
		out := *f
		out.Repr = fmt.Sprintf("CallError(%s, %d, %s)", PyRepr(text), f.Errno, extra)
		return &out
	case "InstanceNotFound":
		text = strings.TrimPrefix(text, "[ENOENT] None: ")
		out := *f
		out.Repr = fmt.Sprintf("InstanceNotFound(None, %s, %d)", PyRepr(text), ENOENT)
		return &out
	}
	return f
}

// KeyFault is Python's KeyError for a number.
func KeyFault(key int) *Fault {
	f := ExceptionFault("KeyError", fmt.Sprint(key))
	f.Repr = fmt.Sprintf("KeyError(%d)", key)
	return f
}
