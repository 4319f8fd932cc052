package qropener

import (
	"context"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// Opener implements credentials.Opener with a QR code. The zero value draws on
// standard error.
type Opener struct {
	// W is a terminal that knows ANSI colours; default [os.Stderr].
	W io.Writer
	// Columns and Rows are the size of the terminal. If they are 0, W is asked; one
	// that is no terminal has room for everything.
	Columns, Rows int
}

// Open draws the code and writes the address below it, for a browser in which
// somebody pastes it.
func (o Opener) Open(_ context.Context, url string) error {
	if o.W == nil {
		o.W = os.Stderr
	}
	code, err := encode(url)
	if err != nil {
		return err
	}
	columns, rows := o.size()
	text := code.draw()
	if code.columns() > columns || code.rows()+textRows > rows {
		text = fmt.Sprintf("The QR code needs %d columns and %d rows, and this terminal has fewer: make it larger or its letters smaller, and start again.\n",
			code.columns(), code.rows()+textRows)
	} else {
		text += "\nScan the code with a phone, or open this address in a browser. "
	}
	_, err = fmt.Fprintf(o.W, "%sSign in, tick every box and press Allow:\n\n%s\n\n", text, url)
	return err
}

// textRows is how many rows stay for the lines below the code.
const textRows = 8

// size returns the room there is.
func (o Opener) size() (columns, rows int) {
	const unlimited = 1 << 30
	columns, rows = o.Columns, o.Rows
	if file, ok := o.W.(interface{ Fd() uintptr }); ok && (columns == 0 || rows == 0) {
		if w, h, err := term.GetSize(int(file.Fd())); err == nil && w > 0 && h > 0 {
			columns, rows = either(columns, w), either(rows, h)
		}
	}
	return either(columns, unlimited), either(rows, unlimited)
}

func either(set, otherwise int) int {
	if set != 0 {
		return set
	}
	return otherwise
}
