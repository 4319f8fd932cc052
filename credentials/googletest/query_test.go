package googletest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// Names and values may be written in every way that Google's JSON mapping takes.
func TestSpellings(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient()
	for range 3 {
		s.AddPhoto(googletest.Photo{})
	}
	for _, query := range []string{"pageSize=2", "page_size=2", "pageSize=2&alt=json&key=k&quotaUser=q&%24.xgafv=2&prettyPrint=true"} {
		page := do(t, client, http.MethodGet, library+"/v1/mediaItems?"+query, "", nil)
		require.Equal(t, 200, page.status, page.body)
		require.Len(t, page.json["mediaItems"], 2, query)
		next := do(t, client, http.MethodGet, library+"/v1/mediaItems?page_size=2&page_token="+page.json["nextPageToken"].(string), "", nil)
		require.Len(t, next.json["mediaItems"], 1)
	}
	for body, want := range map[string]int{
		`{"pageSize":2}`: 2, `{"page_size":2}`: 2, `{"pageSize":"2"}`: 2, `{"pageSize":2.0}`: 2, `{"pageSize":0.2e1}`: 2,
		`{"pageSize":null,"albumId":null,"filters":null}`: 3, ``: 3, ` `: 3,
		`{"filters":{"date_filter":{"dates":[{"year":"2024"}]},"include_archived_media":true}}`: 3,
	} {
		page := do(t, client, http.MethodPost, library+"/v1/mediaItems:search", body, nil)
		require.Equal(t, 200, page.status, page.body)
		require.Len(t, page.json["mediaItems"], want, body)
	}
	for body, want := range map[string]string{
		`{"PageSize":2}`:                                          `Unknown name "PageSize": Cannot find field.`,
		`{"filters":{"dates":[]}}`:                                `Unknown name "dates" at 'filters': Cannot find field.`,
		`{"pageSize":1,"page_size":2}`:                            `"pageSize" is set twice`,
		`{"pageSize":1.5}`:                                        `Invalid value at 'page_size' (TYPE_INT32), 1.5`,
		`{"pageSize":1e999999999}`:                                `Invalid value at 'page_size'`,
		`{"pageSize":99999999999999999999}`:                       `Invalid value at 'page_size'`,
		`{"pageSize":"0x2"}`:                                      `Invalid value at 'page_size'`,
		`{"pageSize":2147483648}`:                                 `Invalid value at 'page_size' (TYPE_INT32), 2147483648`,
		`{"pageSize":true}`:                                       `Invalid value at 'page_size' (TYPE_INT32), true`,
		`{"pageToken":5}`:                                         `Invalid value at 'page_token' (TYPE_STRING), 5`,
		`{"filters":{"includeArchivedMedia":"x"}}`:                `Invalid value at 'filters.include_archived_media' (TYPE_BOOL), "x"`,
		`{"filters":"x"}`:                                         `Invalid value at 'filters', "x"`,
		`{"filters":{"dateFilter":{"dates":[{"Year":1}]}}}`:       `Unknown name "Year" at 'filters.date_filter.dates[0]': Cannot find field.`,
		`{"filters":{"mediaTypeFilter":{"mediaTypes":"PHOTO"}}}`:  `Invalid value at 'filters.media_type_filter.media_types', "PHOTO"`,
		`{"filters":{"mediaTypeFilter":{"mediaTypes":["A",[]]}}}`: `Invalid value at 'filters.media_type_filter.media_types[1]' (TYPE_STRING), []`,
		`[]`:                       `Root element must be a message`,
		"{\"pageToken\":\"\xff\"}": `not UTF-8`,
		`{"filters":{"dateFilter":{"dates":{}}}}`:  `Invalid value at 'filters.date_filter.dates', {}`,
		`{"filters":` + strings.Repeat("[", 20000): `Invalid JSON payload received.`,
	} {
		answer := do(t, client, http.MethodPost, library+"/v1/mediaItems:search", body, nil)
		require.Equal(t, 400, answer.status, body[:min(len(body), 60)])
		message := answer.json["error"].(map[string]any)["message"].(string)
		require.Contains(t, message, want)
		require.Contains(t, answer.body, "google.rpc.BadRequest")
		require.NotContains(t, message, "Go ", "nothing of how the fake is made")
	}
	for _, query := range []string{"page=1", "alt=media", "alt=proto", "fields=mediaItems(", "fields=items", "callback=f", "pageSize=2x", "pageSize=%zz", "pageSize=1;pageToken=2", "pageSize=2.5"} {
		answer := do(t, client, http.MethodGet, library+"/v1/mediaItems?"+query, "", nil)
		status, _ := answer.rpcError(t)
		require.Equal(t, "INVALID_ARGUMENT", status, query)
	}
	form := do(t, client, http.MethodPost, library+"/v1/albums", `{"album":{"title":"x"}}`, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	require.Equal(t, 400, form.status)
	require.Equal(t, 400, do(t, client, http.MethodGet, library+"/v1/albums?excludeNonAppCreatedData=yes", "", nil).status)
	require.Equal(t, 400, do(t, client, http.MethodGet, library+"/v1/albums", "{}", nil).status, "a GET has no body")
}

// System parameters that Google takes as headers.
// Source: https://cloud.google.com/apis/docs/system-parameters
func TestSystemHeaders(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient()
	item := s.AddPhoto(googletest.Photo{Filename: "a.jpg"})
	address := library + "/v1/mediaItems/" + item.ID
	override := func(method string) http.Header { return http.Header{"X-Http-Method-Override": {method}} }

	patched := do(t, client, http.MethodPost, address+"?updateMask=description", `{"description":"x"}`, override("PATCH"))
	require.Equal(t, "x", patched.json["description"], patched.body)
	got := do(t, client, http.MethodPost, address, "", override("GET"))
	require.Equal(t, item.ID, got.json["id"], got.body)
	require.Equal(t, 400, do(t, client, http.MethodPost, address, "{}", override("GET")).status, "a GET has no body")
	require.Equal(t, 403, do(t, s.AuthorizedClient(readScope), http.MethodPost, address+"?updateMask=description", `{"description":"y"}`, override("PATCH")).status)
	require.Equal(t, 200, do(t, client, http.MethodGet, address, "", override("PATCH")).status, "only POST stands for another method")
	require.Empty(t, s.Unexpected())
	require.Equal(t, 404, do(t, client, http.MethodPost, address, "", override("DELETE")).status)
	require.Len(t, s.Unexpected(), 1)

	masked := do(t, client, http.MethodGet, address+"?prettyPrint=false", "", http.Header{"X-Goog-Fieldmask": {"filename,mediaMetadata.width"}})
	require.JSONEq(t, `{"filename":"a.jpg","mediaMetadata":{"width":"64"}}`, masked.body)
	require.Equal(t, 400, do(t, client, http.MethodGet, address, "", http.Header{"X-Goog-Fieldmask": {"name"}}).status)
}

func TestPartialAnswers(t *testing.T) {
	s := start(t, googletest.Config{})
	client := s.AuthorizedClient()
	item := s.AddPhoto(googletest.Photo{Filename: "a.jpg"})
	s.AddPhoto(googletest.Photo{})
	for fields, want := range map[string]string{
		"filename":                                 `{"filename":"a.jpg"}`,
		"filename,id":                              fmt.Sprintf(`{"filename":"a.jpg","id":%q}`, item.ID),
		"mediaMetadata/width":                      `{"mediaMetadata":{"width":"64"}}`,
		"mediaMetadata(width,height)":              `{"mediaMetadata":{"height":"48","width":"64"}}`,
		"media_metadata/photo/*":                   `{"mediaMetadata":{"photo":{"cameraMake":"Google","cameraModel":"Pixel 8"}}}`,
		"mediaMetadata/width,mediaMetadata/height": `{"mediaMetadata":{"height":"48","width":"64"}}`,
	} {
		answer := do(t, client, http.MethodGet, library+"/v1/mediaItems/"+item.ID+"?prettyPrint=false&fields="+fields, "", nil)
		require.Equal(t, want+"\n", answer.body, fields)
	}
	listed := do(t, client, http.MethodPost, library+"/v1/mediaItems:search?fields=mediaItems(filename),nextPageToken", `{"pageSize":1}`, nil)
	require.Len(t, listed.json["mediaItems"], 1)
	require.Len(t, listed.json["mediaItems"].([]any)[0], 1)
	require.NotEmpty(t, listed.json["nextPageToken"])
	all := do(t, client, http.MethodGet, library+"/v1/mediaItems/"+item.ID+"?fields=*", "", nil)
	require.Equal(t, item.ID, all.json["id"])
	require.Contains(t, all.body, "\n  \"id\"", "indented unless asked otherwise")
	for _, fields := range []string{"x", "filename/x", "mediaMetadata/creationTime/seconds", ",", "a(b", "a)b", "filename,", "/id", strings.Repeat("a/", 100) + "a"} {
		require.Equal(t, 400, do(t, client, http.MethodGet, library+"/v1/mediaItems/"+item.ID+"?fields="+fields, "", nil).status, fields)
	}
}
