package photoslibrary_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

func TestTransfers(t *testing.T) {
	const whole = "0123456789"
	etag := map[string]string{"Etag": `"v1"`}
	with := func(values ...string) map[string]string {
		out := map[string]string{"Etag": `"v1"`}
		for i := 0; i < len(values); i += 2 {
			out[values[i]] = values[i+1]
		}
		return out
	}
	tests := map[string]struct {
		parts  []part
		ranges []string
		plain  string // into a writer that cannot start again: what is in it
		file   string // into a file
		err    string // of the plain one, if it fails; then the file must have all
		both   bool   // the file fails, too
	}{
		"continues": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 206, header: with("Content-Range", "bytes 4-9/10"), body: "456789"}},
			[]string{"GET", `GET bytes=4- "v1"`},
			whole, whole, "", false,
		},
		"continues twice": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 206, header: with("Content-Range", "bytes 4-9/10"), body: "45", length: 6}, {status: 206, header: with("Content-Range", "bytes 6-9/*"), body: "6789"}},
			[]string{"GET", `GET bytes=4- "v1"`, `GET bytes=6- "v1"`, "GET"},
			whole, whole, "", false,
		},
		"ranges are ignored": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 200, header: etag, body: whole}},
			[]string{"GET", `GET bytes=4- "v1"`},
			whole, whole, "", false,
		},
		"no ETag, same bytes": {
			[]part{{status: 200, body: "0123", length: 10}, {status: 200, body: whole}},
			[]string{"GET", "GET"},
			whole, whole, "", false,
		},
		"weak ETag, same bytes": {
			[]part{{status: 200, header: map[string]string{"Etag": `W/"v1"`}, body: "0123", length: 10}, {status: 200, body: whole}},
			[]string{"GET", "GET"},
			whole, whole, "", false,
		},
		"cut while it catches up": {
			[]part{{status: 200, body: "0123", length: 10}, {status: 200, body: "01", length: 10}, {status: 200, body: whole}},
			[]string{"GET", "GET", "GET"},
			whole, whole, "", false,
		},
		"other bytes": {
			[]part{{status: 200, body: "0123", length: 10}, {status: 200, body: "abcdefghij"}, {status: 200, body: "abcdefghij"}},
			[]string{"GET", "GET", "GET"},
			"0123", "abcdefghij", "the bytes changed during the download, and it cannot start again: the writer cannot seek and truncate", false,
		},
		"other length": {
			[]part{{status: 200, body: "0123", length: 10}, {status: 200, body: "0123456"}, {status: 200, body: "0123456"}},
			[]string{"GET", "GET", "GET"},
			"0123", "0123456", "the bytes changed during the download", false,
		},
		"shorter than what there is": {
			[]part{{status: 200, body: "0123", length: 10}, {status: 200, body: "01"}, {status: 200, body: "01"}},
			[]string{"GET", "GET", "GET"},
			"0123", "01", "the bytes changed during the download", false,
		},
		"goes on elsewhere": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 206, header: with("Content-Range", "bytes 5-9/10"), body: "56789"}, {status: 200, header: etag, body: whole}},
			[]string{"GET", `GET bytes=4- "v1"`, "GET"},
			whole, whole, "", false,
		},
		"goes on with another total": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 206, header: with("Content-Range", "bytes 4-10/11"), body: "4567890"}, {status: 200, header: etag, body: whole}},
			[]string{"GET", `GET bytes=4- "v1"`, "GET"},
			whole, whole, "", false,
		},
		"goes on with another ETag": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 206, header: with("Etag", `"v2"`, "Content-Range", "bytes 4-9/10"), body: "456789"}, {status: 200, header: etag, body: whole}},
			[]string{"GET", `GET bytes=4- "v1"`, "GET"},
			whole, whole, "", false,
		},
		"cut where the bytes of before ended": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 200, body: whole, length: -1}, {status: 200, length: 12}, {status: 200, body: whole + "ab"}},
			[]string{"GET", `GET bytes=4- "v1"`, "HEAD", "GET"},
			whole + "ab", whole + "ab", "", false,
		},
		"goes on without an ETag": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 206, header: map[string]string{"Content-Range": "bytes 4-9/10"}, body: "efghij"}, {status: 200, header: etag, body: whole}},
			[]string{"GET", `GET bytes=4- "v1"`, "GET"},
			whole, whole, "", false,
		},
		"empty": {
			[]part{{status: 200}, {status: 200, length: -1}, {status: 200, body: whole}},
			[]string{"GET", "GET", "GET"},
			whole, whole, "", false,
		},
		"goes on and on": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 206, header: with("Content-Range", "bytes 4-9/10"), body: "456789xyz"}, {status: 200, header: etag, body: whole}},
			[]string{"GET", `GET bytes=4- "v1"`, "GET"},
			whole, whole, "", false,
		},
		"more than announced": {
			[]part{{status: 200, body: "0123", length: 10}, {status: 200, body: whole + "xyz", length: -1}},
			[]string{"GET", "GET"},
			whole, whole, "there are more bytes than were announced", true,
		},
		"no such range": {
			[]part{{status: 200, header: etag, body: "0123", length: 10}, {status: 416}, {status: 200, header: etag, body: whole}},
			[]string{"GET", `GET bytes=4- "v1"`, "GET"},
			whole, whole, "", false,
		},
		"a part, unasked": {
			[]part{{status: 206, header: with("Content-Range", "bytes 0-3/10"), body: "0123"}},
			[]string{"GET"},
			"", "", "the answer is Partial Content, and not the bytes", true,
		},
		"no content": {
			[]part{{status: 204}},
			[]string{"GET"},
			"", "", "and not the bytes", true,
		},
		"a page": {
			[]part{{status: 200, header: map[string]string{"Content-Type": "text/html; charset=utf-8"}, body: "<html>"}},
			[]string{"GET"},
			"", "", "the answer is text/html, and no photo or video", true,
		},
		"compressed": {
			[]part{{status: 200, header: map[string]string{"Content-Encoding": "gzip"}, body: "zip"}},
			[]string{"GET"},
			"", "", "the answer is compressed (gzip)", true,
		},
		"length unknown, and complete": {
			[]part{{status: 200, body: whole, length: -1}, {status: 200, length: 10}},
			[]string{"GET", "HEAD"},
			whole, whole, "", false,
		},
		"length unknown, and cut": {
			[]part{{status: 200, body: "0123", length: -1}, {status: 200, length: 10}, {status: 200, body: whole}},
			[]string{"GET", "HEAD", "GET"},
			whole, whole, "", false,
		},
		"length never known": {
			[]part{{status: 200, body: whole, length: -1}, {status: 200, length: -1}},
			[]string{"GET", "HEAD"},
			whole, whole, "", false,
		},
		"length unknown, and not told": {
			[]part{{status: 200, body: whole, length: -1}, {status: 405}},
			[]string{"GET", "HEAD"},
			whole, whole, "", false,
		},
		"length unknown, and expired": {
			[]part{{status: 200, body: whole, length: -1}, {status: 403}},
			[]string{"GET", "HEAD"},
			whole, whole, "ask for the length: ", true,
		},
		"stands still": {
			[]part{{status: 200, header: etag, body: "0123", length: 10, stalls: true}, {status: 206, header: with("Content-Range", "bytes 4-9/10"), body: "456789"}},
			[]string{"GET", `GET bytes=4- "v1"`},
			whole, whole, "", false,
		},
	}
	item := photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x", Filename: "a.jpg"}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				server := &parts{t: t, parts: test.parts}
				library := &photoslibrary.Client{HTTP: &http.Client{Transport: server}}
				var out bytes.Buffer
				n, err := library.Download(t.Context(), item, &out)
				require.EqualValues(t, out.Len(), n)
				if test.err != "" {
					require.ErrorContains(t, err, test.err)
				} else if !test.both {
					require.NoError(t, err)
					require.Equal(t, test.ranges[:len(server.ranges)], server.ranges)
				}
				require.Equal(t, test.plain, out.String())
				require.LessOrEqual(t, time.Since(begin), 3*time.Minute)

				server = &parts{t: t, parts: test.parts}
				library = &photoslibrary.Client{HTTP: &http.Client{Transport: server}}
				file, err := os.Create(filepath.Join(t.TempDir(), "a.jpg"))
				require.NoError(t, err)
				defer file.Close()
				_, err = file.WriteString("before:")
				require.NoError(t, err)
				_, err = library.Download(t.Context(), item, file)
				got, readErr := os.ReadFile(file.Name())
				require.NoError(t, readErr)
				require.Equal(t, "before:"+test.file, string(got))
				if test.both && test.err != "" {
					require.ErrorContains(t, err, test.err)
					return
				}
				require.NoError(t, err)
			})
		})
	}
}

