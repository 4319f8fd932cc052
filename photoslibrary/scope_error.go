package photoslibrary

import (
	"regexp"
	"strings"
)

// ScopeError is an [ErrScope]: the grant does not cover the method.
type ScopeError struct {
	// Method is Google's name of it, such as
	// google.photos.library.v1.PhotosLibrary.ListMediaItems; empty if the answer
	// does not tell.
	Method string
	// Scopes are those of which one is needed, if the answer tells.
	Scopes []string
}

// Error says what to do.
func (e *ScopeError) Error() string {
	text := "photoslibrary: the grant does not cover "
	if e.Method == "" {
		return text + "the method: " + e.remedy()
	}
	return text + e.Method + ": " + e.remedy()
}

// Is reports whether target is [ErrScope].
func (e *ScopeError) Is(target error) bool { return target == ErrScope }

func (e *ScopeError) remedy() string {
	const remedy = "sign in again and tick every box"
	if len(e.Scopes) == 0 {
		return remedy
	}
	return remedy + "; needed is " + strings.Join(e.Scopes, " or ")
}

var (
	challengeScope = regexp.MustCompile(`\bscope="([^"]*)"`)
	scopeName      = regexp.MustCompile(`^https://www\.googleapis\.com/auth/[a-z0-9._]+$`)
	methodName     = regexp.MustCompile(`^[A-Za-z0-9._/]+$`)
)

func (e *Error) scopeError() *ScopeError {
	out := &ScopeError{}
	if method := e.Metadata["method"]; methodName.MatchString(method) {
		out.Method = method
	}
	// RFC 6750, section 3: the challenge may name what is needed.
	if found := challengeScope.FindStringSubmatch(e.Err.Header.Get("WWW-Authenticate")); found != nil {
		for scope := range strings.FieldsSeq(found[1]) {
			if scopeName.MatchString(scope) {
				out.Scopes = append(out.Scopes, scope)
			}
		}
	}
	return out
}
