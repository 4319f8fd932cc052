package photoslibrary_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

// upload returns n uploads of different photos, named 0.jpg and so on.
func upload(t *testing.T, library *photoslibrary.Client, n int) []photoslibrary.NewItem {
	t.Helper()
	var items []photoslibrary.NewItem
	for i := range n {
		name := fmt.Sprintf("%d.jpg", i)
		file := googletest.JPEG(googletest.PhotoSpec{Seed: uint64(i + 1), Width: 8, Height: 8})
		token, err := library.Upload(t.Context(), name, "image/jpeg", bytes.NewReader(file))
		require.NoError(t, err)
		items = append(items, photoslibrary.NewItem{UploadToken: token})
	}
	return items
}

func filenames(created []photoslibrary.Created) []string {
	var out []string
	for _, each := range created {
		out = append(out, each.Item.Filename)
	}
	return out
}

func TestCreateAtAPosition(t *testing.T) {
	for name, test := range map[string]struct {
		at    func(ids []string) photoslibrary.Position
		batch int
		want  []string
	}{
		"end":         {func([]string) photoslibrary.Position { return photoslibrary.Position{} }, 2, []string{"a", "b", "0.jpg", "1.jpg"}},
		"start":       {func([]string) photoslibrary.Position { return photoslibrary.Position{First: true} }, 2, []string{"0.jpg", "1.jpg", "a", "b"}},
		"between":     {func(ids []string) photoslibrary.Position { return photoslibrary.Position{After: ids[0]} }, 2, []string{"a", "0.jpg", "1.jpg", "b"}},
		"two at once": {func([]string) photoslibrary.Position { return photoslibrary.Position{First: true} }, 52, nil},
	} {
		t.Run(name, func(t *testing.T) {
			google := start(t, googletest.Config{})
			library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
			ids := []string{google.AddPhoto(googletest.Photo{Filename: "a"}).ID, google.AddPhoto(googletest.Photo{Filename: "b"}).ID}
			album := google.AddAlbum("Trip", ids...)
			created, err := library.CreateItemsAt(t.Context(), album, test.at(ids), upload(t, library, test.batch)...)
			require.NoError(t, err)
			if test.want == nil {
				test.want = append(filenames(created), "a", "b")
				require.Equal(t, "51.jpg", test.want[51])
			}
			var got []string
			for _, item := range collect(t, library.Search(t.Context(), photoslibrary.SearchRequest{AlbumID: album})) {
				got = append(got, item.Filename)
			}
			require.Equal(t, test.want, got, "the order of the call, over all its requests")
		})
	}
}

