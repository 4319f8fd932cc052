package googletest

import (
	"net/http"
	"strconv"
	"time"
)

// Trouble is one way in which a single request goes wrong; see [Server.Script].
// The zero value is [Pass].
type Trouble struct {
	serve func(s *Server, w http.ResponseWriter, r *http.Request, next http.Handler)
}

// Pass is no trouble: the request is answered as ever.
func Pass() Trouble { return Trouble{} }

// CutBody closes the connection after n bytes of the answer's body, or one byte
// before its end if it has no more. The Content-Length is that of the whole
// body. The request has taken effect. An answer without a body is not sent, and
// one to HEAD is left alone.
func CutBody(n int) Trouble { return Trouble{serve: bodyCut{n: n}.serve} }

// ShortBody ends the answer cleanly after n bytes of its body, or one byte
// before its end. There is no Content-Length: HTTP shows no fault.
func ShortBody(n int) Trouble { return Trouble{serve: bodyCut{n: n, clean: true}.serve} }

// StallBody sends n bytes of the answer's body, or all but one, and then
// nothing until the client gives up or the server is closed.
func StallBody(n int) Trouble { return Trouble{serve: bodyCut{n: n, stall: true}.serve} }

// CutUpload closes the connection when n bytes of the request's body have
// arrived, or all of them. A resumable upload keeps these bytes; anything else
// takes no effect.
func CutUpload(n int) Trouble { return Trouble{serve: uploadCut(n).serve} }

// Drop closes the connection without an answer, before the request takes effect.
func Drop() Trouble { return Trouble{serve: drop} }

// DropAnswer closes the connection without an answer, after the request has
// taken effect: what it creates exists, and the client does not know.
func DropAnswer() Trouble { return Trouble{serve: dropAnswer} }

// Stall leaves the request without an answer and without effect until the client
// gives up or the server is closed.
func Stall() Trouble { return Trouble{serve: stall} }

// Delay answers after d, which passes as [Config].Sleep says. The client may give
// up before; then the request takes no effect.
func Delay(d time.Duration) Trouble {
	return Trouble{serve: func(s *Server, w http.ResponseWriter, r *http.Request, next http.Handler) {
		delay(s, w, r, next, d)
	}}
}

// Error answers with a status of 400 or more in Google's JSON for the host: the
// google.rpc shape of an API, the OAuth shape of the token endpoint, and pages
// where Google has pages. The request takes no effect. It panics for a status
// that Google's APIs do not have.
func Error(status int) Trouble {
	if _, ok := rpcErrors[status]; !ok {
		panic("googletest: Error: no API of Google answers with " + strconv.Itoa(status))
	}
	return Trouble{serve: func(_ *Server, w http.ResponseWriter, r *http.Request, _ http.Handler) { serveError(w, r, status) }}
}

// ErrorPage answers with an HTML page, as Google's front end does on every host;
// with status 200 it is the page of a network that wants a login first. The
// request takes no effect.
func ErrorPage(status int) Trouble {
	return Trouble{serve: func(_ *Server, w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		writeHTMLError(w, status, "Please try again later.")
	}}
}

// Garbage answers with status 200 and JSON that is broken off. The request takes
// no effect.
func Garbage() Trouble { return Trouble{serve: garbage} }

// Redirect answers with status 302 to an address, without effect.
func Redirect(address string) Trouble {
	return Trouble{serve: func(_ *Server, w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, address, http.StatusFound)
	}}
}

// EmptyPage makes the page of a listing empty; its token leads to what should
// have been on it.
func EmptyPage() Trouble { return pageTrouble(emptyPage) }

// OverlapPages makes the next page of a listing start with the last entry of this
// one, even if this one should be the last.
func OverlapPages() Trouble { return pageTrouble(overlapPages) }

// RepeatPageToken makes the page's token lead to this same page again. On a page
// that was asked for with a token, it is that token.
func RepeatPageToken() Trouble { return pageTrouble(repeatPage) }

// RetryAfter returns the trouble with a Retry-After header, in whole seconds.
// Without it there is none: Google often sends none.
func (t Trouble) RetryAfter(d time.Duration) Trouble {
	serve := t.serve
	if serve == nil {
		panic("googletest: RetryAfter: Pass has no Retry-After")
	}
	return Trouble{serve: func(s *Server, w http.ResponseWriter, r *http.Request, next http.Handler) {
		w.Header().Set("Retry-After", strconv.Itoa(int(d/time.Second)))
		serve(s, w, r, next)
	}}
}
