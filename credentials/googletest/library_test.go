package googletest_test

import (
	"fmt"
	"image/jpeg"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func TestLibraryRefusals(t *testing.T) {
	unknown := "AGj1" + strings.Repeat("x", 72)
	search := func(body string) []string { return []string{"POST", "/v1/mediaItems:search", body} }
	filter := func(body string) []string { return search(`{"filters":{` + body + `}}`) }
	six := `{"year":2024},{"year":2024},{"year":2024},{"year":2024},{"year":2024},{"year":2024}`
	tests := map[string][]string{
		"album and filters":       search(`{"albumId":"` + unknown + `","filters":{}}`),
		"page size":               search(`{"pageSize":101}`),
		"negative page size":      search(`{"pageSize":-1}`),
		"page token":              search(`{"pageToken":"x"}`),
		"order without date":      search(`{"orderBy":"MediaMetadata.creation_time"}`),
		"other order":             search(`{"orderBy":"filename","filters":{"dateFilter":{"dates":[{"year":2024}]}}}`),
		"unknown field":           search(`{"pagesize":1}`),
		"unknown nested field":    filter(`"dateFilter":{"dates":[{"Year":2024}]}`),
		"not JSON":                search(`{`),
		"two messages":            search(`{}{}`),
		"wrong type":              search(`{"pageSize":"many"}`),
		"six dates":               filter(`"dateFilter":{"dates":[` + six + `]}`),
		"month 13":                filter(`"dateFilter":{"dates":[{"year":2024,"month":13}]}`),
		"day without month":       filter(`"dateFilter":{"dates":[{"year":2024,"day":1}]}`),
		"uneven range":            filter(`"dateFilter":{"ranges":[{"startDate":{"year":2024},"endDate":{"year":2024,"month":2}}]}`),
		"range backwards":         filter(`"dateFilter":{"ranges":[{"startDate":{"year":2025},"endDate":{"year":2024}}]}`),
		"range without a year":    filter(`"dateFilter":{"ranges":[{"startDate":{"month":1},"endDate":{"month":2}}]}`),
		"no media type":           filter(`"mediaTypeFilter":{"mediaTypes":[]}`),
		"two media types":         filter(`"mediaTypeFilter":{"mediaTypes":["PHOTO","VIDEO"]}`),
		"unknown category":        filter(`"contentFilter":{"includedContentCategories":["CATS"]}`),
		"unknown feature":         filter(`"featureFilter":{"includedFeatures":["STARS"]}`),
		"malformed album id":      search(`{"albumId":"x"}`),
		"list page size":          {"GET", "/v1/mediaItems?pageSize=101", ""},
		"albums page size":        {"GET", "/v1/albums?pageSize=51", ""},
		"unknown parameter":       {"GET", "/v1/albums?page_token=x", ""},
		"malformed item id":       {"GET", "/v1/mediaItems/x", ""},
		"batch get without ids":   {"GET", "/v1/mediaItems:batchGet", ""},
		"batch get of 51":         {"GET", "/v1/mediaItems:batchGet?" + strings.Repeat("mediaItemIds=x&", 51), ""},
		"album without title":     {"POST", "/v1/albums", `{"album":{}}`},
		"no album":                {"POST", "/v1/albums", `{}`},
		"title of 501":            {"POST", "/v1/albums", `{"album":{"title":"` + strings.Repeat("ä", 501) + `"}}`},
		"nothing to create":       {"POST", "/v1/mediaItems:batchCreate", `{}`},
		"51 to create":            {"POST", "/v1/mediaItems:batchCreate", `{"newMediaItems":[{}` + strings.Repeat(",{}", 50) + `]}`},
		"item without token":      {"POST", "/v1/mediaItems:batchCreate", `{"newMediaItems":[{}]}`},
		"upload without protocol": {"POST", "/v1/uploads", "x"},
	}
	s := start(t, googletest.Config{WritesPerMinute: 1000})
	s.AddPhoto(googletest.Photo{})
	client := s.AuthorizedClient()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			answer := do(t, client, test[0], library+test[1], test[2], nil)
			require.Equal(t, 400, answer.status, answer.body)
			status, _ := answer.rpcError(t)
			require.Equal(t, "INVALID_ARGUMENT", status)
		})
	}
	for _, path := range []string{"/v1/mediaItems/" + unknown, "/v1/albums/" + unknown} {
		answer := do(t, client, http.MethodGet, library+path, "", nil)
		require.Equal(t, 404, answer.status)
		status, _ := answer.rpcError(t)
		require.Equal(t, "NOT_FOUND", status)
	}
	require.Empty(t, s.Unexpected())
}

