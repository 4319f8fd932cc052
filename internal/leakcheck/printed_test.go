package leakcheck_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/leakcheck"
)

// printed is everything that a careless program writes to its log.
type printed struct {
	mu   sync.Mutex
	text strings.Builder
	seen map[string]bool
}

// Write leaves out lines that were written before: they are looked through once.
func (p *printed) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for line := range strings.Lines(string(text)) {
		if p.seen == nil {
			p.seen = map[string]bool{}
		}
		if !p.seen[line] {
			p.seen[line] = true
			p.text.WriteString(line)
		}
	}
	return len(text), nil
}

// timeless takes the time out of a log line.
func timeless(_ []string, attr slog.Attr) slog.Attr {
	if attr.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return attr
}

// add prints values in each way that Go has, and errors with all they wrap.
func (p *printed) add(values ...any) {
	options := &slog.HandlerOptions{ReplaceAttr: timeless}
	logs := []*slog.Logger{slog.New(slog.NewTextHandler(p, options)), slog.New(slog.NewJSONHandler(p, options))}
	for _, value := range values {
		fmt.Fprintf(p, "%v\n%+v\n%#v\n%s\n%q\n", value, value, value, value, value)
		if data, err := json.Marshal(value); err == nil {
			fmt.Fprintf(p, "%s\n", data)
		}
		for _, log := range logs {
			log.Info("value", "value", value, "group", slog.GroupValue(slog.Any("inner", value)))
		}
		if err, ok := value.(error); ok {
			p.add(wrapped(err)...)
		}
	}
}

func wrapped(err error) []any {
	if next := errors.Unwrap(err); next != nil {
		return []any{next}
	}
	var all []any
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, next := range several.Unwrap() {
			all = append(all, next)
		}
	}
	return all
}

// A program that prints what holds a secret is found out, and what a Secret does
// about that is seen to work.
func TestPrinted(t *testing.T) {
	secret := secrets["client secret"]
	for name, value := range map[string]any{
		"plain":    secret,
		"field":    struct{ Text string }{secret},
		"pointer":  &struct{ Text string }{secret},
		"bytes":    []byte(secret),
		"error":    errors.New(secret),
		"wrapped":  fmt.Errorf("x: %w", hidden{errors.New(secret)}),
		"together": errors.Join(errors.New("x"), hidden{errors.New(secret)}),
	} {
		var log printed
		log.add(value)
		require.NotEmpty(t, leakcheck.Find(log.text.String()), name)
	}
	var log printed
	log.add("nothing", 1, nil, errors.New("nothing"))
	require.Empty(t, leakcheck.Find(log.text.String()))
	require.GreaterOrEqual(t, strings.Count(log.text.String(), "nothing"), 5)
}

// hidden is an error that does not show what it wraps.
type hidden struct{ error }

func (hidden) Error() string   { return "hidden" }
func (h hidden) Unwrap() error { return h.error }
