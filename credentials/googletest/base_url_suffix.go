package googletest

import (
	"net/http"
	"regexp"
	"strconv"
)

// sizeSuffix is =w100-h100 with -c to crop, and -no for a video's picture without
// the sign of a video.
var sizeSuffix = regexp.MustCompile(`^w(\d{1,5})-h(\d{1,5})(-c)?(-no)?$`)

const maxSize = 16383

// rendering is what a base URL leads to.
type rendering struct {
	data        []byte
	contentType string
	attachment  bool
}

// render returns what the suffix of a base URL asks for, or the status of a
// refusal and its reason.
// Source: https://developers.google.com/photos/library/guides/access-media-items#base-urls
func (it *item) render(suffix string, ready bool) (rendering, int, string) {
	size := sizeSuffix.FindStringSubmatch(suffix)
	switch {
	case suffix == "":
		return rendering{}, http.StatusBadRequest, "The address has no suffix." // the rule of Google's guide
	case suffix == "d" && !it.video():
		return rendering{withoutLocation(it.Bytes), it.MimeType, true}, http.StatusOK, ""
	case suffix == "dv" && it.video() && !ready:
		return rendering{}, http.StatusNotFound, "The video is not ready."
	case suffix == "dv" && it.video():
		// The real one is compressed anew. This keeps what a test compares with.
		return rendering{it.Bytes, it.MimeType, true}, http.StatusOK, ""
	case size == nil || size[4] != "" && !it.video():
		return rendering{}, http.StatusNotFound, "The address has no such form."
	}
	width, _ := strconv.Atoi(size[1])
	height, _ := strconv.Atoi(size[2])
	if width < 1 || height < 1 || width > maxSize || height > maxSize {
		return rendering{}, http.StatusBadRequest, "The size is out of range."
	}
	picture, err := it.picture()
	if err != nil {
		return rendering{}, http.StatusNotFound, "The image cannot be shown."
	}
	if it.video() && size[4] == "" {
		picture = overlay(picture)
	}
	return rendering{encodeJPEG(scale(picture, width, height, size[3] != "")), "image/jpeg", false}, http.StatusOK, ""
}