func TestWhoMayCallWhat(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now, WritesPerMinute: 1000})
	calls := map[string][]string{ // method and path: the scopes that open it
		"GET /v1/mediaItems":                      {readScope},
		"POST /v1/mediaItems:search":              {readScope},
		"GET /v1/albums":                          {readScope},
		"POST /v1/albums":                         {appendScope},
		"POST /v1/uploads":                        {appendScope},
		"POST /v1/mediaItems:batchCreate":         {appendScope},
		"PATCH /v1/mediaItems/x":                  {editScope},
		"POST /v1/albums/x:batchAddMediaItems":    {appendScope, editScope},
		"POST /v1/albums/x:batchRemoveMediaItems": {editScope},
		"GET /v1/mediaItems:batchGet":             {readScope},
		"GET /v1/mediaItems/x":                    {readScope},
		"GET /v1/albums/x":                        {readScope},
		"PATCH /v1/albums/x":                      {editScope},
		"POST /v1/albums/x:addEnrichment":         {appendScope, editScope},
		"GET /v1/sharedAlbums":                    nil,
		"GET /v1/sharedAlbums/x":                  nil,
		"POST /v1/sharedAlbums:join":              nil,
		"POST /v1/sharedAlbums:leave":             nil,
		"POST /v1/albums/x:unshare":               nil,
		"POST /v1/albums/x:share":                 nil,
	}
	scopes := []string{appendScope, readScope, editScope, "openid", "https://www.googleapis.com/auth/photoslibrary", "https://www.googleapis.com/auth/photoslibrary.readonly", "https://www.googleapis.com/auth/photoslibrary.sharing"}
	for _, scope := range scopes {
		client := s.AuthorizedClient(scope)
		for call, open := range calls {
			method, path, _ := strings.Cut(call, " ")
			answer := do(t, client, method, library+path, "", nil)
			if slices.Contains(open, scope) {
				require.NotEqual(t, 403, answer.status, "%s with %s", call, scope)
				continue
			}
			require.Equal(t, 403, answer.status, "%s with %s", call, scope)
			status, reason := answer.rpcError(t)
			require.Equal(t, "PERMISSION_DENIED", status)
			require.Equal(t, "ACCESS_TOKEN_SCOPE_INSUFFICIENT", reason)
		}
	}

	full := s.AuthorizedClient()
	s.SetDisabledAPI(true)
	disabled := do(t, full, http.MethodGet, library+"/v1/albums", "", nil)
	_, reason := disabled.rpcError(t)
	require.Equal(t, "SERVICE_DISABLED", reason)
	number, _, _ := strings.Cut(s.ClientID(), "-")
	require.Contains(t, disabled.body, "overview?project="+number)
	s.SetDisabledAPI(false)
	empty := do(t, full, http.MethodGet, library+"/v1/albums", "", nil)
	require.JSONEq(t, `{}`, empty.body)

	for want, header := range map[string]http.Header{
		"CREDENTIALS_MISSING":           nil,
		"ACCESS_TOKEN_TYPE_UNSUPPORTED": {"Authorization": {"Bearer x"}},
	} {
		answer := do(t, s.Client(), http.MethodGet, library+"/v1/albums", "", header)
		require.Equal(t, 401, answer.status)
		require.Contains(t, answer.header.Get("WWW-Authenticate"), "Bearer realm=")
		_, reason := answer.rpcError(t)
		require.Equal(t, want, reason)
	}
	now.Advance(time.Hour)
	expired := do(t, full, http.MethodGet, library+"/v1/albums", "", nil)
	_, reason = expired.rpcError(t)
	require.Equal(t, "ACCESS_TOKEN_EXPIRED", reason)
}

