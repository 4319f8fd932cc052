package truenas

import (
	"bytes"
	"context"
	"encoding/json"
)

// jsonRPC is JSON-RPC 2.0: one object in a text frame, no batches.
type jsonRPC struct{}

func (jsonRPC) protocol() Protocol { return JSONRPC }

func (jsonRPC) hello(context.Context, Conn) error { return nil }

func (jsonRPC) encode(frame *bytes.Buffer, r *request) error {
	frame.WriteString(`{"jsonrpc":"2.0","id":"`)
	frame.WriteString(r.id)
	frame.WriteString(`","method":`)
	if err := appendMethod(frame, r.method); err != nil {
		return err
	}
	frame.WriteString(`,"params":`)
	if err := encodeParams(frame, r.params); err != nil {
		return err
	}
	frame.WriteByte('}')
	return nil
}

func encodeParams(frame *bytes.Buffer, params []any) error {
	if len(params) == 0 {
		frame.WriteString("[]")
		return nil
	}
	return appendJSON(frame, params)
}

func (jsonRPC) decode(frame []byte) (message, error) {
	var m message
	err := scanObject(frame, func(key, value []byte) error {
		switch string(key) {
		case "id":
			if !isNull(value) {
				m.id = value // as ids go that are none of ours
				if id := unquoted(value); id != nil {
					m.id = id
				}
			}
		case "result":
			m.result = value
		case "error":
			if isNull(value) {
				return nil
			}
			m.err = &rpcError{}
			if json.Unmarshal(value, m.err) != nil {
				return errMalformed
			}
		case "method":
			if json.Unmarshal(value, &m.method) != nil {
				return errMalformed
			}
		case "params":
			m.params = value
		}
		return nil
	})
	if err != nil {
		return message{}, err
	}
	if m.method == "" && m.result == nil && m.err == nil {
		return message{}, errMalformed
	}
	return m, nil
}
