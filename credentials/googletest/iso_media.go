package googletest

import (
	"encoding/binary"
	"math"
	"time"
)

// isoBrands are the kinds of files in ISO's base media format that Google takes.
// Sources: the registry of brands at mp4ra.org, and Google's list of file types.
var isoBrands = map[string]string{
	"isom": "video/mp4", "iso2": "video/mp4", "iso3": "video/mp4", "iso4": "video/mp4", "iso5": "video/mp4",
	"iso6": "video/mp4", "iso7": "video/mp4", "iso8": "video/mp4", "iso9": "video/mp4", "mp41": "video/mp4",
	"mp42": "video/mp4", "avc1": "video/mp4", "dash": "video/mp4", "MSNV": "video/mp4", "XAVC": "video/mp4",
	"M4V ": "video/x-m4v", "M4VH": "video/x-m4v", "M4VP": "video/x-m4v",
	"qt  ": "video/quicktime",
	"3gp4": "video/3gpp", "3gp5": "video/3gpp", "3gp6": "video/3gpp", "3g2a": "video/3gpp2", "3g2b": "video/3gpp2",
	"heic": "image/heic", "heix": "image/heic", "heim": "image/heic", "heis": "image/heic",
	"hevc": "image/heic", "hevx": "image/heic", "mif1": "image/heif", "msf1": "image/heif",
	"avif": "image/avif", "avis": "image/avif",
}

// isoMimeType returns the type of a file by its first box, or "" for a file of
// another format or of a brand that is no photo or video, such as M4A.
func isoMimeType(file []byte) string {
	kind, body, _ := nextBox(file)
	if kind != "ftyp" || len(body) < 8 {
		return ""
	}
	if mimeType := isoBrands[string(body[:4])]; mimeType != "image/heif" && mimeType != "" {
		return mimeType
	}
	// A general brand in front: the compatible ones behind the version say more.
	for brands := body[8:]; len(brands) >= 4; brands = brands[4:] {
		if mimeType := isoBrands[string(brands[:4])]; mimeType == "image/heic" || mimeType == "image/avif" {
			return mimeType
		}
	}
	return isoBrands[string(body[:4])]
}

// nextBox splits the first box off; every length comes from the file, so every
// one is checked. A kind of "" is the end.
func nextBox(data []byte) (kind string, body, rest []byte) {
	if len(data) < 8 {
		return "", nil, nil
	}
	size, header := uint64(binary.BigEndian.Uint32(data)), uint64(8)
	switch {
	case size == 0:
		size = uint64(len(data)) // to the end of the file
	case size == 1 && len(data) >= 16:
		size, header = binary.BigEndian.Uint64(data[8:]), 16
	}
	if size < header || size > uint64(len(data)) {
		return "", nil, nil
	}
	return string(data[4:8]), data[header:size], data[size:]
}

// isoInfo is what Google shows of such a file.
type isoInfo struct {
	width, height int
	taken         time.Time
}

// readISO walks to the boxes that hold size and time. What is missing is left
// out: only the real player knows whether a file can be played.
func readISO(file []byte) isoInfo {
	var info isoInfo
	info.walk(file, 0)
	return info
}

func (info *isoInfo) walk(data []byte, depth int) {
	const deepest = 6
	for kind, body, rest := nextBox(data); kind != "" && depth < deepest; kind, body, rest = nextBox(rest) {
		switch kind {
		case "moov", "trak", "iprp", "ipco":
			info.walk(body, depth+1)
		case "meta":
			if len(body) >= 4 { // version and flags
				info.walk(body[4:], depth+1)
			}
		case "mvhd":
			info.movie(body)
		case "tkhd":
			info.track(body)
		case "ispe":
			if len(body) >= 12 {
				info.grow(binary.BigEndian.Uint32(body[4:]), binary.BigEndian.Uint32(body[8:]))
			}
		}
	}
}

// movie reads the creation time, in seconds since 1904.
func (info *isoInfo) movie(body []byte) {
	var seconds uint64
	switch {
	case len(body) >= 12 && body[0] == 1:
		seconds = binary.BigEndian.Uint64(body[4:])
	case len(body) >= 8 && body[0] == 0:
		seconds = uint64(binary.BigEndian.Uint32(body[4:]))
	}
	if seconds > 0 && seconds <= math.MaxUint32 {
		info.taken = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds) * time.Second)
	}
}

// track reads the size at the end of a track's header, in 1/65536 of a pixel; a
// track of sound has none.
func (info *isoInfo) track(body []byte) {
	if len(body) >= 84 {
		info.grow(binary.BigEndian.Uint32(body[len(body)-8:])>>16, binary.BigEndian.Uint32(body[len(body)-4:])>>16)
	}
}

// grow keeps the largest size: a file has thumbnails, too.
func (info *isoInfo) grow(width, height uint32) {
	if width <= maxSize && height <= maxSize && int(width)*int(height) > info.width*info.height {
		info.width, info.height = int(width), int(height)
	}
}
