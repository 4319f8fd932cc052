package googletest

import "time"

// For tests of the EXIF reader, which has no entry point of its own.

// ReadEXIF returns what the server finds in a file.
func ReadEXIF(file []byte) (maker, model string, orientation int, taken time.Time, err error) {
	data, err := readEXIF(file)
	return data.make, data.model, data.orientation, data.taken, err
}

// WithoutLocation returns the file as the server serves it.
func WithoutLocation(file []byte) []byte { return withoutLocation(file) }

// DecodePageError reads the parameter of the error page.
func DecodePageError(text string) (code, message string, status int, err error) {
	e, err := decodePageError(text)
	if err != nil {
		return "", "", 0, err
	}
	return e.code, e.message, e.status, nil
}