// A writer that takes its time is no connection that stands still.
func TestTransferIntoASlowWriter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &parts{t: t, parts: []part{{status: 200, body: "0123456789"}}}
		library := &photoslibrary.Client{HTTP: &http.Client{Transport: server}}
		var out bytes.Buffer
		_, err := library.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, slowWriter{&out})
		require.NoError(t, err)
		require.Equal(t, "0123456789", out.String())
		require.Equal(t, []string{"GET"}, server.ranges)
	})
}

type slowWriter struct{ io.Writer }

func (s slowWriter) Write(data []byte) (int, error) {
	<-time.After(time.Hour)
	return s.Writer.Write(data)
}

// A file of others is not shortened.
func TestTransferIntoTheMiddleOfAFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := &parts{t: t, parts: []part{{status: 200, body: "0123", length: 10}, {status: 200, body: "abcdefghij"}}}
		library := &photoslibrary.Client{HTTP: &http.Client{Transport: server}}
		file, err := os.Create(filepath.Join(t.TempDir(), "a.jpg"))
		require.NoError(t, err)
		defer file.Close()
		_, err = file.WriteString("before:        :behind")
		require.NoError(t, err)
		_, err = file.Seek(7, io.SeekStart)
		require.NoError(t, err)
		_, err = library.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, file)
		require.ErrorContains(t, err, "rewind the file: the file has other bytes behind those of the download")
		got, err := os.ReadFile(file.Name())
		require.NoError(t, err)
		require.Equal(t, "before:0123    :behind", string(got))
	})
}

