// Package browsertest looks at pages in a real Chromium: whether they fit, can
// be read, can be used with the keyboard alone, and load nothing from elsewhere.
//
//	browser := browsertest.Start(t)
//	tab := browser.Tab(t)
//	require.NoError(t, chromedp.Do(tab.Context(), chromedp.Navigate(address)))
//	tab.Inspect("consent")
//
// All but this sentence is behind the build tag browser. NASPHOTOS_CHROMIUM
// names the program, default chromium on the PATH. NASPHOTOS_SCREENSHOTS names
// the folder that keeps the screenshots, default the test's artifact folder
// (go test -artifacts).
package browsertest
