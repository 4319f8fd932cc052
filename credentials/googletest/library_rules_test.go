package googletest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// A second write of a user is refused while the first is under way.
func TestConcurrentWrites(t *testing.T) {
	waiting, goOn := make(chan struct{}), make(chan struct{})
	s := start(t, googletest.Config{Sleep: func(context.Context, time.Duration) error {
		close(waiting)
		<-goOn
		return nil
	}})
	client := s.AuthorizedClient()
	create := func() int {
		return do(t, client, http.MethodPost, library+"/v1/albums", `{"album":{"title":"x"}}`, nil).status
	}
	s.Script(googletest.Request{Method: http.MethodPost}, googletest.Delay(time.Minute))
	first := make(chan int)
	go func() {
		first <- fetch(t, client, http.MethodPost, library+"/v1/albums", `{"album":{"title":"x"}}`, nil).status
	}()
	<-waiting
	second := do(t, client, http.MethodPost, library+"/v1/albums", `{"album":{"title":"y"}}`, nil)
	require.Equal(t, 429, second.status)
	require.Contains(t, second.body, "Quota exceeded for quota 'concurrent write request' of service 'photoslibrary.googleapis.com'.")
	require.Equal(t, 200, do(t, client, http.MethodGet, library+"/v1/albums", "", nil).status, "reading is free")
	other := signIn(t, s, s.AddClient(), appendScope)
	require.Equal(t, 200, do(t, other, http.MethodPost, library+"/v1/albums", `{"album":{"title":"z"}}`, nil).status, "another project")
	close(goOn)
	require.Equal(t, 200, <-first)
	require.Equal(t, 200, create())
	s.Script(googletest.Request{Method: http.MethodPost}, googletest.Drop(), googletest.CutBody(1))
	fetch(t, client, http.MethodPost, library+"/v1/albums", "{}", nil)
	fetch(t, client, http.MethodPost, library+"/v1/albums", "{}", nil)
	require.Equal(t, 200, create(), "a lost write is over")
}

// Writers that wait their turn lose nothing, whatever else happens meanwhile.
func TestParallelClients(t *testing.T) {
	s := start(t, googletest.Config{WritesPerMinute: 1000})
	var turn sync.Mutex
	var all sync.WaitGroup
	client := s.AuthorizedClient()
	for i := range 8 {
		all.Go(func() {
			for j := range 5 {
				file := googletest.JPEG(googletest.PhotoSpec{Seed: uint64(100*i + j), Width: 8, Height: 8})
				token := fetch(t, client, http.MethodPost, library+"/v1/uploads", string(file), http.Header{"X-Goog-Upload-Protocol": {"raw"}}).body
				turn.Lock()
				fetch(t, client, http.MethodPost, library+"/v1/mediaItems:batchCreate",
					fmt.Sprintf(`{"newMediaItems":[{"simpleMediaItem":{"uploadToken":%q,"fileName":"%d-%d 😀.jpg"}}]}`, token, i, j), nil)
				turn.Unlock()
				fetch(t, client, http.MethodPost, library+"/v1/mediaItems:search", `{"pageSize":100}`, nil)
				s.Library()
			}
		})
	}
	all.Wait()
	require.Len(t, s.Library().Items, 40)
}

// The day of the quota starts at midnight in California, summer and winter.
func TestPacificDay(t *testing.T) {
	at := func(text string) int64 {
		now, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return googletest.PacificDay(now)
	}
	for _, midnight := range []string{
		"2026-01-15T08:00:00Z", "2026-07-15T07:00:00Z", // winter, summer
		"2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z", // around the clocks going forward
		"2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z", // and back
	} {
		now, err := time.Parse(time.RFC3339, midnight)
		require.NoError(t, err)
		require.Equal(t, googletest.PacificDay(now.Add(-time.Second))+1, googletest.PacificDay(now), midnight)
		require.Equal(t, googletest.PacificDay(now), googletest.PacificDay(now.Add(23*time.Hour-time.Second)), midnight)
	}
	require.Equal(t, at("2026-11-01T12:00:00-07:00")+1, at("2026-11-02T12:00:00-08:00"))
}

func TestDailyBytesSayPerDay(t *testing.T) {
	s := start(t, googletest.Config{DailyDownloads: 1})
	base := baseOfFresh(t, s, s.AddPhoto(googletest.Photo{}).ID)
	require.Equal(t, 200, do(t, s.Client(), http.MethodHead, base+"=d", "", nil).status)
	spent := do(t, s.Client(), http.MethodGet, base+"=d", "", nil)
	require.Equal(t, 429, spent.status)
	require.Contains(t, spent.header.Get("Content-Type"), "text/html")
	require.Contains(t, spent.body, "per day")
}

