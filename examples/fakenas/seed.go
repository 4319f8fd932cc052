package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/truenastest"
)

// seedCall is one call of a seed file.
type seedCall struct {
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
}

// seed makes the calls of the file, as a client would.
func seed(ctx context.Context, nas *truenastest.Server, s settings, key string, stdout io.Writer) error {
	if s.seed == "" {
		return nil
	}
	data, err := os.ReadFile(s.seed)
	if err != nil {
		return fmt.Errorf("-seed: %w", err)
	}
	var calls []seedCall
	if err := json.Unmarshal(data, &calls); err != nil {
		return fmt.Errorf("-seed %s is not a list of calls such as [{\"method\": …, \"params\": […]}]: %w", s.seed, err)
	}
	client, err := truenas.Dial(ctx, nas.URL(), truenas.APIKey(s.user, truenas.NewSecret(key)), truenas.WithRootCAs(nas.RootCAs()))
	if err != nil {
		return fmt.Errorf("-seed: %w", err)
	}
	defer func() { _ = client.Close() }()
	for i, call := range calls {
		params := make([]any, len(call.Params))
		for j := range params {
			params[j] = call.Params[j]
		}
		var result json.RawMessage
		if err := client.Call(ctx, call.Method, params, &result); err != nil {
			return fmt.Errorf("-seed %s, call %d, %s: %w", s.seed, i+1, call.Method, err)
		}
		fmt.Fprintf(stdout, "Seeded: %s\n", call.Method)
	}
	return nil
}
