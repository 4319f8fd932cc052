package googleapis

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
)

var errAbandoned = errors.New("the request is over")

// payload is a body that several attempts send one after the other. It also
// knows whether anybody has taken a byte of it: Google cannot have done what a
// request asks for whose body nobody has read.
type payload struct {
	source io.Reader // nil: no body
	seeker io.Seeker // nil: can be sent once
	start  int64
	length int64 // 0: not known

	guard   atomic.Pointer[guard] // of the next attempt; nil: none
	reading sync.Mutex            // held during a read of source
	pass    atomic.Pointer[pass]  // of the attempt that runs
	touched atomic.Bool           // since the last rewind
}

func newPayload(source io.Reader) *payload {
	p := &payload{source: source}
	if seeker, ok := source.(io.Seeker); ok {
		// A pipe is a file too, and cannot seek.
		if start, err := seeker.Seek(0, io.SeekCurrent); err == nil {
			p.seeker, p.start = seeker, start
		}
	}
	return p
}

// fill gives req what is to be sent.
func (p *payload) fill(req *http.Request, length int64) {
	if p.source == nil {
		return
	}
	if sized, ok := p.source.(interface{ Len() int }); ok {
		length = int64(sized.Len())
		if length == 0 {
			req.Body = http.NoBody
			return
		}
	}
	p.length = length
	req.ContentLength = length
	req.Body = p.begin()
	if p.seeker != nil {
		// For connections that end before anything is written, which the
		// transport replaces by itself.
		req.GetBody = func() (io.ReadCloser, error) { return p.begin(), p.rewind() }
	}
}

// begin makes the reader of an attempt; those before it read no more.
func (p *payload) begin() *pass {
	p.abandon()
	attempt := &pass{payload: p, guard: p.guard.Load()}
	p.pass.Store(attempt)
	return attempt
}

// abandon ends the attempt: its transport may still be sending.
func (p *payload) abandon() {
	if attempt := p.pass.Load(); attempt != nil {
		attempt.over.Store(true)
	}
}

// rewind reports by an error that the body cannot be sent again.
func (p *payload) rewind() error {
	if !p.touched.Load() {
		return nil
	}
	if p.seeker == nil {
		return errors.New("the body can be read only once")
	}
	p.reading.Lock() // until a read of the attempt before is over
	defer p.reading.Unlock()
	if _, err := p.seeker.Seek(p.start, io.SeekStart); err != nil {
		return err
	}
	p.touched.Store(false)
	return nil
}

// pass is the body of one attempt.
type pass struct {
	payload *payload
	guard   *guard
	sent    int64
	over    atomic.Bool
}

func (a *pass) Read(data []byte) (int, error) {
	a.payload.reading.Lock()
	defer a.payload.reading.Unlock()
	if a.over.Load() {
		return 0, errAbandoned
	}
	a.payload.touched.Store(true)
	a.guard.pause()
	n, err := a.payload.source.Read(data)
	a.sent += int64(n)
	a.guard.resume(err != nil || a.payload.length > 0 && a.sent >= a.payload.length)
	return n, err
}

// Close leaves the source open: it belongs to the caller.
func (a *pass) Close() error {
	a.over.Store(true)
	return nil
}
