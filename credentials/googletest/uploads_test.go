package googletest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// resume is a resumable upload that has begun.
type resume struct {
	client  *http.Client
	address string
}

func beginUpload(t *testing.T, client *http.Client, size int) resume {
	t.Helper()
	begin := do(t, client, http.MethodPost, library+"/v1/uploads", "", http.Header{
		"X-Goog-Upload-Protocol": {"resumable"}, "X-Goog-Upload-Command": {"start"}, "X-Goog-Upload-File-Name": {"film.mp4"},
		"X-Goog-Upload-Content-Type": {"video/mp4"}, "X-Goog-Upload-Raw-Size": {fmt.Sprint(size)},
	})
	require.Equal(t, 200, begin.status, begin.body)
	return resume{client, begin.header.Get("X-Goog-Upload-URL")}
}

func (r resume) send(t *testing.T, command, offset string, data []byte) reply {
	t.Helper()
	return do(t, r.client, http.MethodPost, r.address, string(data), http.Header{"X-Goog-Upload-Command": {command}, "X-Goog-Upload-Offset": {offset}})
}

func TestUploadRefusals(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now, AccessTokenTTL: 1000 * time.Hour})
	client := s.AuthorizedClient()
	header := func(pairs ...string) http.Header {
		out := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			out.Set("X-Goog-Upload-"+pairs[i], pairs[i+1])
		}
		return out
	}
	good := []string{"Protocol", "resumable", "Command", "start", "Content-Type", "image/jpeg", "Raw-Size", "5"}
	for name, test := range map[string]struct {
		header http.Header
		body   string
	}{
		"no protocol":      {nil, "x"},
		"unknown protocol": {header("Protocol", "multipart"), "x"},
		"raw and empty":    {header("Protocol", "raw"), ""},
		"no command":       {header(append(good, "Command", "")...), ""},
		"other command":    {header(append(good, "Command", "upload")...), ""},
		"bytes at once":    {header(good...), "bytes"},
		"no size":          {header(append(good, "Raw-Size", "")...), ""},
		"size 0":           {header(append(good, "Raw-Size", "0")...), ""},
		"huge":             {header(append(good, "Raw-Size", "99999999999999999999")...), ""},
		"too large":        {header(append(good, "Raw-Size", "209715201")...), ""},
	} {
		answer := do(t, client, http.MethodPost, library+"/v1/uploads", test.body, test.header)
		require.Equal(t, 400, answer.status, name)
	}

	// One of the two is enough. Source: https://github.com/google/java-photoslibrary/issues/42
	for name, want := range map[string]int{"film.mp4": 200, "": 500} {
		answer := do(t, client, http.MethodPost, library+"/v1/uploads", "", header(append(good, "Content-Type", "", "File-Name", name)...))
		require.Equal(t, want, answer.status, name)
	}

	data := movie()
	up := beginUpload(t, client, len(data))
	for name, test := range map[string][]string{ // command, offset, body
		"no offset":     {"upload, finalize", "", string(data)},
		"wrong offset":  {"upload, finalize", "1", string(data)},
		"below zero":    {"upload, finalize", "-1", string(data)},
		"too few bytes": {"upload, finalize", "0", string(data[1:])},
		"finalize":      {"finalize", "0", ""},
		"unknown":       {"append", "0", "x"},
		"cancel":        {"cancel", "0", ""},
	} {
		if name == "too few bytes" {
			continue // leaves its bytes there, below
		}
		answer := up.send(t, test[0], test[1], []byte(test[2]))
		require.Equal(t, 400, answer.status, name)
		require.Equal(t, "active", answer.header.Get("X-Goog-Upload-Status"), name)
		require.Equal(t, "0", answer.header.Get("X-Goog-Upload-Size-Received"), name)
	}
	require.Equal(t, 400, up.send(t, "upload, finalize", "0", append(data, 0)).status, "more than announced")
	require.Equal(t, 400, up.send(t, "upload, finalize", "0", data[:10]).status, "less than announced")
	require.Equal(t, "10", up.send(t, "query", "", nil).header.Get("X-Goog-Upload-Size-Received"))
	done := up.send(t, "upload, finalize", "10", data[10:])
	require.Equal(t, 200, done.status, done.body)
	require.Equal(t, 400, up.send(t, "upload, finalize", "0", data).status, "it is final")
	other := signIn(t, s, s.AddClient(), appendScope)
	require.Equal(t, 404, resume{other, up.address}.send(t, "query", "", nil).status, "an upload is of one client")
	require.Equal(t, 404, do(t, client, http.MethodPost, library+"/v1/uploads?upload_id="+done.body, "", header("Command", "query")).status)

	late := beginUpload(t, client, 5)
	now.Advance(23 * time.Hour)
	create := func() int {
		return do(t, client, http.MethodPost, library+"/v1/mediaItems:batchCreate",
			fmt.Sprintf(`{"newMediaItems":[{"simpleMediaItem":{"uploadToken":%q}}]}`, done.body), nil).status
	}
	require.Equal(t, 200, create())
	require.Equal(t, "film.mp4", s.Library().Items[0].Filename)
	now.Advance(2 * time.Hour)
	require.Equal(t, http.StatusMultiStatus, create(), "a token lives for a day")
	require.Equal(t, 404, late.send(t, "query", "", nil).status, "so does an upload")
}

