package photoslibrary_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

var bytesOfItems = googletest.Request{Host: "lh3.googleusercontent.com"}

// count returns how many requests there were for a path.
func count(google *googletest.Server, path string) int {
	n := 0
	for _, request := range google.Requests() {
		if request.Path == path {
			n++
		}
	}
	return n
}

// Whatever happens to the answers, the bytes are all there, or there is an error.
func TestDownloadSurvives(t *testing.T) {
	repeat := func(trouble googletest.Trouble, n int) []googletest.Trouble {
		return slices.Repeat([]googletest.Trouble{trouble}, n)
	}
	tests := map[string]struct {
		troubles []googletest.Trouble
		want     string // the error; empty: the bytes
		is       error
	}{
		"cut":                      {repeat(googletest.CutBody(100), 1), "", nil},
		"cut at the start":         {repeat(googletest.CutBody(0), 1), "", nil},
		"cut before the last byte": {repeat(googletest.CutBody(1<<20), 1), "", nil},
		"cut four times":           {repeat(googletest.CutBody(100), 4), "", nil},
		"cut always":               {repeat(googletest.CutBody(100), 5), "after 100 bytes: ", io.ErrUnexpectedEOF},
		"short with a clean end":   {repeat(googletest.ShortBody(100), 1), "", nil},
		"short always":             {append([]googletest.Trouble{googletest.ShortBody(9), googletest.Pass()}, repeat(googletest.ShortBody(9), 4)...), "after 9 bytes: ", io.ErrUnexpectedEOF},
		"no answer":                {repeat(googletest.Drop(), 2), "", nil},
		"server fault":             {[]googletest.Trouble{googletest.Error(503), googletest.CutBody(5), googletest.Error(500)}, "", nil},
		"expired, once":            {repeat(googletest.Error(403), 1), "", nil},
		"expired in the middle":    {[]googletest.Trouble{googletest.CutBody(100), googletest.Error(403)}, "", nil},
		"expired twice":            {[]googletest.Trouble{googletest.Error(403), googletest.CutBody(100), googletest.Error(403)}, "", nil},
		"refused when it is new":   {repeat(googletest.Error(403), 2), "403", photoslibrary.ErrBaseURLExpired},
		"withdrawn":                {repeat(googletest.Error(404), 2), "404", photoslibrary.ErrBaseURLExpired},
		"a page":                   {repeat(googletest.Garbage(), 1), "the answer is application/json, and no photo or video (is a proxy in between?)", nil},
		"too fast":                 {repeat(googletest.Error(429), 1), "", nil},
		"elsewhere":                {repeat(googletest.Redirect("https://example.com/"), 1), "redirects to an address outside Google Photos", nil},
		"to a customer":            {repeat(googletest.Redirect("https://1-2-3-4.bc.googleusercontent.com/"), 1), "redirects to an address outside Google Photos", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				google := start(t, googletest.Config{InMemory: true})
				added := google.AddPhoto(googletest.Photo{Filename: "a.jpg"})
				library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
				item, err := library.Get(t.Context(), added.ID)
				require.NoError(t, err)
				google.Script(bytesOfItems, test.troubles...)
				var out bytes.Buffer
				n, err := library.Download(t.Context(), item, &out)
				require.Zero(t, google.ScriptLeft())
				require.EqualValues(t, out.Len(), n)
				if test.want == "" {
					require.NoError(t, err)
					require.Equal(t, added.Bytes, out.Bytes())
					return
				}
				require.ErrorContains(t, err, `photoslibrary: download media item "a.jpg": `)
				require.ErrorContains(t, err, test.want)
				if test.is != nil {
					require.ErrorIs(t, err, test.is)
				}
				require.NotContains(t, err.Error(), strings.TrimPrefix(item.BaseURL, "https://"))
				require.True(t, bytes.HasPrefix(added.Bytes, out.Bytes()))
			})
		})
	}
}

