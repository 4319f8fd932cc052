package picker_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

func TestSessionInEverySpelling(t *testing.T) {
	day := time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		body string
		want picker.Session
	}{
		"new": {
			`{"id":"x","pickerUri":"https://photos.google.com/picker/y","pollingConfig":{"pollInterval":"5s","timeoutIn":"1799.5s"},"expireTime":"2026-11-22T20:00:00Z","pickingConfig":{"maxItemCount":"7"},"mediaItemsSet":false}`,
			picker.Session{
				ID: "x", PickerURI: "https://photos.google.com/picker/y", ExpireTime: day, MaxItemCount: 7,
				Polling: &picker.Polling{Interval: 5 * time.Second, Timeout: 1799*time.Second + 500*time.Millisecond},
			},
		},
		"a number":    {`{"id":"x","pickingConfig":{"maxItemCount":7}}`, picker.Session{ID: "x", MaxItemCount: 7}},
		"done":        {`{"id":"x","mediaItemsSet":true}`, picker.Session{ID: "x", MaxItemCount: 2000, Picked: true}},
		"no times":    {`{"id":"x","pollingConfig":{}}`, picker.Session{ID: "x", MaxItemCount: 2000, Polling: &picker.Polling{Interval: 5 * time.Second, Timeout: 30 * time.Minute}}},
		"no patience": {`{"id":"x","pollingConfig":{"pollInterval":"0s","timeoutIn":"-1s"}}`, picker.Session{ID: "x", MaxItemCount: 2000, Polling: &picker.Polling{Interval: 5 * time.Second}}},
		"new fields":  {`{"id":"x","mood":{"good":true}}`, picker.Session{ID: "x", MaxItemCount: 2000}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := always(200, test.body).Session(t.Context(), "x")
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestItemsInEverySpelling(t *testing.T) {
	body := `{"mediaItems":[
		{"id":"p","createTime":"2024-05-01T10:00:00Z","type":"PHOTO","mediaFile":{"baseUrl":"b","mimeType":"image/jpeg","filename":"a.jpg","mediaFileMetadata":{
			"width":4032,"height":"3024","cameraMake":"Google","cameraModel":"Pixel 8","photoMetadata":{"focalLength":6.9,"apertureFNumber":1.68,"isoEquivalent":52,"exposureTime":"0.001s"}}}},
		{"id":"v","type":"VIDEO","mediaFile":{"mediaFileMetadata":{"cameraMake":"Google","videoMetadata":{"fps":30,"processingStatus":"READY"}}}},
		{"id":"o","type":"TYPE_UNSPECIFIED","mediaFile":{"mimeType":"video/mp4"}}]}`
	items := collect(t, always(200, body), "s")
	require.Equal(t, []picker.Item{
		{
			ID: "p", Type: photoslibrary.MediaTypePhoto, Filename: "a.jpg", MimeType: "image/jpeg", BaseURL: "b",
			Metadata: photoslibrary.Metadata{
				CreationTime: time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC), Width: 4032, Height: 3024,
				Photo: &photoslibrary.Photo{CameraMake: "Google", CameraModel: "Pixel 8", FocalLength: 6.9, ApertureFNumber: 1.68, ISOEquivalent: 52, ExposureTime: time.Millisecond},
			},
		},
		{ID: "v", Type: photoslibrary.MediaTypeVideo, Metadata: photoslibrary.Metadata{Video: &photoslibrary.Video{CameraMake: "Google", FPS: 30, Status: "READY"}}},
		{ID: "o", Type: "TYPE_UNSPECIFIED", MimeType: "video/mp4", Metadata: photoslibrary.Metadata{Video: &photoslibrary.Video{}}},
	}, items)
	require.Equal(t, []bool{false, true, true}, []bool{items[0].IsVideo(), items[1].IsVideo(), items[2].IsVideo()})
}

func FuzzAnswers(f *testing.F) {
	f.Add(`{"id":"x","pollingConfig":{"pollInterval":"5s","timeoutIn":"1800s"},"expireTime":"2026-11-22T20:00:00Z","pickingConfig":{"maxItemCount":"2000"}}`)
	f.Add(`{"mediaItems":[{"type":"PHOTO","mediaFile":{"mediaFileMetadata":{"width":"1","photoMetadata":{"exposureTime":"0.001s"}}}}]}`)
	f.Add(`{"mediaItems":[{"type":"VIDEO"}],"nextPageToken":"a"}`)
	f.Add(`{"id":"x","pollingConfig":{"pollInterval":"-5s","timeoutIn":"1e9s"}}`)
	f.Fuzz(func(t *testing.T, body string) {
		photos := always(200, body)
		session, err := photos.Session(t.Context(), "x")
		switch {
		case err != nil && session != picker.Session{}:
			t.Error("an error with a session")
		case err == nil && session.ID == "":
			t.Error("a session without an id")
		case session.Polling != nil && (session.Polling.Interval <= 0 || session.Polling.Timeout < 0):
			t.Errorf("a pace that cannot be kept: %+v", session.Polling)
		}
		for item, err := range photos.Items(t.Context(), "x") {
			if err == nil && item.IsVideo() != (item.Metadata.Video != nil) {
				t.Errorf("photo or video: %+v", item)
			}
		}
	})
}
