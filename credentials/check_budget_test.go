package credentials_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
)

// trouble is what can come in the place of one answer.
type trouble struct {
	status int // 0: none comes
	body   string
	header http.Header
}

func troubles() map[string]trouble {
	rpc := func(code int, status string) string {
		return fmt.Sprintf(`{"error":{"code":%d,"message":"no","status":"%s"}}`, code, status)
	}
	page := http.Header{"Content-Type": {"text/html"}}
	return map[string]trouble{
		"nothing comes":    {},
		"bad request":      {400, `{"error":"invalid_grant"}`, nil},
		"unauthenticated":  {401, rpc(401, "UNAUTHENTICATED"), nil},
		"forbidden":        {403, rpc(403, "PERMISSION_DENIED"), nil},
		"not found":        {404, "", page},
		"too fast":         {429, rpc(429, "RESOURCE_EXHAUSTED"), http.Header{"Retry-After": {"1"}}},
		"broken":           {500, rpc(500, "INTERNAL"), nil},
		"outage":           {503, "<html>", page},
		"portal":           {200, "<html>", page},
		"elsewhere":        {302, "", http.Header{"Location": {"http://login.example/"}}},
		"back to itself":   {307, "", http.Header{"Location": {"https://oauth2.googleapis.com/token"}}},
		"nothing inside":   {200, "{}", nil},
		"more and nothing": {200, `{"nextPageToken":"more"}`, nil},
		"broken JSON":      {200, `{"access_token":`, nil},
	}
}

func (t trouble) answer(r *http.Request) (*http.Response, error) {
	if t.status == 0 {
		return nil, errors.New("connection reset by peer")
	}
	resp := jsonResponse(t.status, t.body)
	resp.Request = r
	for name, values := range t.header {
		resp.Header[name] = values
	}
	return resp, nil
}

// Whatever goes wrong, from whichever request on, a check sends six requests at
// most, and none of them twice but for the pages of a listing. newPatient's check
// looks at the number and at what the requests are.
func TestCheckStaysWithinItsRequests(t *testing.T) {
	most := 0
	for name, trouble := range troubles() {
		for _, signedIn := range []bool{true, false} {
			for _, picking := range []bool{true, false} {
				for from := range 6 {
					for _, lasting := range []bool{true, false} {
						p := newPatient(t, googletest.Config{})
						p.options.Picker = picking
						if !signedIn {
							p.grant = nil
						}
						count, google := 0, p.google.Transport()
						p.answer(func(r *http.Request) (*http.Response, error) {
							count++
							if count-1 == from || lasting && count-1 > from {
								if r.Body != nil {
									_, _ = io.Copy(io.Discard, r.Body)
								}
								return trouble.answer(r)
							}
							return google.RoundTrip(r)
						})
						p.check()
						p.google.Close()
						most = max(most, count)
						sent := slices.DeleteFunc(slices.Clone(p.way.asked), func(request string) bool {
							return strings.HasSuffix(request, "mediaItems:search")
						})
						slices.Sort(sent)
						require.Len(t, slices.Compact(slices.Clone(sent)), len(sent), "%s from %d: %v", name, from, sent)
					}
				}
			}
		}
	}
	require.Equal(t, 6, most, "the test reaches the limit")
}
