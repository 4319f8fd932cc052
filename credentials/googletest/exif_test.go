package googletest_test

import (
	"bytes"
	"encoding/binary"
	"image/jpeg"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

func TestReadEXIF(t *testing.T) {
	taken := time.Date(2019, 2, 3, 4, 5, 6, 0, time.UTC)
	maker, model, orientation, read, err := googletest.ReadEXIF(googletest.JPEG(googletest.PhotoSpec{Make: "LG", Model: "K10 pro", Orientation: 8, Taken: taken}))
	require.NoError(t, err)
	require.Equal(t, []any{"LG", "K10 pro", 8, taken}, []any{maker, model, orientation, read})
	// A value of odd length moves those behind it; a tolerant reader would not notice.
	maker, model, _, _, err = googletest.ReadEXIF(googletest.JPEG(googletest.PhotoSpec{Make: "Google", Model: "Pixel 8"}))
	require.NoError(t, err)
	require.Equal(t, []string{"Google", "Pixel 8"}, []string{maker, model})

	var plain bytes.Buffer
	img, err := jpeg.Decode(bytes.NewReader(googletest.JPEG(googletest.PhotoSpec{})))
	require.NoError(t, err)
	require.NoError(t, jpeg.Encode(&plain, img, nil))
	_, _, _, _, err = googletest.ReadEXIF(plain.Bytes())
	require.Error(t, err)
}

// located is a JPEG whose EXIF, in the byte order of Intel, has a place.
func located(t *testing.T) []byte {
	t.Helper()
	le := binary.LittleEndian
	entry := func(out []byte, tag, kind uint16, count, value uint32) []byte {
		out = le.AppendUint16(out, tag)
		out = le.AppendUint16(out, kind)
		out = le.AppendUint32(out, count)
		return le.AppendUint32(out, value)
	}
	tiff := []byte{'I', 'I', 42, 0, 8, 0, 0, 0}
	tiff = le.AppendUint16(tiff, 2)              // directory at 8
	tiff = entry(tiff, 0x010F, 2, 3, 'L'|'G'<<8) // Make
	tiff = entry(tiff, 0x8825, 4, 1, 38)         // GPS directory
	tiff = le.AppendUint32(tiff, 0)              // no next
	tiff = le.AppendUint16(tiff, 2)              // directory at 38
	tiff = entry(tiff, 1, 2, 2, 'N')             // GPSLatitudeRef
	tiff = entry(tiff, 2, 5, 3, 68)              // GPSLatitude, at 68
	tiff = le.AppendUint32(tiff, 0)              // no next
	for _, n := range []uint32{52, 1, 31, 1, 12, 1} {
		tiff = le.AppendUint32(tiff, n)
	}
	body := append([]byte("Exif\x00\x00"), tiff...)
	file := []byte{0xFF, 0xD8, 0xFF, 0xE1}
	file = binary.BigEndian.AppendUint16(file, uint16(len(body)+2))
	file = append(file, body...)
	var plain bytes.Buffer
	img, err := jpeg.Decode(bytes.NewReader(googletest.JPEG(googletest.PhotoSpec{})))
	require.NoError(t, err)
	require.NoError(t, jpeg.Encode(&plain, img, nil))
	return append(file, plain.Bytes()[2:]...)
}

func TestWithoutLocation(t *testing.T) {
	file := located(t)
	require.Contains(t, string(file), "\x34\x00\x00\x00\x01\x00\x00\x00\x1f", "the test has a place to lose")
	stripped := googletest.WithoutLocation(file)
	require.NotContains(t, string(stripped), "\x34\x00\x00\x00\x01\x00\x00\x00\x1f")
	require.Len(t, stripped, len(file))
	_, err := jpeg.Decode(bytes.NewReader(stripped))
	require.NoError(t, err)
	maker, _, _, _, err := googletest.ReadEXIF(stripped)
	require.NoError(t, err)
	require.Equal(t, "LG", maker)
	clean := googletest.JPEG(googletest.PhotoSpec{})
	require.Equal(t, clean, googletest.WithoutLocation(clean))
}

func FuzzReadEXIF(f *testing.F) {
	for _, spec := range []googletest.PhotoSpec{{}, {Make: "LG", Orientation: 3}, {Model: "a long name of a camera"}} {
		file := googletest.JPEG(spec)
		f.Add(file)
		f.Add(file[:40])
		f.Add(bytes.Replace(file, []byte("MM\x00*"), []byte("II*\x00"), 1))
	}
	f.Add([]byte{0xFF, 0xD8, 0xFF, 0xE1, 0, 2})
	f.Fuzz(func(t *testing.T, file []byte) {
		_, _, orientation, _, err := googletest.ReadEXIF(file)
		if err == nil && (orientation < 0 || orientation > 8) {
			t.Errorf("orientation %d", orientation)
		}
		before := bytes.Clone(file)
		if stripped := googletest.WithoutLocation(file); len(stripped) != len(file) {
			t.Errorf("length changed from %d to %d", len(file), len(stripped))
		}
		if !bytes.Equal(before, file) {
			t.Error("the input was changed")
		}
	})
}

func FuzzDecodePageError(f *testing.F) {
	f.Add("Cg5kZWxldGVkX2NsaWVudBIdVGhlIE9BdXRoIGNsaWVudCB3YXMgZGVsZXRlZC4gkQM=")
	f.Add("Cg5p")
	f.Add("IP8B")
	f.Fuzz(func(t *testing.T, text string) {
		_, _, status, err := googletest.DecodePageError(text)
		if err == nil && (status < 400 || status > 599) {
			t.Errorf("status %d", status)
		}
	})
}
