package credentials

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
)

const (
	// maxPasted bounds a pasted address; Google's are below 2 KiB.
	maxPasted = 16 << 10
	// maxPastes ends a Paste that returns nonsense without asking anybody.
	maxPastes = 100
)

// pasteError says why a pasted text is no answer. It is written for the user and
// never quotes the text.
type pasteError struct{ what, remedy string }

func (e *pasteError) Error() string { return e.what + ": " + e.remedy }

const remedyPaste = "copy the whole address from the browser's address bar, from http:// to its end, and paste it"

// pasteBox reads what a user pastes until it is the answer. Terminals, chats and
// mail programs break long addresses, so a text can be the rest of the one before.
type pasteBox struct {
	inbox   *inbox
	pending string  // the pieces so far
	unsure  *answer // complete, but it may go on
}

// take reads one text.
func (b *pasteBox) take(text string) (answer, error) {
	piece := strings.Trim(bare(text), "<>")
	if piece == "" && b.unsure != nil || piece != "" && piece == b.pending && b.unsure != nil {
		return *b.unsure, nil // The user says that this was all.
	}
	b.unsure = nil
	if piece == "" {
		return answer{}, &pasteError{"nothing was pasted", remedyPaste}
	}
	if len(piece)+len(b.pending) > maxPasted {
		b.pending = ""
		return answer{}, &pasteError{"this is far too long for the address", remedyPaste}
	}
	got, err := b.read(piece)
	// The redirect address starts with http://, which no rest of it does.
	if err == nil || b.pending == "" || strings.HasPrefix(piece, "http://") {
		b.pending = piece
		return got, err
	}
	b.pending += piece
	whole, joined := b.read(b.pending)
	if joined == nil || b.unsure != nil {
		return whole, joined
	}
	return got, err
}

// read finds the answer in an address or its query.
func (b *pasteBox) read(text string) (answer, error) {
	query, err := pastedQuery(text)
	if err != nil {
		return answer{}, err
	}
	got, flaw := b.inbox.read(query)
	switch flaw {
	case "":
	case flawNoState, flawCutState, flawEmpty:
		return answer{}, &pasteError{"this is only a part of the address", remedyPaste + "; or paste the rest of it"}
	case flawForeign:
		return answer{}, &pasteError{"this address belongs to another sign-in", "finish the page that was opened last, and paste the address that the browser shows then"}
	default:
		return answer{}, &pasteError{"this is not the address at the end of the sign-in", remedyPaste}
	}
	// Google puts the scopes behind the code. Without them the code may be cut.
	last := query[strings.LastIndexByte(query, '&')+1:]
	if strings.HasPrefix(last, "code=") {
		b.unsure = &got
		return answer{}, &pasteError{"this address may go on", "paste the rest of it, or nothing if that was all"}
	}
	return got, nil
}

// pastedQuery returns the query of an address. Browsers hide its beginning, and
// users may copy only what is behind the question mark.
func pastedQuery(text string) (string, error) {
	text, _, _ = strings.Cut(strings.ReplaceAll(text, "&amp;", "&"), "#")
	address, query, found := strings.Cut(text, "?")
	switch {
	case strings.Contains(address, authHost) && !strings.Contains(address, "="):
		if refused := pastedErrorPage(query); refused != nil {
			return "", refused
		}
		return "", &pasteError{"this is the address of Google's own page", "sign in and press Allow there, then paste the address that the browser shows at the end, which starts with http://127.0.0.1 or http://[::1]"}
	case strings.HasPrefix(address, "4/"), strings.HasPrefix(strings.ToUpper(address), "4%2F"):
		return "", &pasteError{"this is the code alone, which cannot be told from one of somebody else's sign-in", remedyPaste}
	case found:
		return query, nil
	case strings.Contains(text, "="):
		return strings.TrimLeft(text, "&"), nil
	default:
		return "", &pasteError{"this is not an address with the answer of the sign-in", remedyPaste}
	}
}

// pastedErrorPage says what Google's error page is about, at which the browser
// stops. It has no state, so it does not end the sign-in: the user may mend the
// cause and go on.
func pastedErrorPage(query string) error {
	values, err := url.ParseQuery(query)
	if err == nil && values.Has("authError") {
		if refused := decodePageError(values.Get("authError")); refused.Code != "" {
			cause := refused.Cause()
			return &pasteError{"this is an error page of Google: " + cause.String(), cause.Remedy()}
		}
	}
	return nil
}

// receive asks for texts until one of them is the answer, or another way was
// faster.
func (b *pasteBox) receive(ctx context.Context, paste func(context.Context, error) (string, error)) error {
	var refused error
	for range maxPastes {
		text, err := paste(ctx, refused)
		if errors.Is(err, io.EOF) {
			return errNoMorePastes
		}
		if err != nil {
			return fmt.Errorf("credentials: the pasted address could not be read: %w", err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		var got answer
		if got, refused = b.take(text); refused == nil {
			b.inbox.offer(got)
			return nil
		}
	}
	return fmt.Errorf("credentials: %d texts were pasted and none is the answer of the sign-in: %w", maxPastes, refused)
}

// errNoMorePastes is the end of the input. The browser may still come by itself.
var errNoMorePastes = errors.New("credentials: the input ended before the address was pasted, and there is no other way for the answer to come back: authorize again where somebody can paste it")
