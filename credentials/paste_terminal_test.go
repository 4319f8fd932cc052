package credentials_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
)

func TestPasteFrom(t *testing.T) {
	var out bytes.Buffer
	paste := credentials.PasteFrom(strings.NewReader("first\r\n\n"+strings.Repeat("x", 20_000)+"\nlast"), &out)
	text, err := paste(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "first\r\n", text)
	require.Contains(t, out.String(), "cannot reach 127.0.0.1")
	out.Reset()
	for _, want := range []string{"\n", strings.Repeat("x", 16<<10), strings.Repeat("x", 20_000-16<<10) + "\n", "last"} {
		text, err = paste(t.Context(), errors.New("wrong: paste again"))
		require.NoError(t, err)
		require.Equal(t, want, text)
	}
	require.Equal(t, strings.Repeat("wrong: paste again\n", 4), out.String())
	_, err = paste(t.Context(), nil)
	require.ErrorIs(t, err, io.EOF)
}

// A read of a pipe is given up with the context; nothing is lost and nothing is
// left behind, which the end of all tests checks.
func TestPasteFromIsCancelled(t *testing.T) {
	in, user, err := os.Pipe()
	require.NoError(t, err)
	defer in.Close()
	defer user.Close()
	_, err = user.WriteString("half")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	reads := 0
	paste := credentials.PasteFrom(&watchedFile{File: in, reading: func() {
		if reads++; reads == 2 { // The first half is read, and no more is there.
			cancel()
		}
	}}, io.Discard)
	_, err = paste(ctx, nil)
	require.ErrorIs(t, err, context.Canceled)

	_, err = user.WriteString(" and half\n")
	require.NoError(t, err)
	text, err := paste(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "half and half\n", text)

	_, err = paste(ctx, nil)
	require.ErrorIs(t, err, context.Canceled)
}

// watchedFile says when somebody reads.
type watchedFile struct {
	*os.File
	reading func()
}

func (f *watchedFile) Read(data []byte) (int, error) {
	f.reading()
	return f.File.Read(data)
}

// Where a read cannot be given up, the line goes to the next call.
func TestPasteFromKeepsTheLine(t *testing.T) {
	in, user := io.Pipe()
	paste := credentials.PasteFrom(in, io.Discard)
	ctx, cancel := context.WithCancel(t.Context())
	cancelled := make(chan error, 1)
	go func() { _, err := paste(ctx, nil); cancelled <- err }()
	_, err := user.Write([]byte("begun ")) // Somebody reads now.
	require.NoError(t, err)
	cancel()
	require.ErrorIs(t, <-cancelled, context.Canceled)
	go func() {
		_, _ = user.Write([]byte("and ended\n"))
		_ = user.Close()
	}()
	text, err := paste(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "begun and ended\n", text)
	_, err = paste(t.Context(), nil)
	require.ErrorIs(t, err, io.EOF)
}

func TestPasteFromNeedsItsPrompt(t *testing.T) {
	in, out := io.Pipe()
	require.NoError(t, in.Close())
	_, err := credentials.PasteFrom(strings.NewReader("x\n"), out)(t.Context(), nil)
	require.ErrorIs(t, err, io.ErrClosedPipe)
}
