//go:build browser

package browsertest

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// timeout bounds the life of a browser, so that a page that never comes fails
// the test and not the whole run.
const timeout = 3 * time.Minute

// Browser is a running Chromium with an empty profile.
type Browser struct{ ctx context.Context } //nolint:containedctx // chromedp's handle of a browser is a context

// Start starts a browser that ends with the test.
func Start(t *testing.T) *Browser {
	t.Helper()
	// Whatever else the browser has in mind, it finds nobody.
	return start(t, chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE [::1]"))
}

// StartBehind starts a browser that asks a proxy for all but this machine, and
// trusts whoever answers there.
func StartBehind(t *testing.T, proxy string) *Browser {
	t.Helper()
	return start(t, chromedp.ProxyServer(proxy), chromedp.IgnoreCertErrors)
}

func start(t *testing.T, options ...chromedp.ExecAllocatorOption) *Browser {
	t.Helper()
	path := os.Getenv("NASPHOTOS_CHROMIUM")
	if path == "" {
		path = "chromium"
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewExecAllocator(ctx, append(options,
		chromedp.ExecPath(path),
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Headless,
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.UserDataDir(t.TempDir()),
	)...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	// Cleanups run last in, first out: this one waits for the browser to exit.
	t.Cleanup(func() { require.NoError(t, chromedp.Cancel(ctx)) })
	require.NoError(t, chromedp.Do(ctx))
	return &Browser{ctx: ctx}
}

// Tab is a tab with no cookies and no history of others. Its methods may be
// called from any goroutine, one at a time.
type Tab struct {
	t       *testing.T
	ctx     context.Context //nolint:containedctx // chromedp's handle of a tab is a context
	traffic *traffic
}

// Tab opens a tab that closes with the test.
func (b *Browser) Tab(t *testing.T) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	t.Cleanup(func() { require.NoError(t, chromedp.Cancel(ctx)) })
	tab := &Tab{t: t, ctx: ctx, traffic: listen(ctx, t)}
	// Tabs in the background take no keys otherwise.
	_, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	require.NoError(t, err)
	return tab
}

// Context is the tab for functions of chromedp.
func (p *Tab) Context() context.Context { return p.ctx }

// ForbidScripts makes the tab one of a user who has switched JavaScript off.
func (p *Tab) ForbidScripts() {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(p.t, err)
}

// view sets the width of the window in CSS pixels and the colour scheme. Narrow
// windows are those of phones.
func (p *Tab) view(width int64, scheme string) error {
	metrics := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 800, DeviceScaleFactor: 1, Mobile: width < 600}
	if _, err := chromedp.Call(p.ctx, emulation.SetDeviceMetricsOverride, metrics); err != nil {
		return err
	}
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	return err
}
