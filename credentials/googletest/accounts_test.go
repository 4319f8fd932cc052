package googletest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// Two users of one app share its quota of the day, and nothing else.
func TestQuotasOfTwoAccounts(t *testing.T) {
	s := start(t, googletest.Config{DailyRequests: 6, WritesPerMinute: 2})
	guest := s.AddAccount("guest@example.org")
	theirs := &http.Client{Transport: withToken{s.Transport(), guest.Issue("").AccessToken.Reveal()}}
	ours := s.AuthorizedClient()
	token := do(t, ours, http.MethodPost, library+"/v1/uploads", string(png(t)), http.Header{"X-Goog-Upload-Protocol": {"raw"}}).body
	create := func(client *http.Client) int {
		return do(t, client, http.MethodPost, library+"/v1/mediaItems:batchCreate", fmt.Sprintf(`{"newMediaItems":[{"simpleMediaItem":{"uploadToken":%q}}]}`, token), nil).status
	}
	require.Equal(t, http.StatusMultiStatus, create(theirs), "a token is of one user")
	require.Equal(t, 200, create(ours))
	require.Equal(t, 200, create(ours))
	require.Equal(t, 429, create(ours), "writes are counted by user")
	require.Equal(t, http.StatusMultiStatus, create(theirs))
	require.Equal(t, 200, do(t, ours, http.MethodGet, library+"/v1/albums", "", nil).status)
	require.Equal(t, 429, do(t, theirs, http.MethodGet, library+"/v1/albums", "", nil).status, "requests of a day by project")
}

func TestPickersOfTwoAccounts(t *testing.T) {
	s := start(t, googletest.Config{NoPhotos: true})
	guest := s.AddAccount("guest@example.org")
	theirs := &http.Client{Transport: withToken{s.Transport(), guest.Issue("", pickerScope).AccessToken.Reveal()}}
	ours := s.AddPhoto(googletest.Photo{})
	photo := s.AddPhoto(googletest.Photo{ClientID: guest.ClientID("")})
	id, uri := newSession(t, theirs, "")
	page := do(t, s.Client(), http.MethodGet, uri, "", nil)
	require.Contains(t, page.body, guest.Email())
	require.Contains(t, page.body, photo.ID)
	require.NotContains(t, page.body, ours.ID)
	require.Equal(t, 404, do(t, s.Client(), http.MethodGet, uri+"/small/"+ours.ID, "", nil).status)
	require.Error(t, s.Pick(uri, ours.ID))
	require.NoError(t, s.Pick(uri, photo.ID))
	listed := do(t, theirs, http.MethodGet, pickerAPI+"/v1/mediaItems?sessionId="+id, "", nil)
	base := listed.json["mediaItems"].([]any)[0].(map[string]any)["mediaFile"].(map[string]any)["baseUrl"].(string)
	require.Equal(t, 403, do(t, s.AuthorizedClient(pickerScope), http.MethodGet, base+"=d", "", nil).status, "another user of the app")
	require.Equal(t, 200, do(t, theirs, http.MethodGet, base+"=d", "", nil).status)
}
