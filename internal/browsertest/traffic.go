//go:build browser

package browsertest

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// traffic is what a tab asked the network for, and complained about.
type traffic struct {
	mu         sync.Mutex
	urls       []string
	complaints []string
}

func listen(tab context.Context, t *testing.T) *traffic {
	t.Helper()
	seen := &traffic{}
	require.NoError(t, chromedp.Listen(tab, seen.note))
	_, err := chromedp.Call(tab, network.Enable, network.EnableParams{})
	require.NoError(t, err)
	_, err = chromedp.Call(tab, runtime.Enable, cdp.Empty{})
	require.NoError(t, err)
	_, err = chromedp.Call(tab, log.Enable, cdp.Empty{})
	require.NoError(t, err)
	return seen
}

func (s *traffic) note(event any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch event := event.(type) {
	case *network.EventRequestWillBeSent:
		s.urls = append(s.urls, event.Request.URL)
	case *runtime.EventConsoleAPICalled:
		s.complaints = append(s.complaints, "console."+string(event.Type))
	case *runtime.EventExceptionThrown:
		s.complaints = append(s.complaints, event.ExceptionDetails.Text)
	case *log.EventEntryAdded: // Such as what the page's policy forbade.
		s.complaints = append(s.complaints, event.Entry.Text)
	}
}

// Requested returns the addresses that the tab asked for, "data:" aside.
func (p *Tab) Requested() []string {
	p.traffic.mu.Lock()
	defer p.traffic.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.traffic.urls), func(address string) bool {
		return strings.HasPrefix(address, "data:")
	})
}

// RequireQuiet fails the test if the browser complained about a page, or if the
// tab asked anybody besides these hosts, each "address:port". An expected
// complaint is that of a page whose own status is an error.
func (p *Tab) RequireQuiet(expected []string, hosts ...string) {
	p.t.Helper()
	require.Empty(p.t, p.outside(hosts), "the tab asked others")
	p.traffic.mu.Lock()
	defer p.traffic.mu.Unlock()
	for _, complaint := range p.traffic.complaints {
		known := slices.ContainsFunc(expected, func(part string) bool { return strings.Contains(complaint, part) })
		require.True(p.t, known, "the browser complained: %s", complaint)
	}
}

// outside returns the hosts that were asked and are not among these.
func (p *Tab) outside(hosts []string) []string {
	var others []string
	for _, address := range p.Requested() {
		asked, err := url.Parse(address)
		if err != nil {
			others = append(others, fmt.Sprintf("%q", address))
		} else if !slices.Contains(hosts, asked.Host) {
			others = append(others, asked.Host)
		}
	}
	return others
}
