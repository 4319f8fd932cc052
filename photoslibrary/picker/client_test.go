package picker_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

func collect(t *testing.T, client *picker.Client, session string) []picker.Item {
	t.Helper()
	var out []picker.Item
	for item, err := range client.Items(t.Context(), session) {
		require.NoError(t, err)
		out = append(out, item)
	}
	return out
}

// film is the shortest file that counts as a video.
func film(brand string) []byte { return []byte("\x00\x00\x00\x10ftyp" + brand + "\x00\x00\x00\x00") }

func TestPickAndDownload(t *testing.T) {
	google := start(t, googletest.Config{})
	before := google.AddPhoto(googletest.Photo{Filename: "a.jpg", ClientID: clientOf(t, google.AddClient())})
	video := google.AddPhoto(googletest.Photo{Filename: "a.mp4", Bytes: film("isom")})
	stuck := google.AddPhoto(googletest.Photo{Filename: "b.mp4", Bytes: film("mp42"), Processing: true})
	google.AddPhoto(googletest.Photo{Filename: "left.jpg"})
	photos := authorized(google)

	session, err := photos.CreateSession(t.Context(), picker.CreateOptions{MaxItemCount: 3})
	require.NoError(t, err)
	require.Equal(t, 3, session.MaxItemCount)
	require.False(t, session.Picked)
	require.Equal(t, &picker.Polling{Interval: 5 * time.Second, Timeout: 30 * time.Minute}, roundTimeout(session.Polling))
	require.WithinDuration(t, time.Now().Add(24*time.Hour), session.ExpireTime, time.Minute)
	for _, err := range photos.Items(t.Context(), session.ID) {
		require.ErrorIs(t, err, picker.ErrPending)
		var failure *photoslibrary.Error
		require.ErrorAs(t, err, &failure)
		require.Equal(t, "FAILED_PRECONDITION", failure.Status)
	}

	require.NoError(t, google.Pick(session.PickerURI, before.ID, video.ID, stuck.ID))
	session, err = photos.Wait(t.Context(), session)
	require.NoError(t, err)
	require.True(t, session.Picked)
	require.Nil(t, session.Polling)
	items := collect(t, photos, session.ID)
	require.Len(t, items, 3)
	for i, want := range []googletest.Item{before, video} {
		item := items[i]
		require.Equal(t, []any{want.ID, want.Filename, want.MimeType}, []any{item.ID, item.Filename, item.MimeType})
		require.Equal(t, []any{want.CreationTime, want.Width, want.Height}, []any{item.Metadata.CreationTime, item.Metadata.Width, item.Metadata.Height})
		require.Equal(t, want.MimeType == "video/mp4", item.IsVideo())
		var file bytes.Buffer
		n, err := photos.Download(t.Context(), item, &file)
		require.NoError(t, err)
		require.EqualValues(t, len(want.Bytes), n)
		require.Equal(t, want.Bytes, file.Bytes())
	}
	_, err = photos.Download(t.Context(), items[2], io.Discard)
	require.ErrorIs(t, err, photoslibrary.ErrVideoNotReady)

	require.NoError(t, photos.DeleteSession(t.Context(), session.ID))
	_, err = photos.Session(t.Context(), session.ID)
	require.ErrorIs(t, err, photoslibrary.ErrNotFound)
	require.ErrorIs(t, photos.DeleteSession(t.Context(), session.ID), photoslibrary.ErrNotFound)
}

// roundTimeout makes a time that runs comparable.
func roundTimeout(p *picker.Polling) *picker.Polling {
	return &picker.Polling{Interval: p.Interval, Timeout: p.Timeout.Round(time.Minute)}
}

func TestAllPages(t *testing.T) {
	for _, sparse := range []bool{false, true} {
		t.Run(fmt.Sprint("sparse ", sparse), func(t *testing.T) {
			google := start(t, googletest.Config{SparsePages: sparse})
			var want, got []string
			for range 230 {
				want = append(want, google.AddPhoto(googletest.Photo{}).ID)
			}
			photos := authorized(google)
			session, err := photos.CreateSession(t.Context(), picker.CreateOptions{})
			require.NoError(t, err)
			require.Equal(t, picker.MaxItems, session.MaxItemCount)
			require.NoError(t, google.Pick(session.PickerURI, want...))
			for _, item := range collect(t, photos, session.ID) {
				got = append(got, item.ID)
			}
			require.Equal(t, want, got)
			pages := 0
			for _, request := range google.Requests() {
				if request.Path == "/v1/mediaItems" {
					pages++
				}
			}
			require.Equal(t, map[bool]int{false: 3, true: 4}[sparse], pages, "100 items per page")
		})
	}
}

