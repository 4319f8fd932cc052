package googletest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"time"
)

// exifData is what Google shows of a photo's EXIF.
type exifData struct {
	make, model string
	orientation int
	taken       time.Time

	exposure             time.Duration
	focalLength, fNumber float64
	iso                  int
}

var errNoEXIF = errors.New("the file has no readable EXIF")

// findTIFF returns the part of a JPEG file that holds the EXIF data; writing to
// it writes to the file.
func findTIFF(file []byte) ([]byte, error) {
	if len(file) < 4 || file[0] != 0xFF || file[1] != 0xD8 {
		return nil, errNoEXIF
	}
	for rest := file[2:]; len(rest) >= 4 && rest[0] == 0xFF; {
		marker, length := rest[1], int(binary.BigEndian.Uint16(rest[2:]))
		if marker == 0xDA || length < 2 || 2+length > len(rest) {
			break // the picture starts, or the file is damaged
		}
		body := rest[4 : 2+length]
		if marker == 0xE1 && bytes.HasPrefix(body, []byte(exifHeader)) {
			return body[len(exifHeader):], nil
		}
		rest = rest[2+length:]
	}
	return nil, errNoEXIF
}

// tiffReader reads directories; every offset comes from the file, so every one
// is checked.
type tiffReader struct {
	data  []byte
	order binary.ByteOrder
}

func newTIFFReader(data []byte) (*tiffReader, uint32, error) {
	if len(data) < 8 {
		return nil, 0, errNoEXIF
	}
	r := &tiffReader{data: data}
	switch string(data[:2]) {
	case "MM":
		r.order = binary.BigEndian
	case "II":
		r.order = binary.LittleEndian
	default:
		return nil, 0, errNoEXIF
	}
	if r.order.Uint16(data[2:]) != 42 {
		return nil, 0, errNoEXIF
	}
	return r, r.order.Uint32(data[4:]), nil
}

// directory returns the entries at offset, as 12 bytes each.
func (r *tiffReader) directory(offset uint32) [][]byte {
	if uint64(offset)+2 > uint64(len(r.data)) {
		return nil
	}
	count := int(r.order.Uint16(r.data[offset:]))
	var entries [][]byte
	for rest := r.data[offset+2:]; count > 0 && len(rest) >= 12; rest = rest[12:] {
		entries = append(entries, rest[:12])
		count--
	}
	return entries
}

func (r *tiffReader) ascii(entry []byte) string {
	count := r.order.Uint32(entry[4:])
	value := entry[8:12]
	if r.order.Uint16(entry[2:]) != typeASCII {
		return ""
	}
	if count > 4 {
		offset := r.order.Uint32(value)
		if uint64(offset)+uint64(count) > uint64(len(r.data)) {
			return ""
		}
		value = r.data[offset:][:count]
	} else {
		value = value[:count]
	}
	text, _, _ := strings.Cut(string(value), "\x00")
	return strings.TrimSpace(text)
}

func readEXIF(file []byte) (exifData, error) {
	var out exifData
	data, err := findTIFF(file)
	if err != nil {
		return out, err
	}
	r, offset, err := newTIFFReader(data)
	if err != nil {
		return out, err
	}
	for _, entry := range r.directory(offset) {
		switch r.order.Uint16(entry) {
		case tagMake:
			out.make = r.ascii(entry)
		case tagModel:
			out.model = r.ascii(entry)
		case tagOrientation:
			if n := r.order.Uint16(entry[8:]); n >= 1 && n <= 8 {
				out.orientation = int(n)
			}
		case tagExifIFD:
			out.readExposure(r, r.order.Uint32(entry[8:]))
		}
	}
	return out, nil
}

func (out *exifData) readExposure(r *tiffReader, offset uint32) {
	for _, entry := range r.directory(offset) {
		switch r.order.Uint16(entry) {
		case tagExposureTime:
			if seconds := r.rational(entry); seconds < 24*60*60 {
				out.exposure = time.Duration(seconds * float64(time.Second))
			}
		case tagFNumber:
			out.fNumber = r.rational(entry)
		case tagFocalLength:
			out.focalLength = r.rational(entry)
		case tagISO:
			if r.order.Uint16(entry[2:]) == typeShort {
				out.iso = int(r.order.Uint16(entry[8:]))
			}
		case tagDateTimeOriginal:
			if taken, err := time.Parse(exifTime, r.ascii(entry)); err == nil {
				out.taken = taken
			}
		}
	}
}

// rational returns the first value of an entry, or 0.
func (r *tiffReader) rational(entry []byte) float64 {
	offset := uint64(r.order.Uint32(entry[8:]))
	if r.order.Uint16(entry[2:]) != typeRational || offset+8 > uint64(len(r.data)) {
		return 0
	}
	denominator := r.order.Uint32(r.data[offset+4:])
	if denominator == 0 {
		return 0
	}
	return float64(r.order.Uint32(r.data[offset:])) / float64(denominator)
}

// withoutLocation returns the file as Google serves it: without what its EXIF
// says of the place. All other bytes stay where they are.
func withoutLocation(file []byte) []byte {
	out := bytes.Clone(file)
	data, err := findTIFF(out)
	if err != nil {
		return file
	}
	r, offset, err := newTIFFReader(data)
	if err != nil {
		return file
	}
	for _, entry := range r.directory(offset) {
		if r.order.Uint16(entry) != tagGPSIFD {
			continue
		}
		gps := r.order.Uint32(entry[8:])
		for _, field := range r.directory(gps) {
			r.clearValue(field)
			clear(field)
		}
		if uint64(gps)+2 <= uint64(len(data)) {
			r.order.PutUint16(data[gps:], 0)
		}
	}
	return out
}

// clearValue wipes a value that is stored outside of its entry.
func (r *tiffReader) clearValue(entry []byte) {
	sizes := [...]uint64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8}
	kind := r.order.Uint16(entry[2:])
	if int(kind) >= len(sizes) {
		return
	}
	size, offset := sizes[kind]*uint64(r.order.Uint32(entry[4:])), uint64(r.order.Uint32(entry[8:]))
	if size > 4 && offset+size <= uint64(len(r.data)) {
		clear(r.data[offset:][:size])
	}
}
