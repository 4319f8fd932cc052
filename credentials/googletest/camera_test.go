package googletest_test

import (
	"bytes"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// What the camera wrote is in the answers of both APIs, but not the place.
func TestWhatTheCameraWrote(t *testing.T) {
	s := start(t, googletest.Config{})
	spec := googletest.PhotoSpec{FocalLength: 6.9, FNumber: 1.68, ISO: 52, Exposure: time.Millisecond, Located: true}
	photo := s.AddPhoto(googletest.Photo{Bytes: googletest.JPEG(spec)})
	want := map[string]any{"focalLength": 6.9, "apertureFNumber": 1.68, "isoEquivalent": 52.0, "exposureTime": "0.001s"}
	picking := s.AuthorizedClient(pickerScope)
	id, uri := newSession(t, picking, "")
	require.NoError(t, s.Pick(uri, photo.ID))
	picked := do(t, picking, http.MethodGet, pickerAPI+"/v1/mediaItems?sessionId="+id, "", nil)
	file := picked.json["mediaItems"].([]any)[0].(map[string]any)["mediaFile"].(map[string]any)
	require.Equal(t, want, file["mediaFileMetadata"].(map[string]any)["photoMetadata"])
	want["cameraMake"], want["cameraModel"] = "Google", "Pixel 8"
	got := do(t, s.AuthorizedClient(), http.MethodGet, library+"/v1/mediaItems/"+photo.ID, "", nil)
	require.Equal(t, want, got.json["mediaMetadata"].(map[string]any)["photo"])

	degrees := words(41*10_000, 10_000, 54*10_000, 10_000)
	require.Contains(t, string(photo.Bytes), string(degrees), "the upload says where it was taken")
	shown := do(t, s.Client(), http.MethodGet, baseOfFresh(t, s, photo.ID)+"=d", "", nil).body
	require.NotContains(t, shown, string(degrees))
	require.Len(t, shown, len(photo.Bytes))
	_, _, _, taken, err := googletest.Inspect([]byte(shown))
	require.NoError(t, err)
	require.False(t, taken.IsZero(), "all else stays")
	require.False(t, bytes.Equal(photo.Bytes, []byte(shown)))
}