// Pages that overlap or are empty lose and double nothing.
func TestOddPages(t *testing.T) {
	google := start(t, googletest.Config{})
	var want []string
	for range 230 {
		want = append(want, google.AddPhoto(googletest.Photo{}).ID)
	}
	photos := authorized(google)
	session, err := photos.CreateSession(t.Context(), picker.CreateOptions{})
	require.NoError(t, err)
	require.NoError(t, google.Pick(session.PickerURI, want...))
	google.Script(googletest.Request{Host: "photospicker.googleapis.com", Path: "/v1/mediaItems"},
		googletest.EmptyPage(), googletest.OverlapPages(), googletest.EmptyPage(), googletest.OverlapPages())
	var got []string
	for _, item := range collect(t, photos, session.ID) {
		got = append(got, item.ID)
	}
	require.Equal(t, want, got)
	require.Zero(t, google.ScriptLeft())
}

func TestBaseURLs(t *testing.T) {
	var seconds atomic.Int64
	google := start(t, googletest.Config{
		AccessTokenTTL: 10 * time.Hour,
		Now:            func() time.Time { return time.Unix(1_800_000_000+seconds.Load(), 0) },
	})
	photo := google.AddPhoto(googletest.Photo{})
	photos := authorized(google)
	session, err := photos.CreateSession(t.Context(), picker.CreateOptions{})
	require.NoError(t, err)
	require.NoError(t, google.Pick(session.PickerURI, photo.ID))
	item := collect(t, photos, session.ID)[0]

	anonymous := &picker.Client{HTTP: google.Client()}
	_, err = anonymous.Download(t.Context(), item, io.Discard)
	require.Error(t, err, "the access token is needed")
	seconds.Add(3600)
	_, err = photos.Download(t.Context(), item, io.Discard)
	require.ErrorIs(t, err, photoslibrary.ErrBaseURLExpired)
	require.NotContains(t, err.Error(), item.BaseURL)
	item = collect(t, photos, session.ID)[0]
	_, err = photos.Download(t.Context(), item, io.Discard)
	require.NoError(t, err, "a new listing has new addresses")

	for _, address := range []string{"", "https://example.com/x", "http://lh3.googleusercontent.com/ppa/x"} {
		_, err = photos.Download(t.Context(), picker.Item{BaseURL: address}, io.Discard)
		require.ErrorContains(t, err, "not a Google address")
	}
}

func TestDownloadOfCutOffBytes(t *testing.T) {
	photos := &picker.Client{HTTP: &http.Client{Transport: cutOff{}}, Retry: photoslibrary.Retry{Attempts: 1}}
	n, err := photos.Download(t.Context(), picker.Item{BaseURL: "https://lh3.googleusercontent.com/ppa/capability"}, io.Discard)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.EqualValues(t, 5, n)
	require.NotContains(t, err.Error(), "capability")
}

// cutOff announces ten bytes and serves five, but only to the right request.
type cutOff struct{}

func (cutOff) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path != "/ppa/capability=d" {
		return nil, fmt.Errorf("asked for %s", r.URL)
	}
	return &http.Response{
		StatusCode: http.StatusOK, ContentLength: 10, Request: r, Header: http.Header{},
		Body: io.NopCloser(bytes.NewReader([]byte("12345"))),
	}, nil
}

func TestVideosMustBeReady(t *testing.T) {
	for status, ready := range map[string]bool{"": false, "PROCESSING": false, "FAILED": false, "UNSPECIFIED": false, "READY": true} {
		item := picker.Item{Type: photoslibrary.MediaTypeVideo, BaseURL: "https://lh3.googleusercontent.com/ppa/x", Metadata: photoslibrary.Metadata{Video: &photoslibrary.Video{Status: status}}}
		asked := ""
		photos := scripted(func(r *http.Request) (int, string, error) { asked = r.URL.Path; return 200, "film", nil })
		_, err := photos.Download(t.Context(), item, io.Discard)
		if ready {
			require.NoError(t, err)
			require.Equal(t, "/ppa/x=dv", asked)
			continue
		}
		require.ErrorIs(t, err, photoslibrary.ErrVideoNotReady, status)
		require.Empty(t, asked)
	}
	_, err := always(200, "").Download(t.Context(), picker.Item{MimeType: "video/mp4"}, io.Discard)
	require.ErrorIs(t, err, photoslibrary.ErrVideoNotReady)
}

func TestRefusedBeforeARequest(t *testing.T) {
	photos := scripted(func(*http.Request) (int, string, error) { t.Error("a request was sent"); return 500, "", nil })
	for _, most := range []int{-1, picker.MaxItems + 1} {
		_, err := photos.CreateSession(t.Context(), picker.CreateOptions{MaxItemCount: most})
		require.ErrorContains(t, err, "want 1 to 2000")
	}
	_, err := photos.Session(t.Context(), "")
	require.ErrorContains(t, err, "the id is empty")
	require.ErrorContains(t, photos.DeleteSession(t.Context(), ""), "the id is empty")
	for _, err := range photos.Items(t.Context(), "") {
		require.ErrorContains(t, err, "the session id is empty")
	}
	_, err = (&picker.Client{}).Session(t.Context(), "x")
	require.ErrorContains(t, err, "picker: get picker session: Client.HTTP is nil")
}
