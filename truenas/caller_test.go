package truenas_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
)

// scripted is a connection that answers each method with a text, the last one
// again and again.
type scripted struct {
	answers  map[string][]string
	protocol truenas.Protocol

	mu   sync.Mutex
	sent []string
}

func (s *scripted) Protocol() truenas.Protocol { return s.protocol }

func (s *scripted) Call(_ context.Context, method string, params []any, result any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if params == nil {
		params = []any{}
	}
	if err := encoder.Encode(params); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, method+" "+string(bytes.TrimSpace(text.Bytes())))
	answers := s.answers[method]
	if len(answers) == 0 {
		return fmt.Errorf("%s is not expected", method)
	}
	if len(answers) > 1 {
		s.answers[method] = answers[1:]
	}
	if result == nil {
		return nil
	}
	return json.Unmarshal([]byte(answers[0]), result)
}

// last is what was sent last.
func (s *scripted) last() string { return s.sent[len(s.sent)-1] }

func decoded[T any](t *testing.T, text string) T {
	t.Helper()
	var value T
	require.NoError(t, json.Unmarshal([]byte(text), &value), text)
	return value
}
