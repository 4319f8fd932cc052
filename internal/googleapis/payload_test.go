package googleapis_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

// onlyReader hides what else a reader can.
type onlyReader struct{ io.Reader }

func TestBodiesAreSentAgain(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "photo"))
	require.NoError(t, err)
	defer file.Close()
	_, err = file.WriteString("xxphoto")
	require.NoError(t, err)
	_, err = file.Seek(2, io.SeekStart)
	require.NoError(t, err)
	read, write, err := os.Pipe() // a file that cannot seek
	require.NoError(t, err)
	_, err = write.WriteString("photo")
	require.NoError(t, err)
	require.NoError(t, write.Close())
	defer read.Close()
	tests := map[string]struct {
		body     io.Reader
		length   int64
		attempts int
		announce int64
	}{
		"bytes":            {strings.NewReader("photo"), 0, 2, 5},
		"a file, from 2":   {file, 5, 2, 5},
		"a pipe":           {read, 5, 1, 5},
		"a stream":         {onlyReader{strings.NewReader("photo")}, 0, 1, -1},
		"a buffer is used": {bytes.NewBufferString("photo"), 0, 1, 5},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := &world{t: t, replies: []reply{status(503), okay}}
				request := googleapis.Request{Op: "send", Method: http.MethodPost, Idempotent: true, Body: test.body, Length: test.length}
				caller := w.caller(0)
				caller.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
					require.Equal(t, max(0, test.announce), r.ContentLength)
					return w.RoundTrip(r)
				})}
				_, err := caller.Send(t.Context(), request)
				require.Equal(t, test.attempts == 2, err == nil)
				require.Len(t, w.bodies, test.attempts)
				for _, body := range w.bodies {
					require.Equal(t, "photo", body)
				}
			})
		})
	}
	_, err = file.Seek(0, io.SeekStart)
	require.NoError(t, err, "it was not closed")
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The transport may still be sending when the answer is there.
func TestNobodyReadsAfterTheAnswer(t *testing.T) {
	var late io.ReadCloser
	caller := googleapis.Caller{Package: "pkg", BaseURL: "https://api.example", HTTP: &http.Client{
		Transport: transport(func(r *http.Request) (*http.Response, error) {
			late = r.Body
			return &http.Response{StatusCode: http.StatusOK, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}"))}, nil
		}),
	}}
	body := strings.NewReader("photo")
	_, err := caller.Send(t.Context(), googleapis.Request{Method: http.MethodPost, Body: body})
	require.NoError(t, err)
	_, err = late.Read(make([]byte, 5))
	require.Error(t, err)
	require.NotErrorIs(t, err, io.EOF)
	require.Equal(t, 5, body.Len())
}

// net/http replaces a connection that the server closed before anything was
// written, if it can get the body anew.
func TestTheTransportMayStartAgain(t *testing.T) {
	w := &world{t: t, replies: []reply{okay}}
	caller := w.caller(0)
	caller.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		_, err := io.ReadAll(r.Body)
		require.NoError(t, err)
		again, err := r.GetBody()
		require.NoError(t, err)
		_, err = r.Body.Read(make([]byte, 1))
		require.Error(t, err, "one reader at a time")
		r.Body = again
		return w.RoundTrip(r)
	})}
	require.NoError(t, caller.Call(t.Context(), googleapis.Request{Method: http.MethodPost}, "x", &struct{}{}))
	require.Equal(t, []string{`"x"`}, w.bodies)
}

func TestEmptyBodies(t *testing.T) {
	w := &world{t: t, replies: []reply{{err: errors.New("no")}}}
	caller := w.caller(0)
	caller.HTTP = &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		require.Equal(t, http.NoBody, r.Body)
		return w.RoundTrip(r)
	})}
	_, err := caller.Send(t.Context(), googleapis.Request{Method: http.MethodPost, Body: strings.NewReader("")})
	require.Error(t, err)
}
