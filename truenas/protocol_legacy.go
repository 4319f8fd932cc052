package truenas

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
)

// legacyCodec is the protocol of /websocket, the only one of TrueNAS 24.10. Its
// events are messages of the protocol, not calls: core.subscribe and
// core.unsubscribe are translated, and so is what comes of them.
type legacyCodec struct {
	mu            sync.Mutex
	subscriptions map[string]*subscription // by id
}

type subscription struct {
	name string
	// ready is true once TrueNAS has said so: it was answered then.
	ready bool
}

func (*legacyCodec) protocol() Protocol { return LegacyProtocol }

// hello says which version is spoken; TrueNAS knows one.
func (*legacyCodec) hello(ctx context.Context, c Conn) error {
	if err := c.Write(ctx, []byte(`{"msg":"connect","version":"1","support":["1"],"features":[]}`)); err != nil {
		return err
	}
	frame, err := c.Read(ctx)
	if err != nil {
		return err
	}
	var answer struct {
		Message string `json:"msg"`
	}
	if json.Unmarshal(frame, &answer) != nil || answer.Message != "connected" {
		return errors.New("it does not speak the protocol of /websocket")
	}
	return nil
}

func (l *legacyCodec) encode(frame *bytes.Buffer, r *request) error {
	var head, tail string
	var body any
	switch r.method {
	case "core.subscribe":
		name, err := soleString(r)
		if err != nil {
			return err
		}
		l.mu.Lock()
		l.subscriptions[r.id] = &subscription{name: name}
		l.mu.Unlock()
		head, body = `{"msg":"sub","id":"`+r.id+`","name":`, name
	case "core.unsubscribe":
		id, err := soleString(r)
		if err != nil {
			return err
		}
		l.mu.Lock()
		delete(l.subscriptions, id)
		l.mu.Unlock()
		// TrueNAS does not answer this.
		r.unanswered = true
		head, body = `{"msg":"unsub","id":`, id
	default:
		head, body = `{"msg":"method","id":"`+r.id+`","method":`, r.method
		tail = `,"params":`
	}
	frame.WriteString(head)
	if err := appendJSON(frame, body); err != nil {
		return err
	}
	if tail != "" {
		frame.WriteString(tail)
		if err := encodeParams(frame, r.params); err != nil {
			return err
		}
	}
	frame.WriteByte('}')
	return nil
}

// soleString is the only parameter of a call.
func soleString(r *request) (string, error) {
	if len(r.params) == 1 {
		if text, ok := r.params[0].(string); ok {
			return text, nil
		}
	}
	return "", fmt.Errorf("want one text as parameter")
}

// legacyFrame are the members of all messages of the protocol.
type legacyFrame struct {
	kind, collection string
	id, result, subs []byte
	failure          []byte
}

func (l *legacyCodec) decode(frame []byte) (message, error) {
	var f legacyFrame
	err := scanObject(frame, func(key, value []byte) error {
		switch string(key) {
		case "msg":
			f.kind = string(unquoted(value))
		case "id":
			f.id = unquoted(value)
		case "result":
			f.result = value
		case "error":
			if !isNull(value) {
				f.failure = value
			}
		case "subs":
			f.subs = value
		case "collection":
			f.collection = string(unquoted(value))
		}
		return nil
	})
	if err != nil {
		return message{}, err
	}
	switch f.kind {
	case "result":
		return f.answer()
	case "ready":
		return l.ready(f)
	case "nosub":
		return l.ended(f)
	case "added", "changed", "removed":
		// The message has the members that the newer protocol has in params.
		return message{method: "collection_update", params: frame}, nil
	}
	return message{}, errMalformed
}

func (f legacyFrame) answer() (message, error) {
	m := message{id: f.id, result: f.result}
	if f.failure != nil {
		var err error
		if m.err, err = legacyError(f.failure); err != nil {
			return message{}, err
		}
	} else if m.result == nil {
		m.result = []byte("null")
	}
	return m, nil
}

// ready answers a subscription with its id, as core.subscribe does.
func (l *legacyCodec) ready(f legacyFrame) (message, error) {
	var ids []string
	if json.Unmarshal(f.subs, &ids) != nil || len(ids) != 1 {
		return message{}, errMalformed
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.subscriptions[ids[0]]
	if s == nil {
		return message{}, errMalformed
	}
	s.ready = true
	quoted, err := json.Marshal(ids[0])
	return message{id: []byte(ids[0]), result: quoted}, err
}

// ended is a subscription that was refused, or that TrueNAS has ended.
func (l *legacyCodec) ended(f legacyFrame) (message, error) {
	l.mu.Lock()
	s := l.subscriptions[string(f.id)]
	delete(l.subscriptions, string(f.id))
	l.mu.Unlock()
	failure := f.failure
	if failure == nil {
		failure = []byte("null")
	}
	switch {
	case s == nil && f.collection == "":
		return message{}, errMalformed
	case s == nil:
		s = &subscription{name: f.collection}
	case !s.ready:
		refused := &rpcError{Code: codeCallFailed, Message: "TrueNAS refused the subscription"}
		if f.failure != nil {
			var err error
			if refused, err = legacyError(f.failure); err != nil {
				return message{}, err
			}
		}
		return message{id: f.id, err: refused}, nil
	}
	params, err := json.Marshal(map[string]any{"collection": s.name, "error": json.RawMessage(failure)})
	if err != nil {
		return message{}, errMalformed
	}
	return message{method: "notify_unsubscribed", params: params}, nil
}

// legacyError makes an error of the protocol one of JSON-RPC: what is in its
// data there is the error itself here, and only errno tells what the codes tell
// there.
func legacyError(raw []byte) (*rpcError, error) {
	var failure struct {
		Errno int `json:"error"`
	}
	if json.Unmarshal(raw, &failure) != nil {
		return nil, errMalformed
	}
	e := &rpcError{Code: codeCallFailed, Message: "TrueNAS gave no reason", Data: bytes.Clone(raw)}
	switch failure.Errno {
	case errnoNoMethod:
		e.Code = codeMethodNotFound
	case errnoTooManyCalls:
		e.Code = codeTooManyCalls
	}
	return e, nil
}
