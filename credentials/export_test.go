package credentials

import (
	"context"
	"net"
	"strings"
)

// WithoutListener is the option of a computer on which nobody can listen.
func (o AuthorizeOptions) WithoutListener(why error) AuthorizeOptions {
	o.listen = func(context.Context, loopbackAddress) (net.Listener, error) { return nil, why }
	return o
}

// ReadAnswer reads the query of a redirect to a sign-in with a random state, which
// replaces "STATE" in the query. It returns whether it is an answer, and the code
// or the error.
func ReadAnswer(query string) (taken bool, code string, refused *OAuthError) {
	inbox := newInbox()
	got, flaw := inbox.read(strings.ReplaceAll(query, "STATE", inbox.state))
	return flaw == "", got.code.Reveal(), got.err
}

// ReadPaste does the same with texts that are pasted one after the other.
func ReadPaste(texts ...string) (taken bool, code string, refused *OAuthError, told error) {
	box := &pasteBox{inbox: newInbox()}
	for _, text := range texts {
		var got answer
		if got, told = box.take(strings.ReplaceAll(text, "STATE", box.inbox.state)); told == nil {
			return true, got.code.Reveal(), got.err, nil
		}
	}
	return false, "", nil, told
}

// EndWaiting ends a listener right after a browser has brought it an answer that
// nobody waits for any more, and calls visit with where the browser is sent.
func EndWaiting(ctx context.Context, deliver func(answer string) (string, error), visit func(result string)) error {
	listener, err := loopbackAddress{ip: loopbackIPv4}.listen(ctx)
	if err != nil {
		return err
	}
	l := newLoopback(listener, newInbox())
	result, err := deliver("http://" + l.host + "/?code=x&state=" + l.inbox.state)
	if err == nil {
		go visit(result)
	}
	l.close(ctx)
	return err
}
