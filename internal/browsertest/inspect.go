//go:build browser

package browsertest

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
)

var (
	//go:embed audit.js
	auditScript string
	//go:embed keyboard.js
	keyboardScript string
	//go:embed colours.js
	coloursScript string
)

// The windows that a page is looked at in, in CSS pixels: a small phone and a
// laptop.
const (
	phone  = 360
	laptop = 1280
)

// Inspect checks the page that the tab shows, at both widths, light and dark,
// and keeps a screenshot of each. What it finds fails the test, which goes on.
// The keyboard is at no control afterwards.
func (p *Tab) Inspect(name string) {
	p.t.Helper()
	for _, width := range []int64{phone, laptop} {
		for _, scheme := range []string{"light", "dark"} {
			shot := fmt.Sprintf("%s-%d-%s", name, width, scheme)
			problems, err := p.inspect(shot, width, scheme)
			if err != nil {
				p.t.Errorf("%s: %v", shot, err)
			}
			assert.Empty(p.t, problems, shot)
		}
	}
}

func (p *Tab) inspect(shot string, width int64, scheme string) ([]string, error) {
	if err := p.view(width, scheme); err != nil {
		return nil, err
	}
	if err := p.screenshot(shot); err != nil {
		return nil, err
	}
	problems, err := p.audit(width)
	if err != nil {
		return nil, err
	}
	walked, err := p.walk()
	return append(problems, walked...), err
}

func (p *Tab) screenshot(name string) error {
	// At 100 the format is PNG.
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	folder := os.Getenv("NASPHOTOS_SCREENSHOTS")
	if folder == "" {
		folder = p.t.ArtifactDir()
	}
	if err := os.MkdirAll(folder, 0o750); err != nil { //nolint:gosec // who runs the tests says where
		return err
	}
	return os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600) //nolint:gosec // see above
}

func (p *Tab) audit(width int64) ([]string, error) {
	script := strings.NewReplacer("COLOURS", strings.TrimSpace(coloursScript), "ASKED_WIDTH", fmt.Sprint(width)).Replace(auditScript)
	return chromedp.Run(p.ctx, chromedp.Evaluate[[]string](script))
}

// stop is where the keyboard is: At is the index among the controls in the order
// of the page, or -1.
type stop struct {
	Controls, At int
	Problems     []string
}

// Top takes the keyboard to the start of the page, before its first control.
func (p *Tab) Top() error {
	return chromedp.Do(p.ctx, chromedp.Evaluate[chromedp.Void](`(() => {
		const start = document.createElement("span");
		start.tabIndex = -1;
		document.body.prepend(start);
		start.focus();
		start.remove();
		scrollTo(0, 0);
	})()`))
}

// walk presses the tab key until every control had its turn.
func (p *Tab) walk() ([]string, error) {
	script := strings.ReplaceAll(keyboardScript, "COLOURS", strings.TrimSpace(coloursScript))
	read := func() (stop, error) { return chromedp.Run(p.ctx, chromedp.Evaluate[stop](script)) }
	if err := p.Top(); err != nil {
		return nil, err
	}
	now, err := read()
	if err != nil {
		return nil, err
	}
	var problems []string
	for want := range now.Controls {
		if err := chromedp.Do(p.ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
			return nil, err
		}
		if now, err = read(); err != nil {
			return nil, err
		}
		problems = append(problems, now.Problems...)
		if now.At != want {
			problems = append(problems, fmt.Sprintf("tab order: key %d goes to control %d of %d", want+1, now.At+1, now.Controls))
			break
		}
	}
	return problems, p.Top()
}
