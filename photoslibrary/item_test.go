package photoslibrary_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

func TestUpdateItem(t *testing.T) {
	google := start(t, googletest.Config{})
	added := google.AddPhoto(googletest.Photo{Filename: "a.jpg"})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	for _, text := range []string{"a cat", strings.Repeat("ü", 1000), ""} {
		item, err := library.UpdateItem(t.Context(), added.ID, text)
		require.NoError(t, err)
		require.Equal(t, text, item.Description)
		item, err = library.Get(t.Context(), added.ID)
		require.NoError(t, err)
		require.Equal(t, []string{"a.jpg", text}, []string{item.Filename, item.Description})
		require.False(t, item.BaseURLTime.IsZero())
	}
}

func TestBatchGet(t *testing.T) {
	google := start(t, googletest.Config{})
	var ids []string
	for range 120 {
		ids = append(ids, google.AddPhoto(googletest.Photo{}).ID)
	}
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	gone := "AGj1" + strings.Repeat("x", 72)
	asked := append([]string{"odd", gone, ids[7]}, ids...)
	fetched, err := library.BatchGet(t.Context(), asked...)
	require.NoError(t, err)
	require.Len(t, google.Requests(), 3, "50 items per request")
	require.Len(t, fetched, len(asked))
	for i, each := range fetched {
		require.Equal(t, asked[i], each.ID)
		if i > 1 {
			require.NoError(t, each.Err)
			require.Equal(t, asked[i], each.Item.ID)
			require.NotEmpty(t, each.Item.BaseURL)
		}
	}
	var failure *photoslibrary.ItemError
	require.ErrorAs(t, fetched[0].Err, &failure)
	require.Equal(t, "INVALID_ARGUMENT", failure.Status())
	require.NotErrorIs(t, fetched[0].Err, photoslibrary.ErrNotFound)
	require.ErrorIs(t, fetched[1].Err, photoslibrary.ErrNotFound)
	require.ErrorContains(t, fetched[1].Err, `photoslibrary: get media items: "`+gone+`": NOT_FOUND (code 5)`)

	google.Script(googletest.Request{Path: "/v1/mediaItems:batchGet"}, googletest.Pass(), googletest.Error(403))
	fetched, err = library.BatchGet(t.Context(), ids...)
	require.ErrorContains(t, err, "403")
	for i, each := range fetched {
		require.Equal(t, ids[i], each.ID)
		if i < 50 {
			require.Equal(t, ids[i], each.Item.ID)
			continue
		}
		require.ErrorIs(t, each.Err, err)
	}
	require.Len(t, google.Requests(), 5, "nothing is asked after a failure")
}

// Answers that no documentation promises lose no item and invent none.
func TestBatchGetAnswers(t *testing.T) {
	tests := map[string]struct {
		results string
		want    []string // id, or the error, of a, b and c
	}{
		"in order":          {`{"mediaItem":{"id":"a"}},{"mediaItem":{"id":"b"}},{"mediaItem":{"id":"c"}}`, []string{"a", "b", "c"}},
		"out of order":      {`{"mediaItem":{"id":"c"}},{"mediaItem":{"id":"a"}},{"mediaItem":{"id":"b"}}`, []string{"a", "b", "c"}},
		"failed":            {`{"mediaItem":{"id":"a"}},{"status":{"code":5,"message":"no such item"}},{"mediaItem":{"id":"c"}}`, []string{"a", "NOT_FOUND (code 5): no such item", "c"}},
		"unknown code":      {`{"status":{"code":99}},{"mediaItem":{"id":"b"}},{"mediaItem":{"id":"c"}}`, []string{"status 99 (code 99)", "b", "c"}},
		"success has words": {`{"status":{"message":"Success"},"mediaItem":{"id":"a"}},{"mediaItem":{"id":"b"}},{"mediaItem":{"id":"c"}}`, []string{"a", "b", "c"}},
		"too short":         {`{"mediaItem":{"id":"c"}}`, []string{"has nothing about", "has nothing about", "c"}},
		"foreign":           {`{"mediaItem":{"id":"z"}},{"mediaItem":{"id":"b"}},{"mediaItem":{"id":"c"}}`, []string{"has nothing about", "b", "c"}},
		"failed, elsewhere": {`{"mediaItem":{"id":"b"}},{"status":{"code":5}},{"mediaItem":{"id":"c"}}`, []string{"has nothing about", "b", "c"}},
		"failed, in front":  {`{"status":{"code":5}},{"mediaItem":{"id":"a"}},{"mediaItem":{"id":"b"}}`, []string{"a", "b", "has nothing about"}},
		"twice":             {`{"mediaItem":{"id":"a"}},{"mediaItem":{"id":"a"}},{"mediaItem":{"id":"c"}}`, []string{"a", "has nothing about", "c"}},
		"empty result":      {`{},{"mediaItem":{"id":"b"}},{"mediaItem":{"id":"c"}}`, []string{"has nothing about", "b", "c"}},
		"nothing":           {``, []string{"has nothing about", "has nothing about", "has nothing about"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			library := scripted(t, func(w http.ResponseWriter, _ *http.Request) {
				_, _ = fmt.Fprintf(w, `{"mediaItemResults":[%s]}`, test.results)
			})
			fetched, err := library.BatchGet(t.Context(), "a", "b", "c")
			require.NoError(t, err)
			for i, id := range []string{"a", "b", "c"} {
				require.Equal(t, id, fetched[i].ID)
				if test.want[i] == id {
					require.NoError(t, fetched[i].Err)
					require.Equal(t, id, fetched[i].Item.ID)
					continue
				}
				require.ErrorContains(t, fetched[i].Err, test.want[i])
				require.Empty(t, fetched[i].Item)
			}
		})
	}
}

func TestItemError(t *testing.T) {
	for code, want := range map[int]error{3: nil, 5: photoslibrary.ErrNotFound, 8: nil, 16: photoslibrary.ErrUnauthenticated, -1: nil, 17: nil} {
		err := error(&photoslibrary.ItemError{Op: "create media items", Name: "a.jpg", Code: code, Message: "why"})
		require.ErrorContains(t, err, fmt.Sprintf("(code %d): why", code))
		for _, sentinel := range []error{photoslibrary.ErrNotFound, photoslibrary.ErrUnauthenticated, photoslibrary.ErrQuota, photoslibrary.ErrUncertain} {
			require.Equal(t, errors.Is(want, sentinel), errors.Is(err, sentinel), "%d, %v", code, sentinel)
		}
	}
}

func FuzzBatchGet(f *testing.F) {
	f.Add(`{"mediaItemResults":[{"mediaItem":{"id":"a"}},{"status":{"code":5}}]}`)
	f.Add(`{"mediaItemResults":[{"status":{"code":-7}},{"mediaItem":{"id":"b"}},{}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		library := &photoslibrary.Client{Retry: once, HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: r, Header: http.Header{}}
		})}}
		fetched, err := library.BatchGet(t.Context(), "a", "b")
		if len(fetched) != 2 {
			t.Fatal("an outcome for each id")
		}
		for i, id := range []string{"a", "b"} {
			if each := fetched[i]; each.ID != id || each.Err == nil && each.Item.ID != id || err != nil && each.Err == nil {
				t.Errorf("%+v, %v", each, err)
			}
		}
	})
}
