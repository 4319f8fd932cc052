// Package googleapis sends JSON requests to the APIs of Google Photos: what the
// clients of the Library and of the Picker have in common. It asks again where
// that is safe, reads the pages of lists, and knows when Google's day ends.
//
//	caller := googleapis.Caller{Package: "picker", HTTP: authorized, BaseURL: base, Fail: fail}
//	err := caller.Call(ctx, googleapis.Request{Op: "get session", Method: "GET", Path: "/v1/sessions/x"}, nil, &answer)
//
// # Errors
//
//	an answer that is no success    what Caller.Fail makes of it
//	a write that may have been done Caller.Lost, besides what happened
//	anything else                   "<package>: <op>: " and the cause, without the URL
package googleapis
