package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/nasphotos/nasphotos/cloudsync"
)

// printer writes what people read.
type printer struct {
	w       io.Writer
	step    int
	partial bool // the cursor is behind a progress bar
}

func (p *printer) line(format string, args ...any) {
	p.endLine()
	fmt.Fprintf(p.w, format+"\n", args...)
}

// head starts a step.
func (p *printer) head(title string) {
	p.step++
	p.line("\n%d. %s", p.step, title)
}

// block writes a text of several lines, indented.
func (p *printer) block(text string) {
	for line := range strings.Lines(text) {
		p.line("   %s", strings.TrimRight(line, "\n"))
	}
}

func (p *printer) endLine() {
	if p.partial {
		fmt.Fprintln(p.w)
		p.partial = false
	}
}

// progress returns a function that shows readings: a bar on a terminal, a line
// for each change elsewhere.
func (p *printer) progress(what string) func(cloudsync.Progress) {
	if file, ok := p.w.(*os.File); !ok || !term.IsTerminal(int(file.Fd())) {
		var last string
		return func(reading cloudsync.Progress) {
			text := fmt.Sprintf("%s: %3d%% %s, %d of %d files", what, reading.Percent, reading.Phase, reading.Files, reading.TotalFiles)
			if text != last {
				p.line("   %s", text)
			}
			last = text
		}
	}
	bar := progressbar.NewOptions(100,
		progressbar.OptionSetWriter(p.w),
		progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(50*time.Millisecond),
		progressbar.OptionSetPredictTime(false),
	)
	return func(reading cloudsync.Progress) {
		bar.Describe(fmt.Sprintf("   %s: %s, %d of %d files", what, reading.Phase, reading.Files, reading.TotalFiles))
		_ = bar.Set(reading.Percent)
		p.partial = true
	}
}
