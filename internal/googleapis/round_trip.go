package googleapis

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	"google.golang.org/api/googleapi"
)

const (
	// A page of 100 items is about 100 KiB; the caps only stop a broken proxy
	// from filling the memory.
	maxAnswer = 16 << 20
	maxError  = 1 << 20
)

// roundTrip sends req once. The response is nil after an error.
func (c Caller) roundTrip(op string, req *http.Request, body *payload, redirect func(*http.Request, []*http.Request) error) (*http.Response, outcome) {
	if c.HTTP == nil {
		err := fmt.Errorf("%s: %s: Client.HTTP is nil; set it to an authorized *http.Client", c.Package, op)
		return nil, outcome{err: err}
	}
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", userAgent)
	}
	client := *c.HTTP
	client.CheckRedirect = redirect
	resp, err := client.Do(req) //nolint:gosec // BaseURL is whoever calls us to choose, and base URLs are checked
	if err != nil {
		err = withoutURL(err)
		o := outcome{err: fmt.Errorf("%s: %s: %w", c.Package, op, err), sent: body.touched.Load()}
		if req.Body == nil || req.Body == http.NoBody {
			o.sent = !unsent(err)
		}
		return nil, o
	}
	o := outcome{status: resp.StatusCode, header: resp.Header, sent: true}
	if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		return resp, o
	}
	defer func() { _ = resp.Body.Close() }()
	// Half a body may still say what is wrong.
	text, _ := io.ReadAll(io.LimitReader(resp.Body, maxError))
	failure := googleapi.CheckResponseWithBody(resp, text)
	if answer, ok := errors.AsType[*googleapi.Error](failure); ok {
		answer.Code = resp.StatusCode // whatever number a gateway writes into its JSON
	}
	o.err = c.Fail(op, failure)
	return nil, o
}

// readAnswer reads the body of a success.
func readAnswer(body io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if len(data) > maxAnswer {
		return nil, fmt.Errorf("the answer is over %d bytes", maxAnswer)
	}
	return data, nil
}