func TestQuotas(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now, AccessTokenTTL: 100 * time.Hour, DailyRequests: 4, WritesPerMinute: 1, DailyDownloads: 1})
	client := s.AuthorizedClient()
	item := s.AddPhoto(googletest.Photo{})
	create := func() reply {
		return do(t, client, http.MethodPost, library+"/v1/albums", `{"album":{"title":"x"}}`, nil)
	}
	require.Equal(t, 200, create().status)
	slow := create()
	require.Equal(t, 429, slow.status)
	require.Contains(t, slow.body, "WritesPerMinutePerUser")
	now.Advance(time.Minute)
	require.Equal(t, 200, create().status)
	got := do(t, client, http.MethodGet, library+"/v1/mediaItems/"+item.ID, "", nil)
	require.Equal(t, 200, got.status)
	base, _ := got.json["baseUrl"].(string)
	require.Equal(t, 200, do(t, client, http.MethodGet, base+"=d", "", nil).status)
	require.Equal(t, 429, do(t, client, http.MethodGet, base+"=d", "", nil).status)
	require.Equal(t, 200, do(t, client, http.MethodGet, library+"/v1/albums", "", nil).status)
	spent := do(t, client, http.MethodGet, library+"/v1/albums", "", nil)
	require.Equal(t, 429, spent.status)
	require.Contains(t, spent.body, "ApiCallsPerProjectPerDay")
	now.Advance(24 * time.Hour)
	require.Equal(t, 200, do(t, client, http.MethodGet, library+"/v1/albums", "", nil).status)
}

func TestPagesAndVisibility(t *testing.T) {
	for _, sparse := range []bool{false, true} {
		t.Run(fmt.Sprint("sparse ", sparse), func(t *testing.T) {
			s := start(t, googletest.Config{SparsePages: sparse})
			other := parseClient(t, s.AddClient())
			var want []string
			for range 60 {
				want = append(want, s.AddPhoto(googletest.Photo{}).Filename)
			}
			slices.Reverse(want) // newest first
			s.AddPhoto(googletest.Photo{ClientID: other.ID})
			s.AddPhoto(googletest.Photo{Archived: true})
			client := s.AuthorizedClient()
			var got []string
			token, pages := "", 0
			for {
				page := do(t, client, http.MethodPost, library+"/v1/mediaItems:search", fmt.Sprintf(`{"pageToken":%q}`, token), nil)
				require.Equal(t, 200, page.status, page.body)
				pages++
				items, _ := page.json["mediaItems"].([]any)
				require.LessOrEqual(t, len(items), 25)
				for _, item := range items {
					got = append(got, item.(map[string]any)["filename"].(string))
				}
				if token, _ = page.json["nextPageToken"].(string); token == "" {
					break
				}
				reused := do(t, client, http.MethodPost, library+"/v1/mediaItems:search", fmt.Sprintf(`{"pageToken":%q,"filters":{"includeArchivedMedia":true}}`, token), nil)
				require.Equal(t, 400, reused.status, "a token belongs to its listing")
			}
			require.Equal(t, want, got)
			require.Equal(t, map[bool]int{false: 3, true: 4}[sparse], pages)
		})
	}
}

func TestUploadToAlbum(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now})
	client := s.AuthorizedClient()
	file := googletest.JPEG(googletest.PhotoSpec{Make: "Canon", Orientation: 6, Taken: time.Date(2019, 2, 3, 4, 5, 6, 0, time.UTC)})
	upload := func(data []byte) string {
		answer := do(t, client, http.MethodPost, library+"/v1/uploads", string(data), http.Header{"X-Goog-Upload-Protocol": {"raw"}, "X-Goog-Upload-File-Name": {"a.jpg"}})
		require.Equal(t, 200, answer.status, answer.body)
		return answer.body
	}
	created := do(t, client, http.MethodPost, library+"/v1/albums", `{"album":{"title":"Trip"}}`, nil)
	album := created.json["id"].(string)
	require.Equal(t, true, created.json["isWriteable"])
	token := upload(file)
	require.Empty(t, s.Library().Items, "bytes alone are no item")
	body := fmt.Sprintf(`{"albumId":%q,"newMediaItems":[{"description":"d","simpleMediaItem":{"uploadToken":%q}},{"simpleMediaItem":{"uploadToken":%q}},{"simpleMediaItem":{"uploadToken":"x"}}]}`,
		album, token, upload([]byte("no photo")))
	answer := do(t, client, http.MethodPost, library+"/v1/mediaItems:batchCreate", body, nil)
	require.Equal(t, http.StatusMultiStatus, answer.status)
	results := answer.json["newMediaItemResults"].([]any)
	require.Len(t, results, 3)
	for i, want := range []any{nil, 3.0, 3.0} {
		require.Equal(t, want, results[i].(map[string]any)["status"].(map[string]any)["code"])
	}

	held := s.Library()
	require.Len(t, held.Items, 1)
	item := held.Items[0]
	require.Equal(t, []any{"a.jpg", "d", "Canon", 48, 64}, []any{item.Filename, item.Description, item.CameraMake, item.Width, item.Height})
	require.Equal(t, "2019-02-03T04:05:06Z", item.CreationTime.Format(time.RFC3339))
	require.Equal(t, file, item.Bytes)
	require.Equal(t, []string{item.ID}, held.Albums[0].ItemIDs)

	again := do(t, client, http.MethodPost, library+"/v1/mediaItems:batchCreate",
		fmt.Sprintf(`{"newMediaItems":[{"simpleMediaItem":{"uploadToken":%q,"fileName":"b.jpg"}}]}`, upload(file)), nil)
	require.Equal(t, 200, again.status)
	require.Contains(t, again.body, item.ID, "the same bytes are the same item")
	require.Contains(t, again.body, "a.jpg")

	late := upload(googletest.JPEG(googletest.PhotoSpec{Seed: 2}))
	now.Advance(25 * time.Hour)
	expired := do(t, s.AuthorizedClient(), http.MethodPost, library+"/v1/mediaItems:batchCreate",
		fmt.Sprintf(`{"newMediaItems":[{"simpleMediaItem":{"uploadToken":%q}}]}`, late), nil)
	require.Equal(t, http.StatusMultiStatus, expired.status)
}

