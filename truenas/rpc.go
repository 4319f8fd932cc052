package truenas

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
)

// encodeJSON is json.Marshal without escapes that only HTML needs: they would
// count against TrueNAS's message limit.
func encodeJSON(value any) ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}

// encodeRequest returns a JSON-RPC request as one text frame.
func encodeRequest(id, method string, params []any) ([]byte, error) {
	if params == nil {
		params = []any{}
	}
	frame, err := encodeJSON(struct {
		JSONRPC string `json:"jsonrpc"`
		ID      string `json:"id"`
		Method  string `json:"method"`
		Params  []any  `json:"params"`
	}{"2.0", id, method, params})
	if err != nil {
		return nil, fmt.Errorf("truenas: %s: encoding the parameters: %w", method, err)
	}
	return frame, nil
}

// newRequestID returns a random UUID: job events carry the request ids of
// every session, so ids must be unique among all clients of a NAS.
func newRequestID() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// message is a frame from TrueNAS: a notification (with method) or the
// response to the request id.
type message struct {
	ID     json.RawMessage `json:"id"`
	Result json.RawMessage `json:"result"`
	Error  *rpcError       `json:"error"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

var errMalformed = errors.New("malformed message")

// parseMessage reads a frame. It does not quote the frame in its error, which
// may hold secrets.
func parseMessage(frame []byte) (message, error) {
	var m message
	if err := json.Unmarshal(frame, &m); err != nil {
		return message{}, errMalformed
	}
	if m.Method == "" && m.Result == nil && m.Error == nil {
		return message{}, errMalformed
	}
	return m, nil
}

// requestID returns the id of a response; "" for one that no request of ours
// has.
func (m message) requestID() string {
	var id string
	_ = json.Unmarshal(m.ID, &id)
	return id
}
