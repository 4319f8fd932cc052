package credentials

import (
	"crypto/rand"
	"crypto/subtle"
	"net/url"
	"sync/atomic"
)

// answer is what the consent page sent back with the browser: a code or a
// refusal.
type answer struct {
	code Secret
	err  *OAuthError
}

// same reports whether two answers are one that came twice: by a prefetch and a
// navigation, by a reload, or by the browser and a paste.
func (a answer) same(other answer) bool {
	if a.err != nil && other.err != nil {
		return *a.err == *other.err
	}
	return a.err == other.err && a.code.Reveal() == other.code.Reveal()
}

// inbox is where all ways from the browser to one sign-in end. The first valid
// answer counts. It is safe for concurrent use.
type inbox struct {
	state string
	first chan answer // gets one answer
	taken atomic.Pointer[answer]
}

func newInbox() *inbox { return &inbox{state: rand.Text(), first: make(chan answer, 1)} }

// offer reports whether the answer is the one that counts.
func (i *inbox) offer(got answer) bool {
	if i.taken.CompareAndSwap(nil, &got) {
		i.first <- got
		return true
	}
	return i.taken.Load().same(got)
}

// flaw is why a query is no answer.
type flaw string

// The flaws of a query.
const (
	flawUnreadable flaw = "unreadable"
	flawNoState    flaw = "no state"
	flawCutState   flaw = "the start of the state"
	flawForeign    flaw = "another state"
	flawEmpty      flaw = "neither code nor error, or both"
)

// read takes the answer out of a query of the redirect address. A parameter that
// is there twice makes the query ambiguous and is refused (RFC 6749 section
// 3.1). The flaw is empty if there is none.
func (i *inbox) read(query string) (answer, flaw) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return answer{}, flawUnreadable
	}
	for _, key := range []string{"state", "code", "error", "error_description", "error_subtype"} {
		if len(values[key]) > 1 {
			return answer{}, flawUnreadable
		}
	}
	if flaw := i.checkState(values.Get("state")); flaw != "" {
		return answer{}, flaw
	}
	code, failure := values.Get("code"), values.Get("error")
	if (code == "") == (failure == "") {
		return answer{}, flawEmpty
	}
	if code != "" {
		return answer{code: NewSecret(code)}, ""
	}
	return answer{err: &OAuthError{
		Code:        redact(failure),
		Description: redact(values.Get("error_description")),
		Subtype:     redact(values.Get("error_subtype")),
		Endpoint:    EndpointConsent,
	}}, ""
}

// checkState compares in constant time: a stranger who asks often enough must not
// learn how much of a guess is right. The length of the state is no secret.
func (i *inbox) checkState(state string) flaw {
	whole := i.state
	if len(state) >= len(whole)/2 && len(state) < len(whole) {
		whole = whole[:len(state)]
	}
	switch {
	case state == "":
		return flawNoState
	case subtle.ConstantTimeCompare([]byte(state), []byte(whole)) != 1:
		return flawForeign
	case len(state) < len(i.state):
		return flawCutState
	}
	return ""
}
