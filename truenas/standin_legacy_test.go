package truenas_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// legacyCall is any message of the client at /websocket.
type legacyCall struct {
	Message string            `json:"msg"`
	ID      string            `json:"id"`
	Method  string            `json:"method"`
	Name    string            `json:"name"`
	Params  []json.RawMessage `json:"params"`
}

func (p *peer) nextLegacy() (legacyCall, bool) {
	_, frame, err := p.ws.Read(p.ctx)
	if err != nil {
		return legacyCall{}, false
	}
	var c legacyCall
	if json.Unmarshal(frame, &c) != nil {
		p.t.Errorf("the client sent %q", frame)
	}
	return c, true
}

func (p *peer) result(c legacyCall, result string) {
	p.send(`{"msg":"result","id":"` + c.ID + `","result":` + result + `}`)
}

// eachLegacy opens the session, accepts the login and gives every message that
// follows to handle.
func (p *peer) eachLegacy(handle func(legacyCall)) {
	if c, ok := p.nextLegacy(); ok && c.Message != "connect" {
		p.t.Errorf("want connect first, got %+v", c)
		return
	}
	p.send(`{"msg":"connected","session":"6f0c"}`)
	c, ok := p.nextLegacy()
	if !ok {
		return
	}
	p.result(c, "true")
	for {
		c, ok := p.nextLegacy()
		if !ok {
			return
		}
		handle(c)
	}
}

// connectLegacy dials a stand-in of TrueNAS 24.10.
func connectLegacy(t *testing.T, handle func(*peer, legacyCall), opts ...truenas.Option) *truenas.Client {
	server := httptest.NewServer(site(t, "/websocket", http.NotFound, func(p *peer) {
		p.eachLegacy(func(c legacyCall) { handle(p, c) })
	}))
	t.Cleanup(server.Close)
	client, err := truenas.Dial(t.Context(), server.URL, anyAuth, opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, client.Close()) })
	return client
}