// A base URL is replaced when it is old, and not before.
func TestDownloadRefreshes(t *testing.T) {
	for name, test := range map[string]struct {
		age       time.Duration
		change    func(*photoslibrary.MediaItem)
		refreshes int
		want      error
	}{
		"new":                  {0, nil, 0, nil},
		"54 minutes":           {54 * time.Minute, nil, 0, nil},
		"55 minutes":           {55 * time.Minute, nil, 1, nil},
		"a day":                {24 * time.Hour, nil, 1, nil},
		"59 minutes, no time":  {59 * time.Minute, func(i *photoslibrary.MediaItem) { i.BaseURLTime = time.Time{} }, 0, nil},
		"61 minutes, no time":  {61 * time.Minute, func(i *photoslibrary.MediaItem) { i.BaseURLTime = time.Time{} }, 1, nil},
		"only the id":          {0, func(i *photoslibrary.MediaItem) { *i = photoslibrary.MediaItem{ID: i.ID} }, 1, nil},
		"61 minutes, no id":    {61 * time.Minute, func(i *photoslibrary.MediaItem) { i.ID = "" }, 0, photoslibrary.ErrBaseURLExpired},
		"gone":                 {time.Hour, func(i *photoslibrary.MediaItem) { i.ID = "AGj1" + strings.Repeat("x", 72) }, 1, photoslibrary.ErrNotFound},
		"a video not yet done": {0, func(i *photoslibrary.MediaItem) { i.Metadata.Video = &photoslibrary.Video{Status: "PROCESSING"} }, 0, photoslibrary.ErrVideoNotReady},
		"a video then done":    {time.Hour, func(i *photoslibrary.MediaItem) { i.Metadata.Video = &photoslibrary.Video{Status: "PROCESSING"} }, 1, nil},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
			google := start(t, googletest.Config{Now: func() time.Time { return now }, AccessTokenTTL: 100 * time.Hour})
			added := google.AddPhoto(googletest.Photo{})
			library := &photoslibrary.Client{HTTP: google.AuthorizedClient(), Now: func() time.Time { return now }}
			item, err := library.Get(t.Context(), added.ID)
			require.NoError(t, err)
			require.Equal(t, now, item.BaseURLTime)
			now = now.Add(test.age)
			if test.change != nil {
				test.change(&item)
			}
			var out bytes.Buffer
			_, err = library.Download(t.Context(), item, &out)
			require.Equal(t, test.refreshes, count(google, "/v1/mediaItems:batchGet"))
			if test.want != nil {
				require.ErrorIs(t, err, test.want)
				require.Zero(t, out.Len())
				return
			}
			require.NoError(t, err)
			require.Equal(t, added.Bytes, out.Bytes())
		})
	}
}

func TestRefresh(t *testing.T) {
	now := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	google := start(t, googletest.Config{Now: func() time.Time { return now }, AccessTokenTTL: 100 * time.Hour})
	for range 120 {
		google.AddPhoto(googletest.Photo{})
	}
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient(), Now: func() time.Time { return now }}
	items := collect(t, library.Items(t.Context()))
	require.NoError(t, library.Refresh(t.Context(), items))
	require.Zero(t, count(google, "/v1/mediaItems:batchGet"), "they are new")

	now = now.Add(time.Hour)
	items[5].ID = "AGj1" + strings.Repeat("x", 72) // the user has deleted it
	items = append(items, photoslibrary.MediaItem{Filename: "not of the library"})
	old := slices.Clone(items)
	require.NoError(t, library.Refresh(t.Context(), items))
	require.Equal(t, 3, count(google, "/v1/mediaItems:batchGet"), "50 items per request")
	for i, item := range items {
		if i == 5 || i == 120 {
			require.Equal(t, old[i], item)
			continue
		}
		require.Equal(t, now, item.BaseURLTime)
		require.NotEqual(t, old[i].BaseURL, item.BaseURL)
		require.Equal(t, old[i].ID, item.ID)
	}
	_, err := library.Download(t.Context(), items[5], io.Discard)
	require.ErrorIs(t, err, photoslibrary.ErrNotFound)

	for name, at := range map[string]time.Time{"not known": {}, "of a clock that was set back": now.Add(time.Hour)} {
		items[0].BaseURLTime = at
		require.NoError(t, library.Refresh(t.Context(), items[:1]))
		require.Equal(t, now, items[0].BaseURLTime, name)
	}

	now = now.Add(time.Hour)
	google.Script(googletest.Request{Path: "/v1/mediaItems:batchGet"}, googletest.Pass(), googletest.Error(403))
	require.ErrorContains(t, library.Refresh(t.Context(), items), "403")
	require.Equal(t, now, items[0].BaseURLTime, "what was learned is kept")
	require.NotEqual(t, now, items[119].BaseURLTime)
}

