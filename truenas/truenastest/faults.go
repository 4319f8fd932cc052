package truenastest

import (
	"errors"
	"fmt"
	"strings"
)

// Values of errno that the fake sends.
const (
	ePERM             = 1
	eNOENT            = 2
	eACCES            = 13
	eFAULT            = 14
	eBUSY             = 16
	eINVAL            = 22
	eNOTAUTHENTICATED = 207
)

var errnames = map[int]string{
	ePERM: "EPERM", eNOENT: "ENOENT", eACCES: "EACCES", eFAULT: "EFAULT", eBUSY: "EBUSY",
	eINVAL: "EINVAL", eNOTAUTHENTICATED: "ENOTAUTHENTICATED",
}

// fault is an exception of the server: what a call answers and what a job that
// ends with it shows.
type fault struct {
	code     int
	errno    int
	class    string
	reason   string
	repr     string
	extra    any
	jobType  string // exc_info.type
	jobErrno any    // exc_info.errno
}

func (f *fault) Error() string { return f.reason }

// callFault is the server's CallError.
func callFault(errno int, text string, extra any) *fault {
	repr := fmt.Sprintf("CallError(%s, %d)", pyRepr(text), errno)
	if errno == eFAULT {
		repr = fmt.Sprintf("CallError(%s)", pyRepr(text))
	}
	return &fault{
		code: codeCallError, errno: errno, class: "CallError", reason: "[" + errnames[errno] + "] " + text,
		repr: repr, extra: extra, jobType: "CallError", jobErrno: errno,
	}
}

// notFoundFault is the server's InstanceNotFound. Its errno is only in the row.
func notFoundFault(text string) *fault {
	return &fault{
		code: codeInvalidParams, errno: eINVAL, class: "InstanceNotFound", reason: "[ENOENT] None: " + text,
		repr: "InstanceNotFound(" + pyRepr(text) + ")", extra: []any{[]any{nil, text, eNOENT}},
		jobType: "VALIDATION", jobErrno: eNOENT,
	}
}

// exceptionFault is a Python exception nobody caught.
func exceptionFault(class, text string) *fault {
	return &fault{
		code: codeCallError, errno: eINVAL, class: class, reason: text,
		repr: class + "(" + pyRepr(text) + ")", jobType: class,
	}
}

// problem is one row of a validation error.
type problem struct {
	attribute string
	message   string
}

// problems collects the rows of one validation error.
type problems struct{ rows []problem }

func (p *problems) add(attribute, message string) {
	p.rows = append(p.rows, problem{attribute, message})
}

func (p *problems) empty() bool { return len(p.rows) == 0 }

// err returns the server's ValidationErrors, or nil without rows.
func (p *problems) err() error {
	if p.empty() {
		return nil
	}
	var reason strings.Builder
	extra, reprs := []any{}, []string{}
	for _, r := range p.rows {
		fmt.Fprintf(&reason, "[EINVAL] %s: %s\n", r.attribute, r.message)
		extra = append(extra, []any{r.attribute, r.message, eINVAL})
		reprs = append(reprs, fmt.Sprintf("ValidationError(%s, %s, 22)", pyRepr(r.attribute), pyRepr(r.message)))
	}
	return &fault{
		code: codeInvalidParams, errno: eINVAL, class: "ValidationErrors", reason: reason.String(),
		repr: "ValidationErrors([" + strings.Join(reprs, ", ") + "])", extra: extra, jobType: "VALIDATION",
	}
}

// data is the fault as error.data of a response.
func (f *fault) data() *object {
	return newObject(
		"error", f.errno,
		"errname", errnames[f.errno],
		"reason", f.reason,
		"trace", newObject("class", f.class, "frames", []any{}, "formatted", "Traceback", "repr", f.repr),
		"extra", f.extra,
	)
}

// message is error.message of a response.
func (f *fault) message() string {
	if f.code == codeInvalidParams {
		return "Invalid params"
	}
	return "Method call error"
}

// excInfo is the fault as exc_info of a job.
func (f *fault) excInfo() *object {
	return newObject("repr", f.repr, "type", f.jobType, "errno", f.jobErrno, "extra", f.extra)
}

// asFault makes any error one; a Go error becomes a CallError with its text.
func asFault(err error) *fault {
	if f, ok := errors.AsType[*fault](err); ok {
		return f
	}
	return callFault(eFAULT, err.Error(), nil)
}
