package qropener_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/credentials/qropener"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var _ credentials.Opener = qropener.Opener{}

// consentURL has the length of a real one.
const consentURL = "https://accounts.google.com/o/oauth2/auth?access_type=offline" +
	"&client_id=742138104895-abcdefghijklmnopqrstuvwxyz012345.apps.googleusercontent.com" +
	"&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256" +
	"&login_hint=owner%40example.com&prompt=consent&redirect_uri=http%3A%2F%2F127.0.0.1%3A53682%2F&response_type=code" +
	"&scope=https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fphotoslibrary.appendonly+https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fphotoslibrary.readonly.appcreateddata+https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fphotoslibrary.edit.appcreateddata+openid+email" +
	"&state=ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// screen is what a terminal shows: black on white from the colours on, two pixels
// in a cell. It fails on anything a terminal would not show as a square.
func screen(t *testing.T, output string) *image.Gray {
	t.Helper()
	var lines []string
	for line := range strings.Lines(output) {
		inner, colours := strings.CutPrefix(line, "\x1b[38;5;16;48;5;231m")
		inner, reset := strings.CutSuffix(inner, "\x1b[0m\n")
		require.Equal(t, colours, reset)
		if colours {
			lines = append(lines, inner)
		}
	}
	require.NotEmpty(t, lines)
	const zoom = 4
	width := len([]rune(lines[0]))
	picture := image.NewGray(image.Rect(0, 0, width*zoom, 2*len(lines)*zoom))
	for row, line := range lines {
		cells := []rune(line)
		require.Len(t, cells, width)
		for column, cell := range cells {
			halves := map[rune][2]bool{' ': {}, '▀': {true, false}, '▄': {false, true}, '█': {true, true}}
			dark, known := halves[cell]
			require.True(t, known, "%q", cell)
			for y := range 2 * zoom {
				for x := range zoom {
					shade := color.Gray{Y: 255}
					if dark[y/zoom] {
						shade.Y = 0
					}
					picture.SetGray(column*zoom+x, row*2*zoom+y, shade)
				}
			}
		}
	}
	return picture
}

// Another library reads what we draw.
func TestCodeIsReadable(t *testing.T) {
	for name, address := range map[string]string{
		"short":   "https://accounts.google.com/",
		"consent": consentURL,
		"longest": "https://accounts.google.com/?" + strings.Repeat("x", 2900),
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, qropener.Opener{W: &out}.Open(t.Context(), address))
			bitmap, err := gozxing.NewBinaryBitmapFromImage(screen(t, out.String()))
			require.NoError(t, err)
			read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
			require.NoError(t, err)
			require.Equal(t, address, read.GetText())
			require.Contains(t, out.String(), "\n"+address+"\n", "the address stands alone on a line")
		})
	}
}

func TestMargin(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, qropener.Opener{W: &out}.Open(t.Context(), consentURL))
	picture := screen(t, out.String())
	box := picture.Bounds()
	for y := range box.Dy() {
		for x := range box.Dx() {
			if min(x, y, box.Dx()-1-x) < 16 || y >= box.Dy()-16 {
				require.Equal(t, uint8(255), picture.GrayAt(x, y).Y)
			}
		}
	}
	require.Equal(t, uint8(0), picture.GrayAt(16, 16).Y, "the margin is four modules, not more")
}

func TestRoom(t *testing.T) {
	for name, test := range map[string]struct {
		columns, rows int
		drawn         bool
	}{
		"unknown":     {0, 0, true},
		"large":       {120, 60, true},
		"just enough": {93, 55, true},
		"too narrow":  {92, 60, false},
		"too low":     {120, 54, false},
		"only width":  {80, 0, false},
		"only height": {0, 24, false},
	} {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, qropener.Opener{W: &out, Columns: test.columns, Rows: test.rows}.Open(t.Context(), consentURL))
			require.Equal(t, test.drawn, strings.Contains(out.String(), "█"))
			require.Equal(t, !test.drawn, strings.Contains(out.String(), "needs 93 columns and 55 rows"))
			require.Contains(t, out.String(), "\n"+consentURL+"\n")
		})
	}
}

// A file that is no terminal has room for everything.
func TestFile(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/out")
	require.NoError(t, err)
	require.NoError(t, qropener.Opener{W: file}.Open(t.Context(), consentURL))
	_, err = file.Seek(0, io.SeekStart)
	require.NoError(t, err)
	out, err := io.ReadAll(file)
	require.NoError(t, err)
	require.Contains(t, string(out), "█")
	require.NoError(t, file.Close())
	require.ErrorIs(t, qropener.Opener{W: file}.Open(t.Context(), consentURL), os.ErrClosed)
}

func TestTooLong(t *testing.T) {
	err := qropener.Opener{W: io.Discard}.Open(t.Context(), "https://accounts.google.com/?secret="+strings.Repeat("x", 3000))
	require.ErrorContains(t, err, "3036 bytes")
	require.NotContains(t, err.Error(), "secret=")
	require.NoError(t, errors.Unwrap(err))
}
