package photoslibrary_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

const granularity = 256 << 10 // of the fake, as of Google

// large is a photo of n bytes: what is behind the end of a JPEG is kept.
func large(n int) []byte {
	file := googletest.JPEG(googletest.PhotoSpec{Width: 8, Height: 8})
	for i := len(file); i < n; i++ {
		file = append(file, byte(i*i>>8))
	}
	return file
}

var uploads = googletest.Request{Method: http.MethodPost, Path: "/v1/uploads"}

// create makes an item of an upload and requires that it has these bytes.
func create(t *testing.T, google *googletest.Server, library *photoslibrary.Client, token string, file []byte) {
	t.Helper()
	created, err := library.CreateItems(t.Context(), "", photoslibrary.NewItem{UploadToken: token})
	require.NoError(t, err)
	require.NoError(t, created[0].Err)
	held := google.Library().Items
	require.True(t, bytes.Equal(file, held[len(held)-1].Bytes), "byte for byte")
}

func TestUploadFile(t *testing.T) {
	for name, test := range map[string]struct {
		size, chunk int
		requests    int   // with the one that starts
		progress    []int // in granules, and then the size
	}{
		"small":             {1000, 0, 2, nil},
		"one granule":       {granularity, granularity, 2, nil},
		"a byte more":       {granularity + 2, granularity, 3, []int{1}},
		"three chunks":      {3*granularity + 10, granularity, 5, []int{1, 2, 3}},
		"chunks of two":     {4*granularity + 10, 2 * granularity, 4, []int{2, 4}},
		"rounded down":      {2*granularity + 10, 2*granularity - 1, 4, []int{1, 2}},
		"rounded up":        {2*granularity + 10, 1, 4, []int{1, 2}},
		"default of 32 MiB": {4*granularity + 10, 0, 2, nil},
	} {
		t.Run(name, func(t *testing.T) {
			google := start(t, googletest.Config{})
			library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
			file := large(test.size)
			var progress, want []int
			token, err := library.UploadFile(t.Context(), "a.jpg", "", bytes.NewReader(file), int64(len(file)), photoslibrary.UploadOptions{
				ChunkSize: int64(test.chunk),
				Progress:  func(received int64) { progress = append(progress, int(received)) },
			})
			require.NoError(t, err)
			for _, granules := range test.progress {
				want = append(want, granules*granularity)
			}
			require.Equal(t, append(want, len(file)), progress)
			require.Equal(t, test.requests, count(google, "/v1/uploads"))
			create(t, google, library, token, file)
		})
	}
}

// Whatever is cut, the upload goes on where Google says.
func TestUploadSurvives(t *testing.T) {
	// After the start and the first chunks.
	after := func(chunks int, troubles ...googletest.Trouble) []googletest.Trouble {
		return append(slices.Repeat([]googletest.Trouble{googletest.Pass()}, 1+chunks), troubles...)
	}
	tests := map[string]struct {
		troubles []googletest.Trouble
		want     error
	}{
		"no answer to the start":     {[]googletest.Trouble{googletest.Drop()}, nil},
		"answer to the start lost":   {[]googletest.Trouble{googletest.DropAnswer()}, nil},
		"chunk cut":                  {after(0, googletest.CutUpload(100_000)), nil},
		"chunk cut at its end":       {after(0, googletest.CutUpload(granularity)), nil},
		"chunk dropped":              {after(0, googletest.Drop()), nil},
		"answer to a chunk lost":     {after(0, googletest.DropAnswer()), nil},
		"too fast":                   {after(2, googletest.Error(429)), nil},
		"server fault":               {after(2, googletest.Error(503)), nil},
		"the query fails, too":       {after(2, googletest.Error(503), googletest.Error(503), googletest.Error(500)), nil},
		"last chunk cut":             {after(2, googletest.CutUpload(5)), nil},
		"answer to the last is lost": {after(2, googletest.DropAnswer()), photoslibrary.ErrUploadOver},
		"refused":                    {after(2, googletest.Error(403)), photoslibrary.ErrScope},
		"no longer known":            {after(2, googletest.Error(404)), photoslibrary.ErrUploadOver},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				google := start(t, googletest.Config{InMemory: true})
				library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
				file := large(2*granularity + 10)
				google.Script(uploads, test.troubles...)
				var last int64
				token, err := library.UploadFile(t.Context(), "a.jpg", "image/jpeg", bytes.NewReader(file), int64(len(file)), photoslibrary.UploadOptions{
					ChunkSize: granularity, Progress: func(received int64) { last = received },
				})
				require.Zero(t, google.ScriptLeft())
				if test.want != nil {
					if !errors.Is(test.want, photoslibrary.ErrScope) {
						require.ErrorIs(t, err, test.want)
					}
					require.Error(t, err)
					require.ErrorContains(t, err, "photoslibrary: upload: ")
					require.NotContains(t, err.Error(), "upload_id")
					return
				}
				require.NoError(t, err)
				require.EqualValues(t, len(file), last)
				create(t, google, library, token, file)
			})
		})
	}
}