// One request of several fails: every outcome tells what is known.
func TestCreateInPart(t *testing.T) {
	google := start(t, googletest.Config{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	items := upload(t, library, 120)
	items[3].UploadToken = "spent"
	google.Script(googletest.Request{Path: "/v1/mediaItems:batchCreate"}, googletest.Pass(), googletest.Error(403))
	created, err := library.CreateItems(t.Context(), "", items...)
	var failure *photoslibrary.Error
	require.ErrorAs(t, err, &failure)
	require.Len(t, created, 120)
	for i, each := range created {
		switch {
		case i == 3:
			var refused *photoslibrary.ItemError
			require.ErrorAs(t, each.Err, &refused)
			require.Equal(t, 3, refused.Code)
			require.Contains(t, refused.Message, "upload token is invalid")
			require.ErrorContains(t, each.Err, `create media items: "item 4": INVALID_ARGUMENT (code 3): Failed: `)
		case i < 50:
			require.NoError(t, each.Err)
			require.Equal(t, fmt.Sprintf("%d.jpg", i), each.Item.Filename)
			require.False(t, each.Item.BaseURLTime.IsZero())
		case i < 100:
			require.ErrorIs(t, each.Err, err)
			require.NotErrorIs(t, each.Err, photoslibrary.ErrNotSent)
		default:
			require.ErrorIs(t, each.Err, photoslibrary.ErrNotSent)
		}
	}
	require.Len(t, google.Library().Items, 49)
	created, err = library.CreateItems(t.Context(), "", items[50:]...)
	require.NoError(t, err)
	require.Equal(t, "119.jpg", created[69].Item.Filename)
}

// Results are told apart by their upload token; what is missing is not known.
func TestCreateAnswers(t *testing.T) {
	const success = `"status":{"message":"Success"}`
	tests := map[string]struct {
		results string
		want    []string // filename, or the error, of a and b
	}{
		"in order":       {`{"uploadToken":"a",` + success + `,"mediaItem":{"id":"1","filename":"A"}},{"uploadToken":"b","mediaItem":{"id":"2","filename":"B"}}`, []string{"A", "B"}},
		"out of order":   {`{"uploadToken":"b","mediaItem":{"id":"2","filename":"B"}},{"uploadToken":"a","mediaItem":{"id":"1","filename":"A"}}`, []string{"A", "B"}},
		"without tokens": {`{"mediaItem":{"id":"1","filename":"A"}},{"mediaItem":{"id":"2","filename":"B"}}`, []string{"A", "B"}},
		"one failed":     {`{"uploadToken":"a","status":{"code":8,"message":"no space"}},{"uploadToken":"b","mediaItem":{"id":"2","filename":"B"}}`, []string{"RESOURCE_EXHAUSTED (code 8): no space", "B"}},
		"one missing":    {`{"uploadToken":"b","mediaItem":{"id":"2","filename":"B"}}`, []string{"?", "B"}},
		"no item":        {`{"uploadToken":"a",` + success + `},{"uploadToken":"b","mediaItem":{"id":"2","filename":"B"}}`, []string{"?", "B"}},
		"another's":      {`{"uploadToken":"z","mediaItem":{"id":"9","filename":"Z"}},{"uploadToken":"b","mediaItem":{"id":"2","filename":"B"}}`, []string{"?", "B"}},
		"told twice":     {`{"uploadToken":"a","mediaItem":{"id":"1","filename":"A"}},{"uploadToken":"a","status":{"code":3,"message":"spent"}}`, []string{"A", "?"}},
		"nothing":        {``, []string{"?", "?"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			library := scripted(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusMultiStatus)
				_, _ = fmt.Fprintf(w, `{"newMediaItemResults":[%s]}`, test.results)
			})
			created, err := library.CreateItems(t.Context(), "", photoslibrary.NewItem{UploadToken: "a"}, photoslibrary.NewItem{UploadToken: "b"})
			require.NoError(t, err)
			for i, want := range test.want {
				switch {
				case want == "?":
					require.ErrorIs(t, created[i].Err, photoslibrary.ErrUncertain)
				case len(want) > 1:
					require.ErrorContains(t, created[i].Err, want)
				default:
					require.NoError(t, created[i].Err)
					require.Equal(t, want, created[i].Item.Filename)
				}
			}
		})
	}
}

func TestUploadRefusals(t *testing.T) {
	requests := 0
	library := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, "<html>Sign in to the hotel's network</html>")
	})
	for name, test := range map[string]struct {
		filename, mimeType string
		body               io.Reader
		want               string
	}{
		"line break in the name": {"a\r\nX: y", "", strings.NewReader("x"), "line break"},
		"line break in the type": {"a", "image/jpeg\n", strings.NewReader("x"), "line break"},
		"no bytes":               {"a", "", strings.NewReader(""), "the file is empty"},
		"no bytes in a buffer":   {"a", "", &bytes.Buffer{}, "the file is empty"},
		"no bytes from a pipe":   {"a", "", io.MultiReader(strings.NewReader("")), "the file is empty"},
		"no body":                {"a", "", nil, "the file is empty"},
		"cannot be read":         {"a", "", failingReader{}, "read the file: disk on fire"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := library.Upload(t.Context(), test.filename, test.mimeType, test.body)
			require.ErrorContains(t, err, "photoslibrary: upload: ")
			require.ErrorContains(t, err, test.want)
			require.Zero(t, requests)
		})
	}
	_, err := library.Upload(t.Context(), "a", "", strings.NewReader("x"))
	require.ErrorContains(t, err, "the answer is no upload token (is a proxy in between?)")
}

