package googletest_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	imagepng "image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func png(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, imagepng.Encode(&out, image.NewGray(image.Rect(0, 0, 7, 5))))
	return out.Bytes()
}

// box is one box of ISO's base media format.
func box(kind string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	out := binary.BigEndian.AppendUint32(nil, uint32(8+len(body)))
	return append(append(out, kind...), body...)
}

func words(values ...uint32) []byte {
	var out []byte
	for _, value := range values {
		out = binary.BigEndian.AppendUint32(out, value)
	}
	return out
}

func brand(names ...string) []byte {
	return box("ftyp", []byte(names[0]), words(0), []byte(strings.Join(names[1:], "")))
}

// movie is the start of a video of 1920 by 1080 from 2024.
func movie() []byte {
	taken := uint32(time.Date(2024, 3, 4, 5, 6, 7, 0, time.UTC).Sub(time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)) / time.Second)
	track := func(width, height uint32) []byte {
		return box("trak", box("tkhd", make([]byte, 76), words(width<<16, height<<16)))
	}
	return bytes.Join([][]byte{brand("isom", "isom", "mp42"), box("moov", box("mvhd", words(0, taken, taken, 0)), track(0, 0), track(1920, 1080), track(160, 90))}, nil)
}

func TestWhatFilesAre(t *testing.T) {
	webp := func(chunk string, body ...byte) []byte {
		return append([]byte("RIFF\x00\x00\x00\x00WEBP"+chunk+"\x0a\x00\x00\x00"), append(body, make([]byte, 10)...)...)
	}
	for name, test := range map[string]struct {
		file          []byte
		mimeType      string
		width, height int
	}{
		"mp4":           {movie(), "video/mp4", 1920, 1080},
		"brand only":    {brand("mp42"), "video/mp4", 0, 0},
		"quicktime":     {brand("qt  "), "video/quicktime", 0, 0},
		"3gp":           {brand("3gp5", "isom"), "video/3gpp", 0, 0},
		"m4v":           {brand("M4V ", "mp42"), "video/x-m4v", 0, 0},
		"heic":          {append(brand("mif1", "mif1", "heic"), box("meta", words(0), box("iprp", box("ipco", box("ispe", words(0, 160, 120)), box("ispe", words(0, 4032, 3024)))))...), "image/heic", 4032, 3024},
		"avif":          {append(brand("avif", "mif1"), box("meta", words(0), box("iprp", box("ipco", box("ispe", words(0, 30, 20)))))...), "image/avif", 30, 20},
		"webp extended": {webp("VP8X", 0, 0, 0, 0, 99, 0, 0, 49, 0, 0), "image/webp", 100, 50},
		"webp lossless": {webp("VP8L", 0x2F, 99, 0x40, 0x0C, 0), "image/webp", 100, 50},
		"webp lossy":    {webp("VP8 ", 0, 0, 0, 0x9D, 0x01, 0x2A, 100, 0, 50, 0), "image/webp", 100, 50},
		"png":           {png(t), "image/png", 7, 5},
		"sideways":      {googletest.JPEG(googletest.PhotoSpec{Orientation: 6}), "image/jpeg", 48, 64},
	} {
		mimeType, width, height, _, err := googletest.Inspect(test.file)
		require.NoError(t, err, name)
		require.Equal(t, []any{test.mimeType, test.width, test.height}, []any{mimeType, width, height}, name)
	}
	_, _, _, taken, _ := googletest.Inspect(movie())
	require.Equal(t, "2024-03-04T05:06:07Z", taken.Format(time.RFC3339))
	for name, file := range map[string][]byte{
		"sound":         brand("M4A ", "mp42"),
		"unknown brand": brand("abcd", "efgh"),
		"cut brand":     []byte("\x00\x00\x00\x20ftypisom\x00\x00\x00\x00"),
		"text":          []byte("no photo"),
		"pdf":           []byte("%PDF-1.7"),
		"nothing":       {},
		"cut webp":      []byte("RIFF\x00\x00\x00\x00WEBPVP8X"),
		"cut jpeg":      googletest.JPEG(googletest.PhotoSpec{})[:100],
	} {
		_, _, _, _, err := googletest.Inspect(file)
		require.Error(t, err, name)
	}
}