func TestSearchRules(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient()
	s.AddPhoto(googletest.Photo{Filename: "dated.jpg", CreationTime: time.Date(2024, 2, 29, 1, 2, 3, 0, time.UTC)})
	s.AddPhoto(googletest.Photo{Filename: "undated.png", Bytes: png(t)})
	search := func(body string) reply {
		return do(t, client, http.MethodPost, library+"/v1/mediaItems:search", body, nil)
	}
	dates := func(date string) string { return `{"filters":{"dateFilter":{"dates":[` + date + `]}}}` }
	for _, body := range []string{
		dates(`{"month":2}`), dates(`{"day":1}`), dates(`{"year":2024,"month":2,"day":30}`), dates(`{"year":2023,"month":2,"day":29}`),
		dates(`{"year":10000}`), dates(`{"year":-1}`), dates(`{}`), dates(`{"month":4,"day":31}`),
		`{"orderBy":"MediaMetadata.creation_time","filters":{"dateFilter":{"dates":[{"year":2024}]},"mediaTypeFilter":{"mediaTypes":["PHOTO"]}}}`,
		`{"orderBy":"MediaMetadata.creation_time","filters":{"dateFilter":{"dates":[{"year":2024}]},"contentFilter":{"includedContentCategories":["PETS"]}}}`,
		`{"orderBy":"MediaMetadata.creation_time","filters":{"dateFilter":{}}}`,
	} {
		require.Equal(t, 400, search(body).status, body)
	}
	for _, body := range []string{
		dates(`{"month":2,"day":29}`), dates(`{"year":2024,"month":2,"day":29}`), dates(`{"year":2024}`),
		`{"orderBy":"MediaMetadata.creation_time desc","filters":{"includeArchivedMedia":true,"excludeNonAppCreatedData":true,"dateFilter":{"ranges":[{"startDate":{"year":1,"month":1,"day":1},"endDate":{"year":9999,"month":12,"day":31}}]}}}`,
	} {
		found := search(body)
		require.Equal(t, 200, found.status, found.body)
		require.Contains(t, found.body, "dated.jpg")
		require.NotContains(t, found.body, "undated.png", "the time of the upload is no date")
	}
	require.Contains(t, search(`{}`).body, "undated.png")
}

// What is dated in the future is in albums and unfiltered lists only.
// Source: https://developers.google.com/photos/library/guides/apply-filters
func TestFutureItemsMatchNoFilter(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now, AccessTokenTTL: 1000 * time.Hour})
	item := s.AddPhoto(googletest.Photo{Filename: "future.jpg", CreationTime: now.Now().Add(48 * time.Hour), Favorite: true})
	album := s.AddAlbum("x", item.ID)
	client := s.AuthorizedClient()
	found := func(body string) bool {
		answer := do(t, client, http.MethodPost, library+"/v1/mediaItems:search", body, nil)
		require.Equal(t, 200, answer.status, answer.body)
		return strings.Contains(answer.body, "future.jpg")
	}
	require.True(t, found(`{}`))
	require.True(t, found(fmt.Sprintf(`{"albumId":%q}`, album)))
	require.Contains(t, do(t, client, http.MethodGet, library+"/v1/mediaItems", "", nil).body, "future.jpg")
	filtered := []string{
		`{"filters":{"dateFilter":{"dates":[{"year":2026}]}}}`,
		`{"filters":{"mediaTypeFilter":{"mediaTypes":["PHOTO"]}}}`,
		`{"filters":{"featureFilter":{"includedFeatures":["FAVORITES"]}}}`,
		`{"filters":{"contentFilter":{"excludedContentCategories":["PETS"]}}}`,
	}
	for _, body := range filtered {
		require.False(t, found(body), body)
	}
	now.Advance(72 * time.Hour)
	for _, body := range filtered {
		require.True(t, found(body), body)
	}
}

func TestNamesAndTexts(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient()
	token := do(t, client, http.MethodPost, library+"/v1/uploads", string(googletest.JPEG(googletest.PhotoSpec{})), http.Header{"X-Goog-Upload-Protocol": {"raw"}}).body
	create := func(name, description string) int {
		body := fmt.Sprintf(`{"newMediaItems":[{"description":%q,"simpleMediaItem":{"uploadToken":%q,"fileName":%q}}]}`, description, token, name)
		return do(t, client, http.MethodPost, library+"/v1/mediaItems:batchCreate", body, nil).status
	}
	require.Equal(t, 400, create(strings.Repeat("ä", 256), ""))
	require.Equal(t, 400, create("a.jpg", strings.Repeat("ä", 1001)))
	require.Equal(t, 200, create(strings.Repeat("ä", 251)+".jpg", strings.Repeat("ä", 1000)))
	item := s.Library().Items[0]
	base := baseOfFresh(t, s, item.ID)
	require.Contains(t, do(t, client, http.MethodHead, base+"=d", "", nil).header.Get("Content-Disposition"), "filename*=utf-8''%C3%A4")
	require.Equal(t, 200, do(t, client, http.MethodPost, library+"/v1/albums", fmt.Sprintf(`{"album":{"title":%q}}`, strings.Repeat("😀", 500)), nil).status)

	id := s.AddAlbum("x", item.ID)
	for _, mask := range []string{"coverPhotoMediaItemId", "cover_photo_media_item_id", "title,coverPhotoMediaItemId"} {
		patched := do(t, client, http.MethodPatch, library+"/v1/albums/"+id+"?updateMask="+mask, fmt.Sprintf(`{"title":"y","coverPhotoMediaItemId":%q}`, item.ID), nil)
		require.Equal(t, 200, patched.status, patched.body)
	}
	for _, mask := range []string{"", "id", "title,id", "*", "mediaItemsCount"} {
		require.Equal(t, 400, do(t, client, http.MethodPatch, library+"/v1/albums/"+id+"?updateMask="+mask, `{"title":"y"}`, nil).status, mask)
		require.Equal(t, 400, do(t, client, http.MethodPatch, library+"/v1/mediaItems/"+item.ID+"?updateMask="+mask, `{"description":"y"}`, nil).status, mask)
	}
}
