//go:build vectors

package rules_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
	"github.com/nasphotos/nasphotos/truenas/internal/vectors"
)

// files are the releases with the names of their recorded verdicts.
var files = map[rules.Release]string{
	rules.V24_10: "24.10", rules.V25_04: "25.04", rules.V25_10: "25.10", rules.V26: "26", rules.V27: "27",
}

// stored is the credential that the updates of 24.10 were recorded with.
var stored = ejson.NewObject("name", "old", "provider", ejson.NewObject("type", "GOOGLE_PHOTOS", "token", "t"))

type validateLine struct {
	ID         string          `json:"id"`
	Method     string          `json:"method"`
	Params     json.RawMessage `json:"params"`
	OK         bool            `json:"ok"`
	Normalized json.RawMessage `json:"normalized"`
	Extra      json.RawMessage `json:"extra"`
	Error      *struct {
		Code   int    `json:"code"`
		Reason string `json:"reason"`
		Errno  int    `json:"errno"`
	} `json:"error"`
}

func TestVectorsValidate(t *testing.T) {
	for release, file := range files {
		t.Run(file, func(t *testing.T) {
			c := &count{}
			for _, line := range vectors.Lines[validateLine](t, "validate/"+file+".jsonl") {
				c.lines++
				compareLine(t, release, line, c)
			}
			t.Logf("%s: %d lines: verdict, attribute and errno agree on %d; text on %d of %d messages",
				t.Name(), c.lines, c.agree, c.sameText, c.messages)
			require.Equal(t, c.lines, c.agree)
			require.GreaterOrEqual(t, c.sameText*100, c.messages*95, "texts")
		})
	}
}

type count struct{ lines, agree, messages, sameText int }

// compareLine reports a line whose verdict, attributes or error numbers differ,
// and counts.
func compareLine(t *testing.T, release rules.Release, line validateLine, c *count) {
	t.Helper()
	method, ok := rules.Lookup(release, line.Method)
	if !ok {
		t.Errorf("%s: method %s is not known", line.ID, line.Method)
		return
	}
	normalized, err := method.CheckUpdate(parse(t, string(line.Params)), stored)
	if line.OK {
		if err != nil {
			t.Errorf("%s: refused: %v\n%s", line.ID, err, line.Params)
			return
		}
		got, err := ejson.Encode(normalized)
		require.NoError(t, err)
		var w, g any
		require.NoError(t, json.Unmarshal(line.Normalized, &w))
		require.NoError(t, json.Unmarshal(got, &g))
		if same(w, g) {
			c.agree++
			return
		}
		t.Errorf("%s: normalized\n%s, want\n%s", line.ID, got, line.Normalized)
		return
	}
	if err == nil {
		t.Errorf("%s: accepted, want %s%v\n%s", line.ID, line.Extra, line.Error, line.Params)
		return
	}
	compareFault(t, line, rules.AsFault(err), c)
}

func compareFault(t *testing.T, line validateLine, got *rules.Fault, c *count) {
	t.Helper()
	if line.Error != nil {
		c.messages++
		if line.Error.Code != got.Code || line.Error.Errno != got.Errno {
			t.Errorf("%s: code %d and errno %d, want %v", line.ID, got.Code, got.Errno, *line.Error)
			return
		}
		c.agree++
		if line.Error.Reason == got.Reason {
			c.sameText++
		}
		return
	}
	var want, rows [][]any
	require.NoError(t, json.Unmarshal(line.Extra, &want))
	data, err := ejson.Encode(got.Extra)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &rows))
	if len(want) != len(rows) {
		t.Errorf("%s:\n%s, want\n%s", line.ID, data, line.Extra)
		return
	}
	for i := range want {
		if want[i][0] != rows[i][0] || want[i][2] != rows[i][2] {
			t.Errorf("%s:\n%s, want\n%s", line.ID, data, line.Extra)
			return
		}
	}
	c.agree++
	for i := range want {
		c.messages++
		if want[i][1] == rows[i][1] {
			c.sameText++
		} else {
			t.Logf("%s: text %q, recorded %q", line.ID, rows[i][1], want[i][1])
		}
	}
}

func same(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}