func TestResumableUpload(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient()
	file := append(googletest.JPEG(googletest.PhotoSpec{}), make([]byte, 300<<10)...)
	begin := do(t, client, http.MethodPost, library+"/v1/uploads", "", http.Header{
		"X-Goog-Upload-Protocol": {"resumable"}, "X-Goog-Upload-Command": {"start"},
		"X-Goog-Upload-Content-Type": {"image/jpeg"}, "X-Goog-Upload-Raw-Size": {fmt.Sprint(len(file))},
	})
	require.Equal(t, 200, begin.status, begin.body)
	require.Equal(t, "262144", begin.header.Get("X-Goog-Upload-Chunk-Granularity"))
	address := begin.header.Get("X-Goog-Upload-URL")
	send := func(command string, offset int, data []byte) reply {
		return do(t, client, http.MethodPost, address, string(data), http.Header{"X-Goog-Upload-Command": {command}, "X-Goog-Upload-Offset": {fmt.Sprint(offset)}})
	}
	require.Equal(t, 400, send("upload", 0, file[:1000]).status, "not a multiple of the granularity")
	require.Equal(t, 200, send("upload", 0, file[:262144]).status)
	require.Equal(t, 400, send("upload, finalize", 0, file[262144:]).status, "wrong offset")
	require.Equal(t, "262144", send("query", 0, nil).header.Get("X-Goog-Upload-Size-Received"))
	require.Equal(t, 400, send("finalize", 262144, nil).status, "bytes are missing")
	s.Script(googletest.Request{Path: "/v1/uploads"}, googletest.CutUpload(1000))
	cut := fetch(t, client, http.MethodPost, address, string(file[262144:]), http.Header{"X-Goog-Upload-Command": {"upload, finalize"}, "X-Goog-Upload-Offset": {"262144"}})
	require.Error(t, cut.lost)
	got := send("query", 0, nil)
	require.Equal(t, "263144", got.header.Get("X-Goog-Upload-Size-Received"))
	require.Equal(t, "active", got.header.Get("X-Goog-Upload-Status"))
	done := send("upload, finalize", 263144, file[263144:])
	require.Equal(t, 200, done.status, done.body)
	require.Equal(t, "final", send("query", 0, nil).header.Get("X-Goog-Upload-Status"))
	created := do(t, client, http.MethodPost, library+"/v1/mediaItems:batchCreate",
		fmt.Sprintf(`{"newMediaItems":[{"simpleMediaItem":{"uploadToken":%q,"fileName":"big.jpg"}}]}`, done.body), nil)
	require.Equal(t, 200, created.status, created.body)
	require.Equal(t, file, s.Library().Items[0].Bytes)
}

