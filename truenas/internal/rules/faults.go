package rules

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

// Codes of JSON-RPC errors that come with a [Fault].
const (
	CodeInvalidParams = -32602
	CodeCallError     = -32001
)

// Values of errno that TrueNAS sends.
const (
	EPERM             = 1
	ENOENT            = 2
	EAGAIN            = 11
	EACCES            = 13
	EFAULT            = 14
	EBUSY             = 16
	ENOTDIR           = 20
	EINVAL            = 22
	EBADMSG           = 74
	EOPNOTSUPP        = 95
	ETOOMANYREFS      = 109
	ENOMETHOD         = 201
	ENOTAUTHENTICATED = 207
)

var errnames = map[int]string{
	EPERM: "EPERM", ENOENT: "ENOENT", EACCES: "EACCES", EFAULT: "EFAULT", EBUSY: "EBUSY", ENOTDIR: "ENOTDIR",
	EINVAL: "EINVAL", ENOTAUTHENTICATED: "ENOTAUTHENTICATED", EAGAIN: "EAGAIN", EBADMSG: "EBADMSG",
	EOPNOTSUPP: "EOPNOTSUPP", ETOOMANYREFS: "ETOOMANYREFS", ENOMETHOD: "ENOMETHOD",
}

// Errname is the name of an errno value, "EUNKNOWN" for one that TrueNAS does
// not send here.
func Errname(errno int) string {
	if name, ok := errnames[errno]; ok {
		return name
	}
	return "EUNKNOWN"
}

// Fault is an exception of the server: what a call answers and what a job that
// ends with it shows.
type Fault struct { //nolint:errname // an exception there, an answer here
	Code     int
	Errno    int
	Class    string
	Reason   string
	Repr     string
	Extra    any
	JobType  string // exc_info.type
	JobErrno any    // exc_info.errno
}

func (f *Fault) Error() string { return f.Reason }

// CallFault is the server's CallError.
func CallFault(errno int, text string, extra any) *Fault {
	repr := fmt.Sprintf("CallError(%s, %d)", PyRepr(text), errno)
	if errno == EFAULT {
		repr = fmt.Sprintf("CallError(%s)", PyRepr(text))
	}
	return &Fault{
		Code: CodeCallError, Errno: errno, Class: "CallError", Reason: "[" + errnames[errno] + "] " + text,
		Repr: repr, Extra: extra, JobType: "CallError", JobErrno: errno,
	}
}

// NotFoundFault is the server's InstanceNotFound. Its errno is only in the row.
func NotFoundFault(text string) *Fault {
	return &Fault{
		Code: CodeInvalidParams, Errno: EINVAL, Class: "InstanceNotFound", Reason: "[ENOENT] None: " + text,
		Repr: "InstanceNotFound(" + PyRepr(text) + ")", Extra: []any{[]any{nil, text, ENOENT}},
		JobType: "VALIDATION", JobErrno: ENOENT,
	}
}

// ExceptionFault is a Python exception nobody caught.
func ExceptionFault(class, text string) *Fault {
	return &Fault{
		Code: CodeCallError, Errno: EINVAL, Class: class, Reason: text,
		Repr: class + "(" + PyRepr(text) + ")", JobType: class,
	}
}

// Problem is one row of a validation error.
type Problem struct {
	Attribute string
	Message   string
	// late rows are reported after the others.
	late bool
}

// Problems collects the rows of one validation error.
type Problems struct {
	Rows []Problem
	// release decides what a schema knows and how it words what is wrong.
	release Release
	// crashed is an exception that ended the check.
	crashed error
}

// apart returns problems of the same release, none yet.
func (p *Problems) apart() *Problems { return &Problems{release: p.release} }

// take adds the rows of others.
func (p *Problems) take(others *Problems) {
	p.Rows = append(p.Rows, others.Rows...)
	p.crash(others.crashed)
}

// crash ends the check with an exception; the first one counts.
func (p *Problems) crash(err error) {
	if p.crashed == nil {
		p.crashed = err
	}
}

// Add adds a row.
func (p *Problems) Add(attribute, message string) {
	p.Rows = append(p.Rows, Problem{Attribute: attribute, Message: message})
}

// Empty reports whether there is no row.
func (p *Problems) Empty() bool { return len(p.Rows) == 0 }

// Err returns the server's ValidationErrors, or the exception that ended the
// check, or nil without either.
func (p *Problems) Err() error {
	if p.crashed != nil {
		return p.crashed
	}
	if p.Empty() {
		return nil
	}
	extra, reprs := []any{}, []string{}
	for _, r := range p.Rows {
		extra = append(extra, []any{r.Attribute, r.Message, EINVAL})
		reprs = append(reprs, fmt.Sprintf("ValidationError(%s, %s, 22)", PyRepr(r.Attribute), PyRepr(r.Message)))
	}
	return &Fault{
		Code: CodeInvalidParams, Errno: EINVAL, Class: "ValidationErrors", Reason: p.reason(),
		Repr: "ValidationErrors([" + strings.Join(reprs, ", ") + "])", Extra: extra, JobType: "VALIDATION",
	}
}

// reason is Python's str of the ValidationErrors.
func (p *Problems) reason() string {
	var b strings.Builder
	for _, r := range p.Rows {
		fmt.Fprintf(&b, "[EINVAL] %s: %s\n", r.Attribute, r.Message)
	}
	return b.String()
}

// Data is the Fault as error.data of a response.
func (f *Fault) Data() *ejson.Object {
	return ejson.NewObject(
		"error", f.Errno,
		"errname", errnames[f.Errno],
		"reason", f.Reason,
		"trace", ejson.NewObject("class", f.Class, "frames", []any{}, "formatted", "Traceback", "repr", f.Repr),
		"extra", f.Extra,
	)
}

// Message is error.Message of a response.
func (f *Fault) Message() string {
	if f.Code == CodeInvalidParams {
		return "Invalid params"
	}
	return "Method call error"
}

// ExcInfo is the Fault as exc_info of a job.
func (f *Fault) ExcInfo() *ejson.Object {
	return ejson.NewObject("repr", f.Repr, "type", f.JobType, "errno", f.JobErrno, "extra", f.Extra)
}

// AsFault makes any error one; a Go error becomes a CallError with its text.
func AsFault(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	return CallFault(EFAULT, err.Error(), nil)
}
