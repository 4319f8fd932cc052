package photoslibrary_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// rounds are few here: each finds what a table of cases has not thought of.
const rounds = 300

// A server tells the truth, and everything else goes wrong by chance: what is
// downloaded is one version of the bytes, and all of it.
func TestDownloadByChance(t *testing.T) {
	good := 0
	for round := range uint64(rounds) {
		synctest.Test(t, func(t *testing.T) {
			server := &fickle{chance: rand.New(rand.NewPCG(round, 1))}
			for range 2 {
				version := bytes.Repeat([]byte("ab"), 60)[:80+server.chance.IntN(40)]
				version[server.chance.IntN(len(version))] = 'c'
				server.versions = append(server.versions, version)
			}
			library := &photoslibrary.Client{HTTP: &http.Client{Transport: server}, Retry: photoslibrary.Retry{Attempts: 9}}
			file, err := os.Create(filepath.Join(t.TempDir(), "a.jpg"))
			require.NoError(t, err)
			defer file.Close()
			n, err := library.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, file)
			if err != nil {
				return
			}
			good++
			got, err := os.ReadFile(file.Name())
			require.NoError(t, err)
			require.Len(t, got, int(n))
			require.Contains(t, []string{string(server.versions[0]), string(server.versions[1])}, string(got), "round %d: %s", round, server.log)
		})
	}
	require.Greater(t, good, rounds/2)
}

// fickle serves bytes of which there is another version from some moment on.
type fickle struct {
	chance   *rand.Rand
	versions [][]byte
	now      int
	log      []string
}

func (f *fickle) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.chance.IntN(6) == 0 {
		f.now = 1
	}
	if f.chance.IntN(12) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	body, tag := f.versions[f.now], fmt.Sprintf(`"v%d"`, f.now)
	resp := &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, ContentLength: int64(len(body))}
	if f.chance.IntN(4) > 0 {
		resp.Header.Set("Etag", tag)
	}
	var from int
	asked := r.Header.Get("Range")
	if n, _ := fmt.Sscanf(asked, "bytes=%d-", &from); n == 1 && r.Header.Get("If-Range") == tag && f.chance.IntN(4) > 0 && from < len(body) {
		resp.StatusCode = http.StatusPartialContent
		resp.Header.Set("Etag", tag)
		resp.Header.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(body)-1, len(body)))
		body = body[from:]
		resp.ContentLength = int64(len(body))
	}
	f.log = append(f.log, fmt.Sprint(r.Method, " ", asked, " v", f.now, " ", resp.StatusCode, " ", len(body)))
	if r.Method == http.MethodHead {
		resp.Body = http.NoBody
		return resp, nil
	}
	end := io.EOF
	if cut := f.chance.IntN(2 * len(body)); cut < len(body) {
		body, end = body[:cut], io.ErrUnexpectedEOF
	}
	// Without a length, a cut looks like the end.
	if resp.StatusCode == http.StatusOK && f.now == len(f.versions)-1 && f.chance.IntN(3) == 0 {
		resp.ContentLength, end = -1, io.EOF
	}
	resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), ending{end}))
	return resp, nil
}

// An upload token is for the whole file, whatever happens on the way.
func TestUploadByChance(t *testing.T) {
	good := 0
	for round := range uint64(rounds) {
		synctest.Test(t, func(t *testing.T) {
			chance := rand.New(rand.NewPCG(round, 2))
			file := make([]byte, 1+chance.IntN(60))
			for i := range file {
				file[i] = byte('a' + chance.IntN(26))
			}
			server := &receiver{chance: chance}
			library := &photoslibrary.Client{HTTP: &http.Client{Transport: server}, Retry: photoslibrary.Retry{Attempts: 4}}
			var kept photoslibrary.UploadSession
			options := photoslibrary.UploadOptions{ChunkSize: 10, Started: func(s photoslibrary.UploadSession) error { kept = s; return nil }}
			token, err := library.UploadFile(t.Context(), "a.jpg", "", bytes.NewReader(file), int64(len(file)), options)
			for again := 0; err != nil && again < 2 && kept.Size > 0; again++ {
				token, err = library.ResumeUpload(t.Context(), kept, bytes.NewReader(file), options)
			}
			if err != nil {
				require.Empty(t, token)
				return
			}
			good++
			require.Equal(t, "token", token)
			require.True(t, server.final, "round %d: %s", round, server.log)
			require.Equal(t, string(file), string(server.got), "round %d: %s", round, server.log)
		})
	}
	require.Greater(t, good, rounds/2)
}

// receiver takes uploads in pieces of five bytes, as far as they come.
type receiver struct {
	chance *rand.Rand
	got    []byte
	final  bool
	log    []string
}

func (s *receiver) RoundTrip(r *http.Request) (*http.Response, error) {
	command := r.Header.Get("X-Goog-Upload-Command")
	fault := s.chance.IntN(8)
	var body []byte
	if r.Body != nil {
		defer r.Body.Close()
		var source io.Reader = r.Body
		if fault == 1 {
			source = io.LimitReader(source, int64(s.chance.IntN(12)))
		}
		body, _ = io.ReadAll(source)
	}
	s.log = append(s.log, fmt.Sprint(command, " ", r.Header.Get("X-Goog-Upload-Offset"), "+", len(body), " fault ", fault))
	if fault == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	resp := &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, ContentLength: -1, Body: http.NoBody}
	switch {
	case command == "start":
		resp.Header.Set("X-Goog-Upload-Url", "https://photoslibrary.googleapis.com/x")
		resp.Header.Set("X-Goog-Upload-Chunk-Granularity", "5")
	case s.final && command != "query":
		resp.StatusCode = http.StatusBadRequest
	case command == "query":
	case command != "finalize" && r.Header.Get("X-Goog-Upload-Offset") != strconv.Itoa(len(s.got)):
		resp.StatusCode = http.StatusBadRequest
	default:
		s.got = append(s.got, body...)
		s.final = strings.Contains(command, "finalize") && fault != 1
	}
	if s.final {
		resp.Header.Set("X-Goog-Upload-Status", "final")
		if command != "query" {
			resp.Body = io.NopCloser(strings.NewReader("token"))
		}
	} else {
		resp.Header.Set("X-Goog-Upload-Status", "active")
	}
	if fault == 1 || fault == 2 {
		return nil, io.ErrUnexpectedEOF // the answer is lost
	}
	if fault != 3 || command == "query" {
		resp.Header.Set("X-Goog-Upload-Size-Received", strconv.Itoa(len(s.got)))
	}
	return resp, nil
}