func TestEnrichments(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient()
	first, second := s.AddPhoto(googletest.Photo{}), s.AddPhoto(googletest.Photo{})
	album := s.AddAlbum("Trip", first.ID, second.ID)
	add := func(item, position string) reply {
		return do(t, client, http.MethodPost, library+"/v1/albums/"+album+":addEnrichment",
			fmt.Sprintf(`{"newEnrichmentItem":%s,"albumPosition":%s}`, item, position), nil)
	}
	const text, last = `{"textEnrichment":{"text":"Day 1"}}`, `{"position":"LAST_IN_ALBUM"}`
	const place = `{"locationName":"Rome","latlng":{"latitude":41.9,"longitude":12.5}}`
	for _, item := range []string{text, `{"locationEnrichment":{"location":` + place + `}}`, `{"mapEnrichment":{"origin":` + place + `,"destination":` + place + `}}`} {
		require.Equal(t, 200, add(item, last).status)
	}
	for _, item := range []string{
		`{}`, `null`, `{"textEnrichment":{}}`, `{"textEnrichment":{"text":"x"},"locationEnrichment":{"location":` + place + `}}`,
		`{"locationEnrichment":{"location":{"locationName":"x","latlng":{"latitude":91,"longitude":0}}}}`, `{"mapEnrichment":{"origin":` + place + `}}`,
	} {
		require.Equal(t, 400, add(item, last).status, item)
	}
	for _, position := range []string{`null`, `{"position":"AFTER_MEDIA_ITEM"}`, `{"position":"MIDDLE"}`, `{"position":"LAST_IN_ALBUM","relativeMediaItemId":"x"}`, `{"position":"AFTER_ENRICHMENT_ITEM","relativeEnrichmentItemId":"x"}`} {
		require.Equal(t, 400, add(text, position).status, position)
	}
	heading := add(text, fmt.Sprintf(`{"position":"AFTER_MEDIA_ITEM","relativeMediaItemId":%q}`, first.ID))
	id := heading.json["enrichmentItem"].(map[string]any)["id"].(string)
	token := do(t, client, http.MethodPost, library+"/v1/uploads", string(png(t)), http.Header{"X-Goog-Upload-Protocol": {"raw"}}).body
	created := do(t, client, http.MethodPost, library+"/v1/mediaItems:batchCreate", fmt.Sprintf(
		`{"albumId":%q,"albumPosition":{"position":"AFTER_ENRICHMENT_ITEM","relativeEnrichmentItemId":%q},"newMediaItems":[{"simpleMediaItem":{"uploadToken":%q}}]}`, album, id, token), nil)
	require.Equal(t, 200, created.status, created.body)
	held := s.Library()
	require.Equal(t, []string{first.ID, held.Items[2].ID, second.ID}, held.Albums[0].ItemIDs)
}
