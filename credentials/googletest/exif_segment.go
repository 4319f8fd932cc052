package googletest

import "fmt"

// exifSegment returns the APP1 segment: marker, length, "Exif", TIFF data.
func exifSegment(spec PhotoSpec) []byte {
	const start = 8 // behind the TIFF header
	first := []exifEntry{
		asciiEntry(tagMake, spec.Make),
		asciiEntry(tagModel, spec.Model),
		shortEntry(tagOrientation, uint16(spec.Orientation)),
		longEntry(tagExifIFD, 0),
	}
	if spec.Located {
		first = append(first, longEntry(tagGPSIFD, 0))
	}
	exif := exposureEntries(spec)
	second := start + directorySize(first)
	third := second + directorySize(exif)
	first[3] = longEntry(tagExifIFD, uint32(second))
	if spec.Located {
		first[4] = longEntry(tagGPSIFD, uint32(third))
	}
	tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, start}
	tiff = appendDirectory(tiff, start, first)
	tiff = appendDirectory(tiff, second, exif)
	if spec.Located {
		tiff = appendDirectory(tiff, third, placeEntries())
	}
	length := 2 + len(exifHeader) + len(tiff)
	if length > 0xFFFF {
		panic("googletest: JPEG: make and model are too long for EXIF")
	}
	out := []byte{0xFF, 0xE1, byte(length >> 8), byte(length)}
	out = append(out, exifHeader...)
	return append(out, tiff...)
}

// exposureEntries are sorted by tag, as EXIF wants them.
func exposureEntries(spec PhotoSpec) []exifEntry {
	var out []exifEntry
	if spec.Exposure > 0 {
		out = append(out, rationalEntry(tagExposureTime, spec.Exposure.Seconds()))
	}
	if spec.FNumber > 0 {
		out = append(out, rationalEntry(tagFNumber, spec.FNumber))
	}
	if spec.ISO > 0 {
		out = append(out, shortEntry(tagISO, uint16(min(spec.ISO, 0xFFFF))))
	}
	out = append(out,
		exifEntry{tagExifVersion, typeUndefined, 4, []byte("0232")},
		asciiEntry(tagDateTimeOriginal, spec.Taken.Format(exifTime)))
	if spec.FocalLength > 0 {
		out = append(out, rationalEntry(tagFocalLength, spec.FocalLength))
	}
	// Makes each file's bytes its own, however small the picture.
	return append(out, asciiEntry(tagImageUniqueID, fmt.Sprintf("%032x", spec.Seed)))
}

// placeEntries are 41.9 N 12.5 E, in degrees, minutes and seconds.
func placeEntries() []exifEntry {
	return []exifEntry{
		asciiEntry(tagLatitudeRef, "N"),
		rationalEntry(tagLatitude, 41, 54, 0),
		asciiEntry(tagLongitudeRef, "E"),
		rationalEntry(tagLongitude, 12, 30, 0),
	}
}
