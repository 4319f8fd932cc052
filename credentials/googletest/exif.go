package googletest

import "encoding/binary"

// Tags and types of EXIF 2.32 that the server writes and reads.
const (
	tagMake             = 0x010F
	tagModel            = 0x0110
	tagOrientation      = 0x0112
	tagExifIFD          = 0x8769
	tagGPSIFD           = 0x8825
	tagExposureTime     = 0x829A
	tagFNumber          = 0x829D
	tagISO              = 0x8827
	tagExifVersion      = 0x9000
	tagDateTimeOriginal = 0x9003
	tagFocalLength      = 0x920A
	tagImageUniqueID    = 0xA420

	// In the directory of the place.
	tagLatitudeRef  = 1
	tagLatitude     = 2
	tagLongitudeRef = 3
	tagLongitude    = 4

	typeASCII     = 2
	typeShort     = 3
	typeLong      = 4
	typeRational  = 5
	typeUndefined = 7

	exifTime   = "2006:01:02 15:04:05"
	exifHeader = "Exif\x00\x00"
)

// exifEntry is one field of an image file directory.
type exifEntry struct {
	tag, kind uint16
	count     uint32
	value     []byte // as stored; up to 4 bytes stay inside of the entry
}

func asciiEntry(tag uint16, text string) exifEntry {
	value := append([]byte(text), 0)
	return exifEntry{tag, typeASCII, uint32(len(value)), value}
}

func shortEntry(tag, value uint16) exifEntry {
	return exifEntry{tag, typeShort, 1, binary.BigEndian.AppendUint16(nil, value)}
}

func longEntry(tag uint16, value uint32) exifEntry {
	return exifEntry{tag, typeLong, 1, binary.BigEndian.AppendUint32(nil, value)}
}

// rationalEntry stores values as fractions of 10,000.
func rationalEntry(tag uint16, values ...float64) exifEntry {
	const denominator = 10_000
	var out []byte
	for _, value := range values {
		out = binary.BigEndian.AppendUint32(out, uint32(value*denominator+.5))
		out = binary.BigEndian.AppendUint32(out, denominator)
	}
	return exifEntry{tag, typeRational, uint32(len(values)), out}
}

// directorySize is the number of bytes of a directory with its values.
func directorySize(entries []exifEntry) int {
	size := 2 + 12*len(entries) + 4
	for _, e := range entries {
		if len(e.value) > 4 {
			size += len(e.value) + len(e.value)%2
		}
	}
	return size
}

// appendDirectory writes a directory that starts at offset of the TIFF data,
// and its values right behind it. Entries must be sorted by tag.
func appendDirectory(out []byte, offset int, entries []exifEntry) []byte {
	order := binary.BigEndian
	out = order.AppendUint16(out, uint16(len(entries)))
	values := offset + 2 + 12*len(entries) + 4
	for _, e := range entries {
		out = order.AppendUint16(out, e.tag)
		out = order.AppendUint16(out, e.kind)
		out = order.AppendUint32(out, e.count)
		if len(e.value) <= 4 {
			out = append(out, e.value...)
			out = append(out, make([]byte, 4-len(e.value))...)
			continue
		}
		out = order.AppendUint32(out, uint32(values))
		values += len(e.value) + len(e.value)%2
	}
	out = order.AppendUint32(out, 0) // no next directory
	for _, e := range entries {
		if len(e.value) > 4 {
			out = append(out, e.value...)
			out = append(out, make([]byte, len(e.value)%2)...) // offsets are even
		}
	}
	return out
}
