package credentials

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// pastePrompt tells what to do, before the first paste.
const pastePrompt = "If the browser runs on another computer, it says at the end that it cannot reach 127.0.0.1 or [::1].\n" +
	"That is as it should be: copy the whole address from its address bar, paste it here and press Enter.\n"

// PasteFrom makes a function for AuthorizeOptions.Paste that asks on out and reads
// lines of in, such as [os.Stderr] and [os.Stdin].
//
// A read of standard input cannot be taken back: if the sign-in ends otherwise,
// a goroutine goes on waiting for one more line, which the next call of the same
// function gets. So make one function for an input and keep it, and let nobody
// else read from there afterwards. Files with deadlines do not have the problem
// and leave nothing behind: pipes, connections, and on Linux a terminal that was
// opened by name with os.Open("/dev/tty").
//
// The function is for one sign-in at a time.
func PasteFrom(in io.Reader, out io.Writer) func(ctx context.Context, refused error) (string, error) {
	lines := &lineReader{in: bufio.NewReaderSize(in, maxPasted)}
	lines.deadline, _ = in.(interface{ SetReadDeadline(t time.Time) error })
	return func(ctx context.Context, refused error) (string, error) {
		prompt := pastePrompt
		if refused != nil {
			prompt = refused.Error() + "\n"
		}
		if _, err := fmt.Fprint(out, prompt); err != nil {
			return "", fmt.Errorf("ask for the address: %w", err)
		}
		return lines.next(ctx)
	}
}

// lineReader reads lines until a context ends. It does one read at a time.
type lineReader struct {
	in       *bufio.Reader
	deadline interface{ SetReadDeadline(t time.Time) error } // nil if reads cannot be ended
	pending  chan line                                       // of a read that goes on
	partial  string                                          // read before a deadline
}

type line struct {
	text string
	err  error
}

// next returns a line with its end, the last one without, then [io.EOF].
func (r *lineReader) next(ctx context.Context) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if r.pending == nil {
		r.pending = make(chan line, 1)
		go func(result chan<- line) { result <- readLine(r.in) }(r.pending)
	}
	select {
	case got := <-r.pending:
		return r.got(got)
	case <-ctx.Done():
	}
	if r.deadline == nil || r.deadline.SetReadDeadline(time.Unix(1, 0)) != nil {
		return "", ctx.Err() // The read goes on, for the next call.
	}
	got := <-r.pending
	_ = r.deadline.SetReadDeadline(time.Time{}) // It worked before.
	if errors.Is(got.err, os.ErrDeadlineExceeded) {
		r.pending, r.partial = nil, r.partial+got.text
	} else {
		r.pending <- got // It came at the last moment, and is for the next call.
	}
	return "", ctx.Err()
}

func (r *lineReader) got(got line) (string, error) {
	text := r.partial + got.text
	r.pending, r.partial = nil, ""
	if text != "" && errors.Is(got.err, io.EOF) {
		return text, nil
	}
	return text, got.err
}

// readLine reads one line; one that is too long to be an address comes in parts.
func readLine(in *bufio.Reader) line {
	text, err := in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		err = nil
	}
	return line{string(text), err}
}
