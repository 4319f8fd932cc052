package photoslibrary_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// part is one answer with bytes, of which more are announced than come if want
// says so.
type part struct {
	status int
	header map[string]string
	body   string
	length int // announced; 0 is the length of body, -1 none
	stalls bool
}

// parts answers with parts, one after the other, and notes the Range asked for.
type parts struct {
	t      *testing.T
	parts  []part
	ranges []string
}

func (p *parts) RoundTrip(r *http.Request) (*http.Response, error) {
	p.ranges = append(p.ranges, strings.TrimSpace(r.Method+" "+r.Header.Get("Range")+" "+r.Header.Get("If-Range")))
	require.LessOrEqual(p.t, len(p.ranges), len(p.parts), "one request too many: %s", p.ranges)
	next := p.parts[len(p.ranges)-1]
	resp := &http.Response{StatusCode: next.status, Status: http.StatusText(next.status), Request: r, Header: http.Header{"Content-Type": {"image/jpeg"}}, ContentLength: int64(next.length)}
	for name, value := range next.header {
		resp.Header.Set(name, value)
	}
	end := io.EOF
	if next.length == 0 {
		resp.ContentLength = int64(len(next.body))
	} else if next.length > 0 {
		end = io.ErrUnexpectedEOF
	}
	body := io.MultiReader(strings.NewReader(next.body), ending{end})
	if next.length == 0 {
		body = alive{body, r}
	}
	if next.stalls {
		body = io.MultiReader(strings.NewReader(next.body), stalled{r})
	}
	resp.Body = io.NopCloser(body)
	if r.Method == http.MethodHead {
		resp.Body = http.NoBody
	}
	return resp, nil
}

// alive is a body that ends with its request, as those of connections do.
type alive struct {
	io.Reader
	request *http.Request
}

func (a alive) Read(data []byte) (int, error) {
	if err := a.request.Context().Err(); err != nil {
		return 0, err
	}
	return a.Reader.Read(data[:min(len(data), 4)])
}

// stalled is a body that sends nothing more.
type stalled struct{ request *http.Request }

func (s stalled) Read([]byte) (int, error) {
	<-s.request.Context().Done()
	return 0, s.request.Context().Err()
}

// ending is how an answer ended.
type ending struct{ err error }

func (e ending) Read([]byte) (int, error) {
	if e.err != nil {
		return 0, e.err
	}
	return 0, io.EOF
}
