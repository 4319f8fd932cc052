package googletest_test

import (
	"bytes"
	"image/jpeg"
	"testing"
	"time"

	"github.com/bep/imagemeta"
	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// readTags reads EXIF with a package that shares no code with the writer.
func readTags(t *testing.T, file []byte) (map[string]any, time.Time) {
	t.Helper()
	values := map[string]any{}
	var tags imagemeta.Tags
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(file), ImageFormat: imagemeta.JPEG, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
		HandleTag: func(tag imagemeta.TagInfo) error {
			values[tag.Tag] = tag.Value
			tags.Add(tag)
			return nil
		},
		Warnf: func(format string, args ...any) { t.Errorf("imagemeta: "+format, args...) },
	})
	require.NoError(t, err)
	taken, err := tags.GetDateTime()
	require.NoError(t, err)
	return values, taken
}

func TestJPEG(t *testing.T) {
	taken := time.Date(2019, 2, 3, 4, 5, 6, 0, time.UTC)
	tests := map[string]struct {
		spec          googletest.PhotoSpec
		make, model   string
		orientation   uint16
		taken         time.Time
		width, height int
	}{
		"defaults": {googletest.PhotoSpec{}, "Google", "Pixel 8", 1, time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC), 64, 48},
		"set": {
			googletest.PhotoSpec{Make: "Canon", Model: "EOS R5", Orientation: 6, Taken: taken, Width: 33, Height: 17, Seed: 9},
			"Canon", "EOS R5", 6, taken, 33, 17,
		},
		"values inside of their entries": {googletest.PhotoSpec{Make: "LG", Model: "K10", Taken: taken}, "LG", "K10", 1, taken, 64, 48},
		"values of odd length":           {googletest.PhotoSpec{Make: "Sony", Model: "A7SIII", Taken: taken}, "Sony", "A7SIII", 1, taken, 64, 48},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := googletest.JPEG(test.spec)
			require.Equal(t, file, googletest.JPEG(test.spec))
			img, err := jpeg.Decode(bytes.NewReader(file))
			require.NoError(t, err)
			require.Equal(t, test.width, img.Bounds().Dx())
			require.Equal(t, test.height, img.Bounds().Dy())
			values, read := readTags(t, file)
			require.Equal(t, test.make, values["Make"])
			require.Equal(t, test.model, values["Model"])
			require.EqualValues(t, test.orientation, values["Orientation"])
			require.Equal(t, test.taken, read.UTC())
			for tag := range values {
				require.NotContains(t, tag, "GPS")
			}
		})
	}
}

func TestJPEGsWithOtherSeedsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(300) {
		seen[string(googletest.JPEG(googletest.PhotoSpec{Seed: seed}))] = true
	}
	require.Len(t, seen, 300)
}

func TestJPEGPanicsForWhatNoJPEGCanBe(t *testing.T) {
	for _, spec := range []googletest.PhotoSpec{{Orientation: 9}, {Orientation: -1}, {Width: -1}, {Height: 70_000}} {
		require.Panics(t, func() { googletest.JPEG(spec) })
	}
}
