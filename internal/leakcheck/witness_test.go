package leakcheck_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/leakcheck"
)

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// shapeless is a secret that only somebody who saw it can know.
func shapeless(name string) string { return name + "-with-no-shape-of-its-own" }

func answer(contentType string, body io.Reader, header http.Header) transport {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				return nil, err
			}
		}
		if header == nil {
			header = http.Header{}
		}
		header.Set("Content-Type", contentType)
		return &http.Response{StatusCode: http.StatusOK, Header: header, Body: io.NopCloser(body)}, nil
	}
}

// What passes in either direction is known afterwards, in any encoding and if
// only its start is shown.
func TestWitness(t *testing.T) {
	const code, verifier, secret = "code", "code_verifier", "client_secret"
	form := url.Values{code: {shapeless(code)}, verifier: {shapeless(verifier)}, secret: {shapeless(secret)}}
	body := `{"access_token":"` + shapeless("at") + `","items":[{"baseUrl":"https://lh3.example.com/` + shapeless("base") + `"}]}`
	witness := &leakcheck.Witness{Base: answer("application/json; charset=utf-8", strings.NewReader(body), nil)}
	client := http.Client{Transport: witness}

	resp, err := client.Post("https://example.com/token?x=1", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
	require.NoError(t, err)
	got, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	require.Equal(t, body, string(got), "the answer passes unchanged")

	witness.Base = answer("text/plain; charset=utf-8", strings.NewReader(shapeless("upload")), http.Header{"X-Goog-Upload-Url": {"https://example.com/?upload_id=" + shapeless("id")}})
	req, err := http.NewRequest(http.MethodPost, "https://example.com/v1/uploads?access_token="+shapeless("query"), strings.NewReader("bytes"))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+shapeless("bearer"))
	resp, err = client.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	witness.Note("state", shapeless("state"))

	require.Equal(t, []string{"access token", "authorization code", "base URL", "client secret", "state", "upload URL", "upload token", "verifier"}, witness.Kinds())
	require.Equal(t, []string{"https://example.com/token?x=1", req.URL.String()}, witness.URLs())
	for _, name := range []string{code, verifier, secret, "at", "base", "upload", "id", "query", "bearer", "state"} {
		for _, text := range []string{
			"it is " + shapeless(name), fmt.Sprintf("%q", shapeless(name)), url.QueryEscape(shapeless(name)),
			fmt.Sprint("it is ", shapeless(name)[:20], "…"),
		} {
			require.NotEmpty(t, witness.Find("one\n"+text), text)
			require.Empty(t, leakcheck.Find(text), text)
		}
	}
	require.Empty(t, witness.Find("https://example.com/?upload_id=, https://lh3.example.com/ and so on"))
	require.NotEmpty(t, witness.Find(secrets["access token"]), "and what everybody knows")
}

// The witness hides no error of those between which it stands.
func TestWitnessPassesErrors(t *testing.T) {
	broken := errors.New("broken")
	witness := &leakcheck.Witness{Base: transport(func(*http.Request) (*http.Response, error) { return nil, broken })}
	client := http.Client{Transport: witness}
	post := func(body io.Reader) (string, error) {
		resp, err := client.Post("https://example.com/", "application/x-www-form-urlencoded", body)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		got, err := io.ReadAll(resp.Body)
		return string(got), err
	}
	_, err := post(strings.NewReader("a=b"))
	require.ErrorIs(t, err, broken)
	_, err = post(iotest.ErrReader(broken))
	require.ErrorIs(t, err, broken)

	witness.Base = answer("application/json", io.MultiReader(strings.NewReader(`{"a":`), iotest.ErrReader(broken)), nil)
	got, err := post(strings.NewReader("a=b"))
	require.ErrorIs(t, err, broken)
	require.Equal(t, `{"a":`, got)
}