// What can be read again is sent again; an upload token more harms nobody.
func TestUploadAgain(t *testing.T) {
	photo := googletest.JPEG(googletest.PhotoSpec{})
	path := filepath.Join(t.TempDir(), "a.jpg")
	require.NoError(t, os.WriteFile(path, append([]byte("skip"), photo...), 0o600))
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	_, err = file.Seek(4, io.SeekStart)
	require.NoError(t, err)
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	defer reader.Close()
	_, err = writer.Write(photo)
	require.NoError(t, err)
	require.NoError(t, writer.Close())
	for name, test := range map[string]struct {
		body  io.Reader
		again bool
	}{
		"a file that is a pipe":  {reader, false},
		"bytes":                  {bytes.NewReader(photo), true},
		"a file from the middle": {file, true},
		"a pipe":                 {io.MultiReader(bytes.NewReader(photo)), false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				google := start(t, googletest.Config{InMemory: true})
				library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
				google.Script(uploads, googletest.DropAnswer(), googletest.Error(503))
				token, err := library.Upload(t.Context(), "a.jpg", "", test.body)
				if !test.again {
					require.Error(t, err)
					require.Equal(t, 1, google.ScriptLeft())
					return
				}
				require.NoError(t, err)
				create(t, google, library, token, photo)
			})
		})
	}
}

// The answer to a request that creates was lost: nothing is sent again.
func TestCreateUncertain(t *testing.T) {
	google := start(t, googletest.Config{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	items := upload(t, library, 70)
	google.Script(googletest.Request{Path: "/v1/mediaItems:batchCreate"}, googletest.DropAnswer())
	created, err := library.CreateItems(t.Context(), "", items...)
	require.ErrorIs(t, err, photoslibrary.ErrUncertain)
	require.Len(t, created, 70)
	for i, each := range created {
		require.Equal(t, i < 50, errors.Is(each.Err, photoslibrary.ErrUncertain))
		require.Equal(t, i >= 50, errors.Is(each.Err, photoslibrary.ErrNotSent))
	}
	require.Len(t, google.Library().Items, 50, "they exist")
	require.Equal(t, 1, count(google, "/v1/mediaItems:batchCreate"))
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, fmt.Errorf("disk on fire") }

func FuzzCreateItems(f *testing.F) {
	f.Add(`{"newMediaItemResults":[{"uploadToken":"a","mediaItem":{"id":"1"}},{"status":{"code":3}}]}`)
	f.Add(`{"newMediaItemResults":[{},{},{}]}`)
	f.Fuzz(func(t *testing.T, body string) {
		library := &photoslibrary.Client{Retry: once, HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(body)), Request: r, Header: http.Header{}}
		})}}
		created, err := library.CreateItems(t.Context(), "", photoslibrary.NewItem{UploadToken: "a"}, photoslibrary.NewItem{UploadToken: "b"})
		if len(created) != 2 {
			t.Fatal("an outcome for each item")
		}
		for _, each := range created {
			if (each.Err == nil) != (each.Item.ID != "") || err != nil && each.Err == nil {
				t.Errorf("%+v, %v", each, err)
			}
		}
	})
}

// A request that does not fit creates nothing, and a smaller one may.
func TestStorageFull(t *testing.T) {
	files := [][]byte{googletest.JPEG(googletest.PhotoSpec{Seed: 1}), googletest.JPEG(googletest.PhotoSpec{Seed: 2})}
	google := start(t, googletest.Config{Storage: int64(len(files[0]) + len(files[1]) - 1)})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	var items []photoslibrary.NewItem
	for _, file := range files {
		token, err := library.Upload(t.Context(), "a.jpg", "image/jpeg", bytes.NewReader(file))
		require.NoError(t, err)
		items = append(items, photoslibrary.NewItem{UploadToken: token})
	}
	created, err := library.CreateItems(t.Context(), "", items...)
	require.ErrorIs(t, err, photoslibrary.ErrStorageFull)
	require.NotErrorIs(t, err, photoslibrary.ErrQuota, "it is not a matter of time")
	require.NotErrorIs(t, err, photoslibrary.ErrUncertain)
	require.ErrorIs(t, created[0].Err, photoslibrary.ErrStorageFull)
	require.Empty(t, google.Library().Items)

	for range 2 { // the same bytes need no more room
		_, err = library.CreateItems(t.Context(), "", items[0])
		require.NoError(t, err)
	}
	_, err = library.CreateItems(t.Context(), "", items[1])
	require.ErrorIs(t, err, photoslibrary.ErrStorageFull)
}
