package photoslibrary_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/photoslibrary"
)

// The token goes to Google's host only, whoever names another.
func TestUploadAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"https://photoslibrary.googleapis.com/v1/uploads?upload_id=x":    true,
		"https://PhotosLibrary.googleapis.com/v1/uploads":                true,
		"https://upload.googleapis.com/x":                                true,
		"http://photoslibrary.googleapis.com/v1/uploads?upload_id=x":     false,
		"https://photoslibrary.googleapis.com.example.com/":              false,
		"https://photoslibrary.googleapis.com:8443/":                     false,
		"https://me@photoslibrary.googleapis.com/":                       false,
		"https://example.com/?photoslibrary.googleapis.com":              false,
		"https://lh3.googleusercontent.com/x":                            false,
		"//photoslibrary.googleapis.com/x":                               false,
		"https://photoslibrary.googleapis.com\\@example.com/upload?id=x": false,
	} {
		asked := 0
		library := &photoslibrary.Client{HTTP: &http.Client{Transport: roundTripper(func(r *http.Request) *http.Response {
			asked++
			header := http.Header{}
			header.Set("X-Goog-Upload-Url", address)
			header.Set("X-Goog-Upload-Status", "final")
			return &http.Response{StatusCode: http.StatusOK, Request: r, Header: header, Body: io.NopCloser(strings.NewReader("token"))}
		})}}
		_, err := library.UploadFile(t.Context(), "a.jpg", "", strings.NewReader("x"), 1, photoslibrary.UploadOptions{})
		if want {
			require.NoError(t, err, address)
			require.Equal(t, 2, asked)
		} else {
			require.ErrorContains(t, err, "the address for the bytes is not Google's", address)
			require.Equal(t, 1, asked)
		}
		text, err := json.Marshal(map[string]any{"url": address, "size": 1})
		require.NoError(t, err)
		session, err := photoslibrary.UnmarshalUploadSession(text)
		if err != nil {
			require.False(t, want)
			continue
		}
		_, err = library.ResumeUpload(t.Context(), session, strings.NewReader("x"), photoslibrary.UploadOptions{})
		require.Equal(t, want, err == nil, address)
		if !want {
			require.ErrorContains(t, err, "the session's URL is not Google's")
			require.Equal(t, 1, asked)
		}
	}
}

func TestUploadSession(t *testing.T) {
	whole := session(t, `{"url":"https://photoslibrary.googleapis.com/v1/uploads?upload_id=secret","size":25,"granularity":5,"later":true}`)
	data, err := whole.Marshal()
	require.NoError(t, err)
	require.JSONEq(t, `{"url":"https://photoslibrary.googleapis.com/v1/uploads?upload_id=secret","size":25,"granularity":5}`, string(data))
	printed, err := json.Marshal(whole)
	require.NoError(t, err)
	for _, text := range []string{fmt.Sprint(whole), fmt.Sprintf("%+v %#v", whole, whole), string(printed)} {
		require.NotContains(t, text, "secret\"")
		require.NotContains(t, text, "upload_id")
	}
	for _, text := range []string{``, `null`, `{}`, `[]`, `{"url":"x","size":1}`, `{"url":"https://photoslibrary.googleapis.com/secret","size":0}`, `{"url":"https://photoslibrary.googleapis.com/secret","size":-1}`, `{"url":"https://photoslibrary.googleapis.com/secret","size":1,"granularity":-1}`, `{"url":"secret`, `{"url":["secret"]}`, `{"url":"https://photoslibrary.googleapis.com/%zzsecret","size":1}`} {
		_, err := photoslibrary.UnmarshalUploadSession([]byte(text))
		require.ErrorContains(t, err, "photoslibrary: read upload session: ", text)
		require.ErrorContains(t, err, "upload again")
		require.NotContains(t, err.Error(), "secret")
	}
	_, err = (&photoslibrary.Client{}).ResumeUpload(t.Context(), photoslibrary.UploadSession{}, strings.NewReader("x"), photoslibrary.UploadOptions{})
	require.ErrorContains(t, err, "the session cannot be used")
}

func FuzzUploadSession(f *testing.F) {
	f.Add(`{"url":"https://photoslibrary.googleapis.com/v1/uploads?upload_id=x","size":25,"granularity":5}`)
	f.Add(`{"url":"https://x","size":1e3}`)
	f.Add(`null`)
	f.Fuzz(func(t *testing.T, text string) {
		session, err := photoslibrary.UnmarshalUploadSession([]byte(text))
		if err != nil {
			return
		}
		data, err := session.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		again, err := photoslibrary.UnmarshalUploadSession(data)
		if err != nil || !again.URL.Equal(session.URL) || again.Size != session.Size || again.Granularity != session.Granularity {
			t.Errorf("%s, then %v", data, err)
		}
	})
}
