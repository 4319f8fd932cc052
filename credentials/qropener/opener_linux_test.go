package qropener_test

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/qropener"
)

// screenOf is a terminal of which we see what is written.
type screenOf struct {
	bytes.Buffer
	terminal *os.File
}

func (s *screenOf) Fd() uintptr { return s.terminal.Fd() }

// A terminal is asked for its size, and the user's word counts more.
func TestTerminal(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	require.NoError(t, err)
	defer terminal.Close()
	for name, test := range map[string]struct {
		rows, columns uint16
		opener        qropener.Opener
		drawn         bool
	}{
		"small":          {24, 80, qropener.Opener{}, false},
		"large":          {60, 100, qropener.Opener{}, true},
		"without a size": {0, 0, qropener.Opener{}, true},
		"set by hand":    {24, 80, qropener.Opener{Columns: 100, Rows: 60}, true},
		"set too small":  {60, 100, qropener.Opener{Columns: 20}, false},
	} {
		t.Run(name, func(t *testing.T) {
			size := [4]uint16{test.rows, test.columns}
			_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, terminal.Fd(), syscall.TIOCSWINSZ, uintptr(unsafe.Pointer(&size)))
			require.Zero(t, errno)
			w := &screenOf{terminal: terminal}
			test.opener.W = w
			require.NoError(t, test.opener.Open(t.Context(), consentURL))
			require.Equal(t, test.drawn, strings.Contains(w.String(), "█"))
		})
	}
}
