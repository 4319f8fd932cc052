package photoslibrary

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
)

// fileError is a failure to read what is uploaded.
type fileError struct{ err error }

func (e *fileError) Error() string { return "read the file: " + e.err.Error() }
func (e *fileError) Unwrap() error { return e.err }

// filePart is the body of one request of an upload. It keeps failures of the file
// apart from those of the network, after which one asks again.
type filePart struct {
	*io.SectionReader
	failure atomic.Pointer[fileError]
}

func newFilePart(source io.ReaderAt, offset, length int64) *filePart {
	return &filePart{SectionReader: io.NewSectionReader(source, offset, length)}
}

func (p *filePart) Read(data []byte) (int, error) {
	n, err := p.SectionReader.Read(data)
	at, _ := p.Seek(0, io.SeekCurrent)
	switch {
	case err == nil, errors.Is(err, io.EOF) && at == p.Size():
		return n, err
	case errors.Is(err, io.EOF):
		err = ErrFileChanged // it has become shorter
	}
	failure := &fileError{err}
	p.failure.Store(failure)
	return n, failure
}

// failed returns why the file could not be read, or nil.
func (p *filePart) failed() error {
	if failure := p.failure.Load(); failure != nil {
		return failure
	}
	return nil
}

// checkEnd makes sure that the file has not grown.
func checkEnd(source io.ReaderAt, size int64) error {
	switch n, err := source.ReadAt(make([]byte, 1), size); {
	case n > 0:
		return &fileError{ErrFileChanged}
	case err != nil && !errors.Is(err, io.EOF):
		return &fileError{fmt.Errorf("behind its end: %w", err)}
	}
	return nil
}
