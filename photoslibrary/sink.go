package photoslibrary

import (
	"errors"
	"fmt"
	"io"
)

// sink is where a download goes. It keeps the error of a write apart from those
// of the network, after which one asks again.
type sink struct {
	io.Writer
	err error

	file  rewinder // nil: cannot start again
	start int64
}

// rewinder is what an [*os.File] can.
type rewinder interface {
	io.Seeker
	Truncate(size int64) error
}

func newSink(w io.Writer) *sink {
	s := &sink{Writer: w}
	if file, ok := w.(rewinder); ok {
		// A pipe is a file too, and cannot seek.
		if start, err := file.Seek(0, io.SeekCurrent); err == nil {
			s.file, s.start = file, start
		}
	}
	return s
}

func (s *sink) Write(data []byte) (int, error) {
	n, err := s.Writer.Write(data)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	s.err = err
	return n, err
}

// rewind removes the n bytes that were written.
func (s *sink) rewind(n int64) error {
	if s.file == nil {
		return errors.New("the writer cannot seek and truncate; download into a file")
	}
	end, err := s.file.Seek(0, io.SeekEnd)
	if err == nil && end != s.start+n {
		err = errors.New("the file has other bytes behind those of the download")
	}
	if err == nil {
		err = s.file.Truncate(s.start)
	}
	if err == nil {
		_, err = s.file.Seek(s.start, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("rewind the file: %w", err)
	}
	return nil
}
