package googletest_test

import (
	"image/jpeg"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func TestOpenSessions(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now, OpenSessions: 2, AccessTokenTTL: 100 * time.Hour})
	client := s.AuthorizedClient(pickerScope)
	photo := s.AddPhoto(googletest.Photo{})
	create := func(client *http.Client) reply {
		return do(t, client, http.MethodPost, pickerAPI+"/v1/sessions", "", nil)
	}
	id, uri := newSession(t, client, "")
	newSession(t, client, "")
	require.NoError(t, s.Pick(uri, photo.ID))
	full := create(client)
	require.Equal(t, 429, full.status)
	status, _ := full.rpcError(t)
	require.Equal(t, "RESOURCE_EXHAUSTED", status)
	require.Equal(t, 200, create(signIn(t, s, s.AddClient(), pickerScope)).status, "another client has its own")
	require.Equal(t, 200, do(t, client, http.MethodDelete, pickerAPI+"/v1/sessions/"+id, "", nil).status)
	require.Equal(t, 200, create(client).status)
	require.Equal(t, 429, create(client).status)
	now.Advance(24 * time.Hour)
	require.Equal(t, 200, create(client).status, "what is over does not count")
}

func TestAccountWithoutPhotos(t *testing.T) {
	s := start(t, googletest.Config{NoPhotos: true})
	answer := do(t, s.AuthorizedClient(pickerScope), http.MethodPost, pickerAPI+"/v1/sessions", "", nil)
	require.Equal(t, 400, answer.status)
	status, reason := answer.rpcError(t)
	require.Equal(t, []string{"FAILED_PRECONDITION", "PHOTOS_NOT_ENABLED"}, []string{status, reason})
}

// The page says what is wrong, keeps the ticks, and shows the photos.
func TestPickerPageHelps(t *testing.T) {
	s := start(t, googletest.Config{})
	first := s.AddPhoto(googletest.Photo{Bytes: googletest.JPEG(googletest.PhotoSpec{Width: 300, Height: 200, Orientation: 6})})
	second := s.AddPhoto(googletest.Photo{Filename: "a.mp4", Bytes: movie()})
	_, uri := newSession(t, s.AuthorizedClient(pickerScope), `{"pickingConfig":{"maxItemCount":"1"}}`)
	browser := &http.Client{Transport: &http.Transport{}} // knows no host of Google
	defer browser.CloseIdleConnections()
	address := s.LocalURL(uri)
	none := postForm(t, browser, address, url.Values{})
	require.Contains(t, none.body, `role="alert">No photo is chosen.<`)
	many := postForm(t, browser, address, url.Values{"item": {first.ID, second.ID}})
	require.Equal(t, 400, many.status)
	require.Contains(t, many.body, "Too many photos are chosen: 2.")
	require.Equal(t, 2, strings.Count(many.body, `checked="checked"`))

	page := do(t, browser, http.MethodGet, address, "", nil)
	require.NotContains(t, page.body, "checked=")
	pictures := regexp.MustCompile(`<img src="([^"]+)"`).FindAllStringSubmatch(page.body, -1)
	require.Len(t, pictures, 2)
	var small []string
	for _, found := range pictures {
		source, err := page.url.Parse(found[1])
		require.NoError(t, err)
		require.Equal(t, page.url.Host, source.Host)
		answer := do(t, browser, http.MethodGet, source.String(), "", nil)
		config, err := jpeg.DecodeConfig(strings.NewReader(answer.body))
		require.NoError(t, err)
		require.Equal(t, []int{160, 160}, []int{config.Width, config.Height})
		small = append(small, source.String())
	}
	require.NoError(t, s.Pick(uri, first.ID))
	require.Equal(t, 404, do(t, browser, http.MethodGet, small[0], "", nil).status, "the page is over")
	require.Empty(t, s.Unexpected())
}
