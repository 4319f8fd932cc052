//go:build browser

package credentials_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/internal/browsertest"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

// A user signs in and picks two of three photos, and the program downloads
// those: all of it with the real pages.
func testPicker(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	for name, test := range map[string]person{
		"mouse":                    {looks: "picker"},
		"keyboard without scripts": {keyboard: true},
	} {
		t.Run(name, func(t *testing.T) {
			server := googletest.NewServer(t, googletest.Config{Email: longAddress})
			content := map[string][]byte{}
			for _, filename := range []string{"beach.jpg", "a-name-as-long-as-cameras-and-phones-of-today-give-to-their-photos.jpg", "hills.jpg"} {
				content[filename] = server.AddPhoto(googletest.Photo{Filename: filename}).Bytes
			}
			client, err := credentials.ParseClient(server.ClientSecretJSON())
			require.NoError(t, err)
			user := test
			user.tab = browser.Tab(t)
			if user.keyboard {
				user.tab.ForbidScripts()
			}
			user.looks = "" // the pages of the sign-in have their own test
			grant, err := credentials.Authorize(t.Context(), client, credentials.AuthorizeOptions{
				Opener: credentials.OpenerFunc(func(_ context.Context, consentURL string) error {
					return user.consent(server.LocalURL(consentURL), []string{picker.Scope}, "#allow")
				}),
				Scopes: []string{picker.Scope}, HTTP: server.Client(), Timeout: browserTimeout,
			})
			require.NoError(t, err)
			user.looks = test.looks
			signedIn, err := user.read()
			require.NoError(t, err)

			photos := &picker.Client{HTTP: grant.HTTPClient(t.Context(), client, server.Client())}
			session, err := photos.CreateSession(t.Context(), picker.CreateOptions{})
			require.NoError(t, err)
			require.NoError(t, chromedp.Do(user.tab.Context(), chromedp.Navigate(server.LocalURL(session.PickerURI))))
			user.look("choose")
			picked := boxes(t, user)
			require.Len(t, picked, 3)
			for _, box := range picked[:2] {
				require.NoError(t, user.press(chromedp.CSS("#"+box.ID), " "))
			}
			user.look("chosen")
			require.NoError(t, user.leave("#done"))
			user.look("done")

			_, err = photos.Wait(t.Context(), session)
			require.NoError(t, err)
			var names []string
			for item, err := range photos.Items(t.Context(), session.ID) {
				require.NoError(t, err)
				var got bytes.Buffer
				_, err := photos.Download(t.Context(), item, &got)
				require.NoError(t, err)
				require.Equal(t, content[item.Filename], got.Bytes())
				names = append(names, item.Filename)
			}
			require.ElementsMatch(t, []string{picked[0].Name, picked[1].Name}, names)

			// The page does not work a second time.
			require.NoError(t, chromedp.Do(user.tab.Context(), chromedp.Navigate(server.LocalURL(session.PickerURI))))
			user.look("over")
			again, err := user.read()
			require.NoError(t, err)
			require.Contains(t, again.Text, "no longer works")
			user.tab.RequireQuiet([]string{"status of 404"}, hostOf(t, again.Address), hostOf(t, signedIn.Address))
		})
	}
}

// box is a photo on the page of the picker.
type box struct{ ID, Name string }

func boxes(t *testing.T, user person) []box {
	t.Helper()
	found, err := chromedp.Run(user.tab.Context(), chromedp.Evaluate[[]box](
		`[...document.querySelectorAll("input[type=checkbox]")].map((el) => ({ID: el.id, Name: el.labels[0].innerText.split(",")[0]}))`))
	require.NoError(t, err)
	return found
}

// The picker that was asked for with /autoclose closes the window that a page of
// the program has opened for it.
func testPickerCloses(t *testing.T, browser *browsertest.Browser) {
	t.Helper()
	server := googletest.NewServer(t, googletest.Config{})
	server.AddPhoto(googletest.Photo{Filename: "beach.jpg"})
	photos := &picker.Client{HTTP: server.AuthorizedClient(picker.Scope)}
	session, err := photos.CreateSession(t.Context(), picker.CreateOptions{})
	require.NoError(t, err)
	tab := browser.Tab(t)
	// Any page may open a window; this one is there.
	require.NoError(t, chromedp.Do(tab.Context(), chromedp.Navigate(server.LocalURL(session.PickerURI))))
	opened := chromedp.WaitNewTarget(tab.Context(), func(*target.Info) bool { return true })
	asked := func(p *runtime.EvaluateParams) { p.UserGesture = new(true) }
	require.NoError(t, chromedp.Do(tab.Context(), chromedp.Evaluate[chromedp.Void](
		`void open("`+server.LocalURL(session.PickerURI+"/autoclose")+`")`, asked)))
	window, cancel := chromedp.NewContext(tab.Context(), chromedp.WithTargetID(<-opened))
	defer cancel()
	require.NoError(t, chromedp.Do(window, chromedp.WaitVisible(chromedp.CSS("#done"))))
	gone, err := chromedp.Detached(window)
	require.NoError(t, err)
	require.NoError(t, chromedp.Do(window, chromedp.Click(chromedp.CSS("input[type=checkbox]"))))
	_ = chromedp.Do(window, chromedp.Click(chromedp.CSS("#done"))) // Its answer may be lost with the window.
	select {
	case <-gone:
	case <-tab.Context().Done():
		t.Fatal("the window stays")
	}
}
