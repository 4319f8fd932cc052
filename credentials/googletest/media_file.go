package googletest

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif" // what Google accepts
	"image/jpeg"
	_ "image/png" // what Google accepts
)

// inspect reads what Google would of a file; an error means that Google would
// not make a media item of it.
func inspect(data []byte) (fileInfo, error) {
	info := fileInfo{mimeType: sniff(data)}
	switch info.mimeType {
	case "video/mp4":
		return info, nil
	case "image/jpeg", "image/png", "image/gif":
	default:
		return info, fmt.Errorf("a file of type %s is not a photo or video that this server knows", info.mimeType)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return info, fmt.Errorf("the image cannot be decoded: %w", err)
	}
	info.width, info.height = config.Width, config.Height
	if info.mimeType == "image/jpeg" {
		info.exif, _ = readEXIF(data) // a photo without EXIF is a photo
		if info.exif.orientation >= 5 {
			info.width, info.height = info.height, info.width
		}
	}
	return info, nil
}

// scale returns the image as a JPEG that fits into the size, or fills it if crop
// is set. It never enlarges.
func scale(data []byte, width, height int, crop bool) ([]byte, error) {
	source, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
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
	var result image.Image = out
	if crop && (w > width || h > height) {
		cut := image.NewRGBA(image.Rect(0, 0, min(w, width), min(h, height)))
		draw.Draw(cut, cut.Bounds(), out, image.Pt((w-cut.Bounds().Dx())/2, (h-cut.Bounds().Dy())/2), draw.Src)
		result = cut
	}
	var buffer bytes.Buffer
	if err := jpeg.Encode(&buffer, result, nil); err != nil {
		return nil, err
	}
	return buffer.Bytes(), nil
}