func TestBaseURLs(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now})
	client := s.AuthorizedClient()
	baseOf := func(id string) string {
		return do(t, client, http.MethodGet, library+"/v1/mediaItems/"+id, "", nil).json["baseUrl"].(string)
	}
	photo := s.AddPhoto(googletest.Photo{Bytes: located(t), Filename: "a.jpg"})
	video := s.AddPhoto(googletest.Photo{Bytes: []byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00"), Filename: "a.mp4"})
	stuck := s.AddPhoto(googletest.Photo{Bytes: []byte("\x00\x00\x00\x10ftypmp42\x00\x00\x00\x00"), Filename: "b.mp4", Processing: true})
	base, film := baseOf(photo.ID), baseOf(video.ID)
	for address, want := range map[string]int{
		base: 400, base + "=d": 200, base + "=dv": 404, base + "=w10-h10": 200, base + "=w0-h10": 400, base + "=w16384-h1": 400,
		base + "=x": 404, base + "x=d": 404, film + "=dv": 200, film + "=d": 404, baseOf(stuck.ID) + "=dv": 404,
	} {
		require.Equal(t, want, do(t, s.Client(), http.MethodGet, address, "", nil).status, strings.TrimPrefix(address, base))
	}
	full := do(t, client, http.MethodGet, base+"=d", "", nil)
	require.Equal(t, string(googletest.WithoutLocation(photo.Bytes)), full.body)
	require.NotEqual(t, string(photo.Bytes), full.body)
	head := do(t, client, http.MethodHead, base+"=d", "", nil)
	require.Equal(t, fmt.Sprint(len(photo.Bytes)), head.header.Get("Content-Length"))
	part := do(t, client, http.MethodGet, base+"=d", "", http.Header{"Range": {"bytes=2-5"}})
	require.Equal(t, 206, part.status)
	require.Equal(t, full.body[2:6], part.body)
	for suffix, want := range map[string][2]int{"=w32-h100": {32, 24}, "=w20-h20-c": {20, 20}, "=w999-h999": {64, 48}} {
		small, err := jpeg.DecodeConfig(strings.NewReader(do(t, client, http.MethodGet, base+suffix, "", nil).body))
		require.NoError(t, err)
		require.Equal(t, want, [2]int{small.Width, small.Height}, suffix)
	}
	now.Advance(time.Hour)
	require.Equal(t, 403, do(t, s.Client(), http.MethodGet, base+"=d", "", nil).status)
	require.Equal(t, 401, do(t, client, http.MethodGet, baseOfFresh(t, s, photo.ID)+"=d", "", nil).status, "an expired token is no token")
}

func baseOfFresh(t *testing.T, s *googletest.Server, id string) string {
	t.Helper()
	return do(t, s.AuthorizedClient(), http.MethodGet, library+"/v1/mediaItems/"+id, "", nil).json["baseUrl"].(string)
}

func TestSearchFilters(t *testing.T) {
	s := start(t, googletest.Config{})
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		require.NoError(t, err)
		return at
	}
	s.AddPhoto(googletest.Photo{Filename: "old", CreationTime: day("2019-06-01"), Favorite: true})
	s.AddPhoto(googletest.Photo{Filename: "eve", CreationTime: day("2023-12-31"), Categories: []string{"PETS"}})
	s.AddPhoto(googletest.Photo{Filename: "new", CreationTime: day("2024-01-01"), Archived: true})
	s.AddPhoto(googletest.Photo{Filename: "film", CreationTime: day("2024-02-29"), Bytes: []byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00")})
	for filters, want := range map[string][]string{
		`{}`:                            {"film", "eve", "old"},
		`{"includeArchivedMedia":true}`: {"film", "new", "eve", "old"},
		`{"dateFilter":{"dates":[{"year":2024,"month":2}]}}`:                                                                     {"film"},
		`{"dateFilter":{"dates":[{"month":6,"day":1}]}}`:                                                                         {"old"},
		`{"dateFilter":{"ranges":[{"startDate":{"year":2019},"endDate":{"year":2023}}]}}`:                                        {"eve", "old"},
		`{"dateFilter":{"ranges":[{"startDate":{"year":2023,"month":12,"day":31},"endDate":{"year":2024,"month":2,"day":29}}]}}`: {"film", "eve"},
		`{"mediaTypeFilter":{"mediaTypes":["VIDEO"]}}`:                                                                           {"film"},
		`{"mediaTypeFilter":{"mediaTypes":["PHOTO"]},"featureFilter":{"includedFeatures":["FAVORITES"]}}`:                        {"old"},
		`{"contentFilter":{"includedContentCategories":["PETS"]}}`:                                                               {"eve"},
		`{"contentFilter":{"excludedContentCategories":["PETS"]}}`:                                                               {"film", "old"},
	} {
		answer := do(t, s.AuthorizedClient(), http.MethodPost, library+"/v1/mediaItems:search", `{"filters":`+filters+`}`, nil)
		require.Equal(t, 200, answer.status, answer.body)
		var got []string
		for _, item := range answer.json["mediaItems"].([]any) {
			got = append(got, item.(map[string]any)["filename"].(string))
		}
		require.Equal(t, want, got, filters)
	}
}
