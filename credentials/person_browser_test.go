//go:build browser

package credentials_test

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/nasphotos/nasphotos/internal/browsertest"
)

// browserTimeout is for a person who never gets to the end.
const browserTimeout = time.Minute

// person is a user in front of a browser, who signs in on Google's pages.
type person struct {
	tab      *browsertest.Tab
	keyboard bool              // has no mouse
	looks    string            // if set, at every page on the way; begins the names of the screenshots
	safe     bool              // goes back to safety at the warning
	before   map[string]func() // what happens while a page is open, by its id
	seen     []string          // the ids of the pages on the way
}

// shownPage is what a person sees.
type shownPage struct {
	ID, Title, Lang, H1, Text, Paper, Address string
	Items                                     int
}

const readPage = `({
	ID: document.querySelector("main").id, Title: document.title, Lang: document.documentElement.lang,
	H1: document.querySelector("h1").innerText, Text: document.body.innerText,
	Paper: getComputedStyle(document.body).backgroundColor, Address: location.href,
	Items: document.querySelectorAll("li").length,
})`

func (p *person) read() (shownPage, error) {
	return chromedp.Run(p.tab.Context(), chromedp.Evaluate[shownPage](readPage))
}

// reach moves the keyboard to a control.
func (p *person) reach(control chromedp.CSS) error {
	at := fmt.Sprintf(`document.activeElement.matches(%q)`, control)
	for range 50 {
		there, err := chromedp.Run(p.tab.Context(), chromedp.Evaluate[bool](at))
		if err != nil || there {
			return err
		}
		if err := chromedp.Do(p.tab.Context(), chromedp.KeyEvent(kb.Tab)); err != nil {
			return err
		}
	}
	return fmt.Errorf("the keyboard does not get to %s", control)
}

// press uses a control: a button with Enter, a box with the space bar.
func (p *person) press(control chromedp.CSS, key string) error {
	if !p.keyboard {
		return chromedp.Do(p.tab.Context(), chromedp.Click(control))
	}
	if err := p.reach(control); err != nil {
		return err
	}
	return chromedp.Do(p.tab.Context(), chromedp.KeyEvent(key))
}

// leave uses a control that leads to another page, and waits for that.
func (p *person) leave(control chromedp.CSS) error {
	_, err := chromedp.RunResponse(p.tab.Context(), chromedp.Func(func(context.Context, *chromedp.Target) error {
		return p.press(control, kb.Enter)
	}))
	return err
}

// consent signs in: it opens the address, passes what comes before, uses the
// boxes in turn and presses the button.
func (p *person) consent(address string, boxes []string, button chromedp.CSS) error {
	if err := chromedp.Do(p.tab.Context(), chromedp.Navigate(address)); err != nil {
		return err
	}
	for {
		page, err := p.read()
		if err != nil {
			return err
		}
		p.seen = append(p.seen, page.ID)
		if happens := p.before[page.ID]; happens != nil {
			happens()
		}
		p.look("" + page.ID)
		switch page.ID {
		case "page-account":
			err = p.leave("#account-0")
		case "page-testing", "page-unverified":
			if p.safe {
				return p.leave("#back-to-safety")
			}
			if page.ID == "page-testing" {
				err = p.leave("#proceed")
			} else if err = p.press("#advanced", kb.Enter); err == nil {
				p.look("page-unverified-advanced")
				err = p.leave("#proceed")
			}
		case "page-consent":
			for _, scope := range boxes {
				if err := p.press(chromedp.CSS(`input[type=checkbox][value="`+scope+`"]`), " "); err != nil {
					return err
				}
			}
			p.look("page-consent-ticked")
			return p.leave(button)
		default:
			return fmt.Errorf("the person does not know the page %q: %s", page.ID, page.H1)
		}
		if err != nil {
			return err
		}
	}
}

func (p *person) look(name string) {
	if p.looks != "" {
		p.tab.Inspect(p.looks + "-" + name)
	}
}
