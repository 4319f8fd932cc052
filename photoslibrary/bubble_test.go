package photoslibrary_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
)

// outside sends requests from a goroutine that is not in the bubble of a
// synctest. Connections, on which a bubble's clock stands still, stay there.
type outside struct {
	base    http.RoundTripper
	one     sync.Mutex
	jobs    chan *http.Request
	results chan result
}

type result struct {
	resp *http.Response
	data []byte
	err  error // of the round trip, or of reading the answer
}

// inBubble runs test in a bubble, with an HTTP client that reaches what base
// reaches: the clock runs only while nothing else does.
func inBubble(t *testing.T, base *http.Client, test func(t *testing.T, client *http.Client)) {
	t.Helper()
	o := &outside{base: base.Transport, jobs: make(chan *http.Request), results: make(chan result)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for req := range o.jobs {
			resp, err := o.base.RoundTrip(req)
			var data []byte
			if err == nil {
				data, err = io.ReadAll(resp.Body)
				_ = resp.Body.Close()
			}
			o.results <- result{resp, data, err}
		}
	}()
	defer func() { close(o.jobs); <-ended }()
	synctest.Test(t, func(t *testing.T) { test(t, &http.Client{Transport: o}) })
}

func (o *outside) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	out := req.Clone(context.Background())
	if req.Body != nil {
		body, err := io.ReadAll(req.Body)
		_ = req.Body.Close()
		if err != nil {
			return nil, err
		}
		out.Body, out.GetBody = io.NopCloser(bytes.NewReader(body)), nil
		if len(body) == 0 {
			out.Body = http.NoBody
		}
	}
	o.one.Lock()
	o.jobs <- out
	got := <-o.results
	o.one.Unlock()
	if got.resp == nil {
		return nil, got.err
	}
	got.resp.Body = io.NopCloser(io.MultiReader(bytes.NewReader(got.data), ending{got.err}))
	got.resp.Request = req
	return got.resp, nil
}

// ending is how an answer ended.
type ending struct{ err error }

func (e ending) Read([]byte) (int, error) {
	if e.err != nil {
		return 0, e.err
	}
	return 0, io.EOF
}
