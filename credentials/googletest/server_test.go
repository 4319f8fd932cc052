package googletest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func TestTransport(t *testing.T) {
	s := start(t, googletest.Config{})
	for _, address := range []string{"https://example.com/", "http://photoslibrary.googleapis.com/", "https://drive.googleapis.com/"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, bytes.NewReader([]byte("x")))
		require.NoError(t, err)
		_, err = s.Transport().RoundTrip(req) //nolint:bodyclose // there is no response
		require.ErrorContains(t, err, "googletest:", address)
		require.Equal(t, address, req.URL.String(), "a round tripper does not change the request")
	}
	require.Equal(t, 404, do(t, s.AuthorizedClient(), http.MethodDelete, library+"/v1/albums/x", "", nil).status)
	require.Equal(t, 404, do(t, s.Client(), http.MethodGet, tokenURL, "", nil).status)
	require.Equal(t, []string{"DELETE photoslibrary.googleapis.com/v1/albums/x", "GET oauth2.googleapis.com/token"}, s.Unexpected())
	require.Equal(t, googletest.Request{Method: "DELETE", Host: "photoslibrary.googleapis.com", Path: "/v1/albums/x"}, s.Requests()[0])
	require.Equal(t, "https://example.com/", s.LocalURL("https://example.com/"))
}

func TestServersAreDeterministic(t *testing.T) {
	run := func() any {
		s := start(t, googletest.Config{Now: newClock().Now})
		item := s.AddPhoto(googletest.Photo{})
		s.AddAlbum("x", item.ID)
		tokens := s.Issue()
		return []any{s.Library(), string(s.ClientSecretJSON()), tokens.RefreshToken.Reveal(), baseOfFresh(t, s, item.ID)}
	}
	first := run()
	require.Equal(t, first, run())
}

func TestClientFiles(t *testing.T) {
	s := start(t, googletest.Config{})
	for kind, file := range map[string][]byte{"installed": s.ClientSecretJSON(), "web": s.WebClientJSON(), "type": s.ServiceAccountJSON()} {
		var parsed map[string]any
		require.NoError(t, json.Unmarshal(file, &parsed))
		require.Contains(t, parsed, kind)
	}
	require.Regexp(t, `^\d{6,}-[a-z0-9]{20,}\.apps\.googleusercontent\.com$`, s.ClientID())
	require.Regexp(t, `^GOCSPX-.{28}$`, parseClient(t, s.ClientSecretJSON()).Secret)
}
