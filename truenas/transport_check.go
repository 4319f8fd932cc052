package truenas

import (
	"context"
	"errors"
	"net/http"
)

// checkedTransport makes errors of what a Transport of others must not return.
type checkedTransport struct{ Transport }

func (t checkedTransport) Connect(ctx context.Context, path string) (Conn, error) {
	c, err := t.Transport.Connect(ctx, path)
	if err == nil && c == nil {
		return nil, errors.New("truenas: the Transport returned no Conn, and no error")
	}
	return c, err
}

func (t checkedTransport) Get(ctx context.Context, path string) (*http.Response, error) {
	response, err := t.Transport.Get(ctx, path)
	switch {
	case err != nil:
		return nil, err
	case response == nil:
		return nil, errors.New("truenas: the Transport returned no answer, and no error")
	case response.Body == nil:
		response.Body = http.NoBody // as in an answer that was recorded
	}
	return response, nil
}
