package googletest

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// maxUpload is the size of the largest photo Google takes; larger videos, which
	// it takes too, do not fit into a test's memory.
	maxUpload = 200 << 20
	// uploadLifetime is how long an upload token is valid.
	uploadLifetime = 24 * time.Hour
	// chunkGranularity is what all chunks but the last must be a multiple of.
	chunkGranularity = 256 << 10
)

// upload is a file on its way: bytes first, a token for them when complete.
type upload struct {
	client   *client
	filename string
	data     []byte
	size     int // announced; only for a resumable upload
	final    bool
	token    string
	started  time.Time // of the upload, then of the token
}

func (s *Server) uploadBytes(c *call) (answer, *apiError) {
	if id := c.query.Get("upload_id"); id != "" {
		return s.continueUpload(c, id)
	}
	if c.cut {
		return answer{}, invalidArgument("The upload ended early.")
	}
	switch protocol := c.header.Get("X-Goog-Upload-Protocol"); protocol {
	case "raw":
		if len(c.body) == 0 {
			return answer{}, emptyUpload()
		}
		u := s.newUpload(c)
		u.data = c.body
		return answer{text: s.finish(u)}, nil
	case "resumable":
		return s.startUpload(c)
	default:
		return answer{}, invalidArgument("Invalid X-Goog-Upload-Protocol: %q.", protocol)
	}
}

func (s *Server) newUpload(c *call) *upload {
	return &upload{client: c.client, filename: c.header.Get("X-Goog-Upload-File-Name"), started: s.now()}
}

// finish makes the token for complete bytes.
func (s *Server) finish(u *upload) string {
	u.final, u.started = true, s.now() // the token's day starts now
	u.token = "CAIS" + s.ids.next("upload", 172)
	s.uploads[u.token] = u
	return u.token
}

func (s *Server) startUpload(c *call) (answer, *apiError) {
	size, err := strconv.Atoi(c.header.Get("X-Goog-Upload-Raw-Size"))
	switch {
	case c.header.Get("X-Goog-Upload-Command") != "start" || len(c.body) > 0:
		return answer{}, invalidArgument("A resumable upload starts with the command start and no bytes.")
	case err != nil || size <= 0 || size > maxUpload:
		return answer{}, invalidArgument("Invalid X-Goog-Upload-Raw-Size.")
	case c.header.Get("X-Goog-Upload-Content-Type") == "" && c.header.Get("X-Goog-Upload-File-Name") == "":
		// What the bytes are must be told in one of two ways.
		// Source: https://github.com/google/java-photoslibrary/issues/42
		return answer{}, &apiError{Code: http.StatusInternalServerError, Status: "INTERNAL", Message: "Internal error encountered."}
	}
	u := s.newUpload(c)
	u.size = size
	id := s.ids.next("resumable", 64)
	s.uploads[id] = u
	return answer{header: map[string]string{
		"X-Goog-Upload-URL":               "https://" + hostLibrary + "/v1/uploads?upload_id=" + id,
		"X-Goog-Upload-Chunk-Granularity": fmt.Sprint(chunkGranularity),
		"X-Goog-Upload-Status":            "active",
	}}, nil
}

func (s *Server) continueUpload(c *call, id string) (answer, *apiError) {
	u := s.uploads[id]
	if u == nil || u.client != c.client || u.size == 0 || u.token == id || s.now().Sub(u.started) > uploadLifetime {
		return answer{}, &apiError{Code: http.StatusNotFound, Status: "NOT_FOUND", Message: "The upload does not exist."}
	}
	command := strings.ReplaceAll(c.header.Get("X-Goog-Upload-Command"), " ", "")
	switch command {
	case "query":
		return answer{header: u.status()}, nil
	case "upload", "upload,finalize", "finalize":
	default:
		return answer{}, u.refuse("Invalid X-Goog-Upload-Command.")
	}
	if u.final {
		return answer{}, u.refuse("The upload is final.")
	}
	last := strings.HasSuffix(command, "finalize")
	if strings.HasPrefix(command, "upload") {
		if failure := u.add(c, last); failure != nil {
			return answer{}, failure
		}
	}
	if !last || c.cut { // nobody is there to get the answer of a cut one
		return answer{header: u.status()}, nil
	}
	if len(u.data) != u.size {
		return answer{}, u.refuse("The upload has %d of the announced %d bytes.", len(u.data), u.size)
	}
	token := s.finish(u)
	return answer{header: u.status(), text: token}, nil
}

// add appends the bytes of a chunk, or what arrived of it.
func (u *upload) add(c *call, last bool) *apiError {
	offset, err := strconv.Atoi(c.header.Get("X-Goog-Upload-Offset"))
	switch {
	case err != nil || offset != len(u.data):
		return u.refuse("Invalid X-Goog-Upload-Offset: the upload has %d bytes.", len(u.data))
	case !last && !c.cut && len(c.body)%chunkGranularity != 0:
		return u.refuse("The chunk is not a multiple of %d bytes.", chunkGranularity)
	case len(u.data)+len(c.body) > u.size:
		return u.refuse("The upload has more bytes than announced.")
	}
	u.data = append(u.data, c.body...)
	return nil
}

// refuse says where the upload stands, too.
func (u *upload) refuse(format string, args ...any) *apiError {
	failure := invalidArgument(format, args...)
	failure.header = u.status()
	return failure
}

func (u *upload) status() map[string]string {
	status := map[string]string{"X-Goog-Upload-Status": "active", "X-Goog-Upload-Size-Received": fmt.Sprint(len(u.data))}
	if u.final {
		status["X-Goog-Upload-Status"] = "final"
	}
	return status
}
