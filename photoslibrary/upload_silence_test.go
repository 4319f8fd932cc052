package photoslibrary_test

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// silent takes what it reads of a body, says nothing more, and notes for how long.
func silent(t *testing.T, read int, waited *[]time.Duration) *http.Client {
	return &http.Client{Transport: failing(func(r *http.Request) error {
		begin := time.Now()
		if r.Body != nil {
			defer r.Body.Close()
			_, err := io.ReadFull(r.Body, make([]byte, read))
			require.NoError(t, err)
			if read == 5 {
				_, err = r.Body.Read(make([]byte, 1))
				require.ErrorIs(t, err, io.EOF)
			}
		}
		<-r.Context().Done()
		*waited = append(*waited, time.Since(begin))
		return r.Context().Err()
	})}
}

// An answer that never comes does not stop a program, whatever was asked for.
func TestUploadWithoutAnAnswer(t *testing.T) {
	for name, test := range map[string]struct {
		read   int
		wait   time.Duration
		upload func(t *testing.T, library *photoslibrary.Client) error
	}{
		"start": {0, 2 * time.Minute, func(t *testing.T, library *photoslibrary.Client) error {
			_, err := library.UploadFile(t.Context(), "a.jpg", "", strings.NewReader("12345"), 5, photoslibrary.UploadOptions{})
			return err
		}},
		"query": {0, 2 * time.Minute, func(t *testing.T, library *photoslibrary.Client) error {
			_, err := library.ResumeUpload(t.Context(), session(t, `{"url":"https://photoslibrary.googleapis.com/x","size":5}`), strings.NewReader("12345"), photoslibrary.UploadOptions{})
			return err
		}},
		"raw, and nothing is read": {0, 2 * time.Minute, uploadRaw},
		"raw, and half is read":    {2, 2 * time.Minute, uploadRaw},
		"raw, and all is read":     {5, 10 * time.Minute, uploadRaw},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var waited []time.Duration
				library := &photoslibrary.Client{HTTP: silent(t, test.read, &waited), Retry: photoslibrary.Retry{Attempts: 2}}
				err := test.upload(t, library)
				require.ErrorContains(t, err, "photoslibrary: upload: the connection stands still")
				require.ErrorIs(t, err, os.ErrDeadlineExceeded)
				require.Equal(t, []time.Duration{test.wait, test.wait}, waited)
			})
		})
	}
}

func uploadRaw(t *testing.T, library *photoslibrary.Client) error {
	_, err := library.Upload(t.Context(), "a.jpg", "", strings.NewReader("12345"))
	return err
}

// A source that takes its time is no server that is silent.
func TestUploadFromASlowSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		library := &photoslibrary.Client{HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			data, err := io.ReadAll(r.Body)
			require.NoError(t, err)
			return &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("token" + string(data)))}
		})}}
		token, err := library.Upload(t.Context(), "a.jpg", "", slowReader{strings.NewReader("12345")})
		require.NoError(t, err)
		require.Equal(t, "token12345", token)
	})
}

type slowReader struct{ io.Reader }

func (s slowReader) Read(data []byte) (int, error) {
	<-time.After(time.Hour)
	return s.Reader.Read(data[:min(2, len(data))])
}
