package googletest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"net/http"
	"strings"
	"time"
)

// fileInfo is what Google finds in an uploaded file.
type fileInfo struct {
	mimeType      string
	width, height int
	exif          exifData
	taken         time.Time // zero: the file does not say
}

// inspect reads what Google would of a file; an error means that Google would
// not make a media item of it.
func inspect(data []byte) (fileInfo, error) {
	info := fileInfo{mimeType: sniff(data)}
	switch {
	case strings.HasPrefix(info.mimeType, "video/"), info.mimeType == "image/heic", info.mimeType == "image/avif":
		found := readISO(data)
		info.width, info.height, info.taken = found.width, found.height, found.taken
		return info, nil
	case info.mimeType == "image/webp":
		var ok bool
		if info.width, info.height, ok = webPSize(data); !ok {
			return info, errors.New("the WebP image has no size")
		}
		return info, nil
	case info.mimeType != "image/jpeg" && info.mimeType != "image/png" && info.mimeType != "image/gif":
		return info, fmt.Errorf("a file of type %s is not a photo or video that this server knows", info.mimeType)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return info, fmt.Errorf("the image cannot be decoded: %w", err)
	}
	info.width, info.height = config.Width, config.Height
	if info.mimeType == "image/jpeg" {
		info.exif, _ = readEXIF(data) // a photo without EXIF is a photo
		info.taken = info.exif.taken
		if info.exif.orientation >= 5 {
			info.width, info.height = info.height, info.width
		}
	}
	return info, nil
}

// sniff returns the type of a file by its bytes; names do not count.
func sniff(data []byte) string {
	if mimeType := isoMimeType(data); mimeType != "" {
		return mimeType
	}
	if len(data) >= 8 && string(data[4:8]) == "ftyp" {
		return "application/octet-stream" // of no brand that Google takes
	}
	mimeType := http.DetectContentType(data)
	if mimeType == "video/mp4" {
		return "application/octet-stream" // the check above is the stricter one
	}
	return mimeType
}

// webPSize reads the size of a WebP image.
// Source: https://developers.google.com/speed/webp/docs/riff_container
func webPSize(data []byte) (width, height int, ok bool) {
	if len(data) < 30 {
		return 0, 0, false
	}
	body := data[20:]
	switch string(data[12:16]) {
	case "VP8X":
		return 1 + uint24(body[4:]), 1 + uint24(body[7:]), true
	case "VP8L":
		bits := binary.LittleEndian.Uint32(body[1:])
		return 1 + int(bits&0x3FFF), 1 + int(bits>>14&0x3FFF), body[0] == 0x2F
	case "VP8 ":
		start := bytes.Equal(body[3:6], []byte{0x9D, 0x01, 0x2A})
		return int(binary.LittleEndian.Uint16(body[6:]) & 0x3FFF), int(binary.LittleEndian.Uint16(body[8:]) & 0x3FFF), start
	}
	return 0, 0, false
}

func uint24(data []byte) int { return int(data[0]) | int(data[1])<<8 | int(data[2])<<16 }