// Another process goes on with what the first one kept, wherever that one died.
func TestResumeUpload(t *testing.T) {
	file := large(2*granularity + 10)
	for name, troubles := range map[string][]googletest.Trouble{
		"before the first byte":      {googletest.Drop()},
		"in the first chunk":         {googletest.CutUpload(1000)},
		"in the second chunk":        {googletest.Pass(), googletest.CutUpload(granularity / 2)},
		"before the second's answer": {googletest.Pass(), googletest.DropAnswer()},
		"in the last chunk":          {googletest.Pass(), googletest.Pass(), googletest.CutUpload(3)},
		"at the last byte":           {googletest.Pass(), googletest.Pass(), googletest.CutUpload(1 << 20)},
	} {
		t.Run(name, func(t *testing.T) {
			google := start(t, googletest.Config{})
			first := &photoslibrary.Client{HTTP: google.AuthorizedClient(), Retry: once}
			google.Script(uploads, append([]googletest.Trouble{googletest.Pass()}, troubles...)...)
			var kept []byte
			_, err := first.UploadFile(t.Context(), "a.jpg", "image/jpeg", bytes.NewReader(file), int64(len(file)), photoslibrary.UploadOptions{
				ChunkSize: granularity,
				Started: func(session photoslibrary.UploadSession) (err error) {
					require.Equal(t, 1, count(google, "/v1/uploads"), "before the first byte")
					kept, err = session.Marshal()
					return err
				},
			})
			require.Error(t, err)
			require.Zero(t, google.ScriptLeft())

			second := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
			session, err := photoslibrary.UnmarshalUploadSession(kept)
			require.NoError(t, err)
			require.EqualValues(t, len(file), session.Size)
			token, err := second.ResumeUpload(t.Context(), session, bytes.NewReader(file), photoslibrary.UploadOptions{ChunkSize: granularity})
			require.NoError(t, err)
			create(t, google, second, token, file)
			_, err = second.ResumeUpload(t.Context(), session, bytes.NewReader(file), photoslibrary.UploadOptions{})
			require.ErrorIs(t, err, photoslibrary.ErrUploadOver, "it is complete, and the token is not given twice")
			require.ErrorContains(t, err, "all bytes are there")
		})
	}
}

func TestUploadFileRefusals(t *testing.T) {
	requests := 0
	library := scripted(t, func(http.ResponseWriter, *http.Request) { requests++ })
	_, err := library.UploadFile(t.Context(), "a.jpg", "", bytes.NewReader(nil), 0, photoslibrary.UploadOptions{})
	require.ErrorContains(t, err, "photoslibrary: upload: the file is empty")
	_, err = library.UploadFile(t.Context(), "a\r\nb", "", bytes.NewReader(nil), 1, photoslibrary.UploadOptions{})
	require.ErrorContains(t, err, "control character")
	_, err = library.UploadFile(t.Context(), "a.jpg", "", nil, 1, photoslibrary.UploadOptions{})
	require.ErrorContains(t, err, "photoslibrary: upload: there is no file: source is nil")
	_, err = library.ResumeUpload(t.Context(), session(t, `{"url":"`+library.BaseURL+`","size":1}`), nil, photoslibrary.UploadOptions{})
	require.ErrorContains(t, err, "photoslibrary: upload: there is no file: source is nil")
	require.Zero(t, requests)
	_, err = library.UploadFile(t.Context(), "a.jpg", "", bytes.NewReader(nil), 1, photoslibrary.UploadOptions{})
	require.ErrorContains(t, err, "the answer has no address for the bytes (is a proxy in between?)")
	require.Equal(t, 1, requests)
}

// A file that changes is not put together of two.
func TestUploadOfAFileThatChanges(t *testing.T) {
	const chunk = granularity
	file := large(2*chunk + 10)
	for name, test := range map[string]struct {
		source io.ReaderAt
		size   int64 // at the start
		want   error
	}{
		"shorter by a byte": {bytes.NewReader(file[:2*chunk+9]), 2*chunk + 10, photoslibrary.ErrFileChanged},
		"empty":             {bytes.NewReader(nil), 1000, photoslibrary.ErrFileChanged},
		"longer":            {bytes.NewReader(file), 2*chunk + 9, photoslibrary.ErrFileChanged},
		"longer by a chunk": {bytes.NewReader(file), chunk, photoslibrary.ErrFileChanged},
		"broken":            {brokenFile{}, 2*chunk + 10, io.ErrClosedPipe},
		"broken at its end": {io.NewSectionReader(brokenFile{}, 0, 1000), 10, io.ErrClosedPipe},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				google := start(t, googletest.Config{InMemory: true})
				library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
				_, err := library.UploadFile(t.Context(), "a.jpg", "image/jpeg", test.source, test.size, photoslibrary.UploadOptions{ChunkSize: chunk})
				require.ErrorIs(t, err, test.want)
				require.ErrorContains(t, err, "photoslibrary: upload: read the file: ")
				_, ends := test.source.(*bytes.Reader)
				require.Equal(t, ends, errors.Is(err, photoslibrary.ErrFileChanged))
			})
		})
	}
}

type brokenFile struct{}

func (brokenFile) ReadAt([]byte, int64) (int, error) { return 0, io.ErrClosedPipe }

func TestUploadEndsWithItsContext(t *testing.T) {
	google := start(t, googletest.Config{})
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	file := large(3 * granularity)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := library.UploadFile(ctx, "a.jpg", "image/jpeg", bytes.NewReader(file), int64(len(file)), photoslibrary.UploadOptions{
		ChunkSize: granularity, Progress: func(int64) { cancel() },
	})
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, 2, count(google, "/v1/uploads"))

	full := errors.New("disk full")
	_, err = library.UploadFile(t.Context(), "a.jpg", "image/jpeg", bytes.NewReader(file), int64(len(file)), photoslibrary.UploadOptions{
		Started: func(photoslibrary.UploadSession) error { return full },
	})
	require.ErrorIs(t, err, full)
	require.Equal(t, 3, count(google, "/v1/uploads"))
}