// A video is processed for a while before its bytes are there.
func TestVideosBecomeReady(t *testing.T) {
	now := newClock()
	s := start(t, googletest.Config{Now: now.Now, VideoProcessing: time.Minute})
	client := s.AuthorizedClient()
	film := s.AddPhoto(googletest.Photo{Filename: "a.mp4", Bytes: movie()})
	failed := s.AddPhoto(googletest.Photo{Filename: "b.mp4", Bytes: brand("isom"), Failed: true})
	video := func(id string) any {
		return do(t, client, http.MethodGet, library+"/v1/mediaItems/"+id, "", nil).json["mediaMetadata"].(map[string]any)["video"].(map[string]any)["status"]
	}
	base := baseOfFresh(t, s, film.ID)
	require.Equal(t, "PROCESSING", video(film.ID))
	early := do(t, client, http.MethodGet, base+"=dv", "", nil)
	require.Equal(t, 404, early.status)
	require.Equal(t, "image/jpeg", early.header.Get("Content-Type"), "Google's 404 for bytes is an image")
	now.Advance(time.Minute)
	require.Equal(t, "READY", video(film.ID))
	require.Equal(t, string(movie()), do(t, client, http.MethodGet, base+"=dv", "", nil).body)
	require.Equal(t, "FAILED", video(failed.ID))
	require.Equal(t, 404, do(t, client, http.MethodGet, baseOfFresh(t, s, failed.ID)+"=dv", "", nil).status)

	with, without := do(t, client, http.MethodGet, base+"=w192-h192", "", nil), do(t, client, http.MethodGet, base+"=w192-h192-no", "", nil)
	require.NotEqual(t, with.body, without.body, "the sign of a video")
	for _, picture := range []reply{with, without} {
		config, err := jpeg.DecodeConfig(strings.NewReader(picture.body))
		require.NoError(t, err)
		require.Equal(t, []int{192, 108}, []int{config.Width, config.Height})
	}
}

// Pictures of any size are upright.
func TestScaledPicturesAreUpright(t *testing.T) {
	s := start(t, googletest.Config{})
	for orientation := 1; orientation <= 8; orientation++ {
		// The picture's red grows to the right and its green downwards.
		photo := s.AddPhoto(googletest.Photo{Bytes: googletest.JPEG(googletest.PhotoSpec{Orientation: orientation, Width: 80, Height: 40})})
		shown := do(t, s.Client(), http.MethodGet, baseOfFresh(t, s, photo.ID)+"=w80-h80", "", nil)
		picture, err := jpeg.Decode(strings.NewReader(shown.body))
		require.NoError(t, err)
		size := picture.Bounds()
		require.Equal(t, []int{photo.Width, photo.Height}, []int{size.Dx(), size.Dy()})
		// Where the file's first point is when the picture is upright.
		corner := map[int]image.Point{
			1: {0, 0}, 2: {1, 0}, 3: {1, 1}, 4: {0, 1}, 5: {0, 0}, 6: {1, 0}, 7: {1, 1}, 8: {0, 1},
		}[orientation]
		red, green, _, _ := picture.At(corner.X*(size.Dx()-1), corner.Y*(size.Dy()-1)).RGBA()
		require.Less(t, red>>8, uint32(40), orientation)
		require.Less(t, green>>8, uint32(40), orientation)
		red, green, _, _ = picture.At((1-corner.X)*(size.Dx()-1), (1-corner.Y)*(size.Dy()-1)).RGBA()
		require.Greater(t, red>>8, uint32(200), orientation)
		require.Greater(t, green>>8, uint32(200), orientation)
	}
}