// A clock that counts stands still while a computer sleeps, and base URLs age.
func TestBaseURLTimeIsOfTheWallClock(t *testing.T) {
	google := start(t, googletest.Config{})
	added := google.AddPhoto(googletest.Photo{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	item, err := library.Get(t.Context(), added.ID)
	require.NoError(t, err)
	require.NotContains(t, item.BaseURLTime.String(), "m=")
}

func TestDownloadPreview(t *testing.T) {
	google := start(t, googletest.Config{})
	added := google.AddPhoto(googletest.Photo{Bytes: googletest.JPEG(googletest.PhotoSpec{Width: 64, Height: 32})})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	item, err := library.Get(t.Context(), added.ID)
	require.NoError(t, err)
	var fit, crop bytes.Buffer
	_, err = library.DownloadPreview(t.Context(), item, photoslibrary.Size{Width: 16, Height: 16}, &fit)
	require.NoError(t, err)
	_, err = library.DownloadPreview(t.Context(), item, photoslibrary.Size{Width: 16, Height: 16, Crop: true}, &crop)
	require.NoError(t, err)
	require.NotEqual(t, fit.Len(), crop.Len())
	film := google.AddPhoto(googletest.Photo{Bytes: []byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00")})
	var still bytes.Buffer
	_, err = library.DownloadPreview(t.Context(), photoslibrary.MediaItem{ID: film.ID}, photoslibrary.Size{Width: 16, Height: 16}, &still)
	require.NoError(t, err)
	require.Equal(t, "\xff\xd8", still.String()[:2], "a picture of the video")

	before := len(google.Requests())
	for _, size := range []photoslibrary.Size{{}, {Width: 1}, {Height: 1}, {Width: 16384, Height: 1}, {Width: 1, Height: -1}} {
		_, err = library.DownloadPreview(t.Context(), item, size, io.Discard)
		require.ErrorContains(t, err, "want 1 to 16383")
	}
	require.Len(t, google.Requests(), before)

	suffixes := map[string]string{}
	for kind, item := range map[string]photoslibrary.MediaItem{"photo": {}, "video": {MimeType: "video/mp4"}} {
		asked := scripted(t, func(w http.ResponseWriter, r *http.Request) {
			suffixes[kind] += r.URL.Path
			w.Header().Set("Content-Type", "image/jpeg")
			_, _ = io.WriteString(w, "x")
		})
		item.BaseURL = asked.BaseURL + "/"
		for _, crop := range []bool{false, true} {
			_, err = asked.DownloadPreview(t.Context(), item, photoslibrary.Size{Width: 20, Height: 10, Crop: crop}, io.Discard)
			require.NoError(t, err)
		}
		_, err = asked.Download(t.Context(), item, io.Discard)
		require.NoError(t, err)
	}
	require.Equal(t, map[string]string{"photo": "/=w20-h10/=w20-h10-c/=d", "video": "/=w20-h10-no/=w20-h10-c-no/=dv"}, suffixes)
}

// Bytes have a quota of their own, and a used-up one is not asked again.
func TestDownloadQuota(t *testing.T) {
	google := start(t, googletest.Config{DailyDownloads: 1})
	added := google.AddPhoto(googletest.Photo{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	item, err := library.Get(t.Context(), added.ID)
	require.NoError(t, err)
	_, err = library.Download(t.Context(), item, io.Discard)
	require.NoError(t, err)
	_, err = library.Download(t.Context(), item, io.Discard)
	require.ErrorIs(t, err, photoslibrary.ErrQuotaExhausted)
	require.Len(t, google.Requests(), 3)
	_, err = library.Get(t.Context(), added.ID)
	require.NoError(t, err, "the API goes on")
}

// A disk that is full is not asked again.
func TestDownloadIntoABrokenWriter(t *testing.T) {
	google := start(t, googletest.Config{})
	added := google.AddPhoto(googletest.Photo{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	item, err := library.Get(t.Context(), added.ID)
	require.NoError(t, err)
	file, err := os.Open(filepath.Join(t.TempDir(), "..")) // a folder
	require.NoError(t, err)
	defer file.Close()
	_, err = library.Download(t.Context(), item, file)
	require.ErrorContains(t, err, "write: ")
	var cause *os.PathError
	require.ErrorAs(t, err, &cause)
	require.Len(t, google.Requests(), 2)
	_, err = library.Download(t.Context(), item, lazyWriter{})
	require.ErrorIs(t, err, io.ErrShortWrite)
	require.Len(t, google.Requests(), 3)
}

// lazyWriter does not do what the interface asks for.
type lazyWriter struct{}

func (lazyWriter) Write([]byte) (int, error) { return 0, nil }
