package qropener

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// quiet is the light margin that readers need, in modules (ISO/IEC 18004).
const quiet = 4

// Black on white whatever the terminal's own colours are: not every phone reads a
// code with light modules on a dark ground. 16 and 231 are the same in all themes.
const (
	colours = "\x1b[38;5;16;48;5;231m"
	reset   = "\x1b[0m"
)

// code is a QR code. A character cell holds two modules, one above the other,
// since cells are about twice as high as wide.
type code struct{ barcode barcode.Barcode }

// encode makes the smallest code: a screen has no scratches to correct.
func encode(text string) (code, error) {
	made, err := qr.Encode(text, qr.L, qr.Unicode)
	if err != nil {
		return code{}, fmt.Errorf("qropener: no QR code holds an address of %d bytes: show it in another way", len(text))
	}
	return code{made}, nil
}

func (c code) modules() int { return c.barcode.Bounds().Dx() }
func (c code) columns() int { return c.modules() + 2*quiet }
func (c code) rows() int    { return (c.modules() + 2*quiet + 1) / 2 }

// dark reports whether the module is; the margin is not.
func (c code) dark(x, y int) bool {
	x, y = x-quiet, y-quiet
	if x < 0 || y < 0 || x >= c.modules() || y >= c.modules() {
		return false
	}
	grey, _ := color.GrayModel.Convert(c.barcode.At(x, y)).(color.Gray)
	return grey.Y < 128
}

func (c code) draw() string {
	var out strings.Builder
	for row := range c.rows() {
		out.WriteString(colours)
		for x := range c.columns() {
			switch above, below := c.dark(x, 2*row), c.dark(x, 2*row+1); {
			case above && below:
				out.WriteRune('█')
			case above:
				out.WriteRune('▀')
			case below:
				out.WriteRune('▄')
			default:
				out.WriteRune(' ')
			}
		}
		out.WriteString(reset + "\n")
	}
	return out.String()
}
