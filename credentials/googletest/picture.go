package googletest

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif" // what Google accepts
	"image/jpeg"
	_ "image/png" // what Google accepts
)

// picture is the item as people see it: upright, and for a file that Go cannot
// decode a gradient of its size.
func (it *item) picture() (image.Image, error) {
	switch it.MimeType {
	case "image/jpeg", "image/png", "image/gif":
		source, _, err := image.Decode(bytes.NewReader(it.Bytes))
		if err != nil {
			return nil, err
		}
		exif, _ := readEXIF(it.Bytes) // without EXIF it is upright
		return upright(source, exif.orientation), nil
	}
	width, height := it.Width, it.Height
	if width == 0 || height == 0 {
		width, height = 640, 360
	}
	for width > 1024 || height > 1024 { // nobody compares these
		width, height = max(1, width/2), max(1, height/2)
	}
	return picture(PhotoSpec{Width: width, Height: height}), nil
}

// upright turns and mirrors as the orientation of EXIF says.
func upright(source image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return source
	}
	from := source.Bounds()
	width, height := from.Dx(), from.Dy()
	if orientation >= 5 {
		width, height = height, width
	}
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			// Where the point is in a file of that orientation.
			sx, sy := x, y
			switch orientation {
			case 2:
				sx = width - 1 - x
			case 3:
				sx, sy = width-1-x, height-1-y
			case 4:
				sy = height - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, width-1-x
			case 7:
				sx, sy = height-1-y, width-1-x
			case 8:
				sx, sy = height-1-y, x
			}
			out.Set(x, y, source.At(from.Min.X+sx, from.Min.Y+sy))
		}
	}
	return out
}

// overlay draws the sign of a video: a white square in the middle.
func overlay(source image.Image) image.Image {
	out := image.NewRGBA(source.Bounds())
	draw.Draw(out, out.Bounds(), source, source.Bounds().Min, draw.Src)
	middle := image.Rect(out.Rect.Dx()*2/5, out.Rect.Dy()*2/5, out.Rect.Dx()*3/5, out.Rect.Dy()*3/5)
	draw.Draw(out, middle.Add(out.Rect.Min), image.NewUniform(color.White), image.Point{}, draw.Src)
	return out
}

// scale returns the image so that it fits into the size, or fills it if crop is
// set. It never enlarges.
func scale(source image.Image, width, height int, crop bool) image.Image {
	bounds := source.Bounds()
	x, y := float64(width)/float64(bounds.Dx()), float64(height)/float64(bounds.Dy())
	factor := min(x, y)
	if crop {
		factor = max(x, y)
	}
	factor = min(factor, 1)
	w, h := max(1, int(float64(bounds.Dx())*factor+.5)), max(1, int(float64(bounds.Dy())*factor+.5))
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for py := range h {
		for px := range w {
			out.Set(px, py, source.At(bounds.Min.X+px*bounds.Dx()/w, bounds.Min.Y+py*bounds.Dy()/h))
		}
	}
	if !crop || w <= width && h <= height {
		return out
	}
	cut := image.NewRGBA(image.Rect(0, 0, min(w, width), min(h, height)))
	draw.Draw(cut, cut.Bounds(), out, image.Pt((w-cut.Bounds().Dx())/2, (h-cut.Bounds().Dy())/2), draw.Src)
	return cut
}

func encodeJPEG(source image.Image) []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, source, nil); err != nil {
		panic("googletest: picture: " + err.Error()) // writing to memory
	}
	return out.Bytes()
}