func FuzzDownload(f *testing.F) {
	f.Add("bytes 4-9/10", `"v1"`, "456789", 206)
	f.Add("bytes 4-9/*", `"v1"`, "456789", 206)
	f.Add("bytes 4-4/5", "", "4", 206)
	f.Add("bytes */10", `W/"v1"`, "0123456789", 200)
	f.Add("bytes 99999999999999999999-9/10", `"v1"`, "", 416)
	f.Fuzz(func(t *testing.T, contentRange, etag, body string, status int) {
		if status < 200 || status > 599 || strings.ContainsAny(contentRange+etag, "\r\n") {
			return
		}
		answers := 0
		library := &photoslibrary.Client{Retry: photoslibrary.Retry{Attempts: 2}, HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			answers++
			resp := &http.Response{StatusCode: status, Request: r, Header: http.Header{"Etag": {etag}, "Content-Range": {contentRange}}, ContentLength: int64(len(body)), Body: io.NopCloser(strings.NewReader(body))}
			if answers == 1 {
				resp.StatusCode, resp.ContentLength = 200, 10
				resp.Header.Set("Etag", `"v1"`)
				resp.Body = io.NopCloser(io.MultiReader(strings.NewReader("0123"), ending{io.ErrUnexpectedEOF}))
			}
			return resp
		})}}
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			n, err := library.Download(t.Context(), photoslibrary.MediaItem{BaseURL: "https://lh3.googleusercontent.com/lr/x"}, &out)
			if n != int64(out.Len()) || err == nil && (n != 10 || !strings.HasPrefix(out.String(), "0123")) {
				t.Error(fmt.Sprintf("%d bytes of %q", n, out.String()), err)
			}
		})
	})
}
