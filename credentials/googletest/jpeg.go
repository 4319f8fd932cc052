package googletest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"time"
)

// PhotoSpec describes a JPEG; each zero field has a default.
type PhotoSpec struct {
	// Width and Height in pixels, before the orientation is applied. Default
	// 64 by 48.
	Width, Height int
	// Make and Model of the camera. Default "Google" and "Pixel 8".
	Make, Model string
	// Taken is the wall clock of the camera; EXIF has no zone. Default
	// 2024-05-01 10:00:00.
	Taken time.Time
	// Orientation is EXIF's, 1 to 8. Default 1: upright.
	Orientation int
	// FocalLength in millimetres, FNumber of the aperture, ISO and Exposure are
	// left out of the file when they are zero.
	FocalLength, FNumber float64
	ISO                  int
	Exposure             time.Duration
	// Located puts the place of the camera into the file, which Google keeps from
	// those who download it.
	Located bool
	// Seed changes the picture: photos with different seeds have different bytes.
	Seed uint64
}

// JPEG returns a decodable JPEG file with an EXIF segment, which says when and
// with what camera the photo was taken. The same spec gives the same bytes. It panics for an orientation outside of 1 to 8 and for sizes
// that JPEG cannot have.
func JPEG(spec PhotoSpec) []byte {
	if spec.Width == 0 {
		spec.Width = 64
	}
	if spec.Height == 0 {
		spec.Height = 48
	}
	if spec.Make == "" {
		spec.Make = "Google"
	}
	if spec.Model == "" {
		spec.Model = "Pixel 8"
	}
	if spec.Taken.IsZero() {
		spec.Taken = time.Date(2024, 5, 1, 10, 0, 0, 0, time.UTC)
	}
	if spec.Orientation == 0 {
		spec.Orientation = 1
	}
	if spec.Orientation < 1 || spec.Orientation > 8 {
		panic("googletest: JPEG: the orientation must be 1 to 8")
	}
	if spec.Width < 1 || spec.Height < 1 || spec.Width > 65535 || spec.Height > 65535 {
		panic("googletest: JPEG: width and height must be 1 to 65535")
	}
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, picture(spec), nil); err != nil {
		panic("googletest: JPEG: " + err.Error())
	}
	// EXIF wants its segment right behind the start of the image.
	out := append([]byte{0xFF, 0xD8}, exifSegment(spec)...)
	return append(out, plain.Bytes()[2:]...)
}

// picture is a gradient whose third colour comes from the seed.
func picture(spec PhotoSpec) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, spec.Width, spec.Height))
	for y := range spec.Height {
		for x := range spec.Width {
			img.SetRGBA(x, y, color.RGBA{R: uint8(255 * x / spec.Width), G: uint8(255 * y / spec.Height), B: uint8(spec.Seed * 37), A: 255})
		}
	}
	return img
}
