package googletest

import (
	"net/http"
	"time"
)

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

// Inspect returns what the server finds in a file.
func Inspect(file []byte) (mimeType string, width, height int, taken time.Time, err error) {
	info, err := inspect(file)
	return info.mimeType, info.width, info.height, info.taken, err
}

// PacificDay numbers the days of Google's quotas.
func PacificDay(now time.Time) int64 { return pacificDay(now) }

// ParseFields reads a field mask.
func ParseFields(text string) bool {
	_, ok := parseFields(text)
	return ok
}

// Serve answers a request without a connection.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request) { s.serveHTTP(w, r) }

// EncodePageError makes the parameter of the error page.
func EncodePageError(code, message string, status int) string {
	return (&pageError{code, message, status}).encode()
}

// ParsePage reads a page as the played user does.
func ParsePage(text []byte) error {
	_, err := parsePage(text)
	return err
}
