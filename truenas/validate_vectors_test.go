//go:build vectors

package truenas_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/truenas"
	"github.com/nasphotos/nasphotos/truenas/internal/vectors"
)

// recorded are the releases with the names of their recorded verdicts.
var recorded = map[truenas.Release]string{
	truenas.V24_10: "24.10", truenas.V25_04: "25.04", truenas.V25_10: "25.10", truenas.V26: "26", truenas.V27: "27",
}

type verdict struct {
	ID     string          `json:"id"`
	As     string          `json:"as"`
	Method string          `json:"method"`
	Params []any           `json:"params"` // of json.RawMessage: the order of the keys counts
	OK     bool            `json:"ok"`
	Extra  json.RawMessage `json:"extra"`
	Error  json.RawMessage `json:"error"`
	Setup  []struct {
		Method string `json:"method"`
		Params []any  `json:"params"`
	} `json:"setup"`
	SetupIDs []int          `json:"setup_ids"`
	Job      map[string]any `json:"job"`
}

func readVerdicts(t *testing.T, name string) []verdict {
	t.Helper()
	var lines []verdict
	for _, text := range vectors.Lines[json.RawMessage](t, name) {
		var line verdict
		d := json.NewDecoder(bytes.NewReader(text))
		d.UseNumber() // 96.0 is no integer there
		require.NoError(t, d.Decode(&line))
		var raw struct {
			Params []json.RawMessage `json:"params"`
		}
		require.NoError(t, json.Unmarshal(text, &raw))
		for i := range raw.Params {
			line.Params[i] = raw.Params[i]
		}
		lines = append(lines, line)
	}
	return lines
}

// TestVectorsValidateCall checks the recorded verdicts on parameters. The
// recording leaves out that a create or update with another number of
// parameters does not get that far; those lines are counted apart.
func TestVectorsValidateCall(t *testing.T) {
	for release, file := range recorded {
		t.Run(file, func(t *testing.T) {
			var n tally
			for _, line := range readVerdicts(t, "validate/"+file+".jsonl") {
				err := truenas.ValidateCall(release, line.Method, line.Params, truenas.Known{})
				if class, ok := errors.AsType[*truenas.CallError](err); ok && strings.HasPrefix(class.Reason, "CRUDService.") {
					n.excluded++
					continue
				}
				if err != nil && line.OK && strings.HasPrefix(line.Method, "cloudsync.") && !strings.Contains(line.Method, ".credentials.") {
					// The recording ends before the rules of the service.
					require.NotEmpty(t, serviceRule(err), "%s: %v", line.ID, err)
					n.excluded++
					continue
				}
				n.compare(t, line, err)
			}
			n.report(t)
		})
	}
}

// serviceRule is the text of a rule that comes after the schema, "" for
// another error.
func serviceRule(err error) string {
	v, ok := errors.AsType[*truenas.ValidationError](err)
	if !ok {
		return ""
	}
	for _, text := range []string{
		"This field is required when encryption", "Parse error", "Invalid time order", "This option ",
	} {
		if strings.HasPrefix(v.Fields[0].Message, text) {
			return text
		}
	}
	return ""
}

// TestVectorsValidateService checks the recorded calls, with a NAS that is
// known as far as a client can know it. Lines about anything but the content of
// a call (roles, jobs, what a query finds, how a run ends) are counted apart.
func TestVectorsValidateService(t *testing.T) {
	for release, file := range recorded {
		if release == truenas.V24_10 {
			continue // its service was not recorded
		}
		t.Run(file, func(t *testing.T) {
			var fixtures known
			require.NoError(t, json.Unmarshal(vectors.File(t, "service/"+file+".fixtures.json"), &fixtures))
			var n tally
			for _, line := range readVerdicts(t, "service/"+file+".jsonl") {
				nas := fixtures.with(t, line)
				err := truenas.ValidateCall(release, line.Method, line.Params, nas)
				if errors.Is(err, errors.ErrUnsupported) || beyondContent(line) {
					n.excluded++
					continue
				}
				n.compare(t, line, err)
			}
			n.report(t)
		})
	}
}

// beyondContent reports whether the verdict is about something else than the
// content of the call.
func beyondContent(line verdict) bool {
	if line.OK {
		return false
	}
	var e struct {
		Data struct {
			Errno  int    `json:"error"`
			Reason string `json:"reason"`
		} `json:"data"`
	}
	_ = json.Unmarshal(line.Error, &e)
	text, _ := line.Job["error"].(string)
	switch {
	case e.Data.Errno == 13: // roles
	case strings.HasPrefix(line.Method, "core."): // jobs
	case strings.HasSuffix(line.Method, ".query"): // what is found
	case strings.Contains(text, "rclone failed"), strings.Contains(text, "script failed"): // a run
	default:
		return false
	}
	return true
}

type tally struct{ lines, agree, excluded, messages, sameText int }

func (n *tally) report(t *testing.T) {
	t.Helper()
	t.Logf("%s: %d lines, %d more excluded: verdict, attribute and errno agree on %d; text on %d of %d messages",
		t.Name(), n.lines, n.excluded, n.agree, n.sameText, n.messages)
	require.Equal(t, n.lines, n.agree)
	require.GreaterOrEqual(t, n.sameText*100, n.messages*95, "texts")
}

// compare reports a line with another verdict, attribute or errno, and counts.
func (n *tally) compare(t *testing.T, line verdict, got error) {
	t.Helper()
	n.lines++
	want := recordedError(t, line)
	if !n.same(want, got) {
		t.Errorf("%s %s:\n got %v\nwant %v", line.ID, line.Method, got, want)
		return
	}
	n.agree++
}

func (n *tally) same(want, got error) bool {
	if want == nil {
		return got == nil
	}
	if w, ok := errors.AsType[*truenas.ValidationError](want); ok {
		g, ok := errors.AsType[*truenas.ValidationError](got)
		if !ok || !slices.EqualFunc(w.Fields, g.Fields, sameField) {
			return false
		}
		for i := range w.Fields {
			n.text(w.Fields[i].Message, g.Fields[i].Message)
		}
		return true
	}
	w, _ := errors.AsType[*truenas.CallError](want)
	g, ok := errors.AsType[*truenas.CallError](got)
	if !ok || g.Code != w.Code || g.Errno != w.Errno {
		return false
	}
	n.text(w.Reason, g.Reason)
	return true
}

func (n *tally) text(want, got string) {
	n.messages++
	if want == got {
		n.sameText++
	}
}

func sameField(a, b truenas.FieldError) bool { return a.Attribute == b.Attribute && a.Errno == b.Errno }

// recordedError is the error of a line as the client would decode it.
func recordedError(t *testing.T, line verdict) error {
	t.Helper()
	if line.OK {
		return nil
	}
	var rows [][]any
	if json.Unmarshal(line.Extra, &rows) == nil && rows != nil {
		v := &truenas.ValidationError{Method: line.Method}
		for _, r := range rows {
			f := truenas.FieldError{Message: r[1].(string), Errno: int(r[2].(float64))}
			f.Attribute, _ = r[0].(string)
			v.Fields = append(v.Fields, f)
		}
		return v
	}
	var e struct {
		Code   int    `json:"code"`
		Reason string `json:"reason"`
		Errno  int    `json:"errno"`
		Data   struct {
			Errno  int    `json:"error"`
			Reason string `json:"reason"`
		} `json:"data"`
	}
	if len(line.Error) > 0 && string(line.Error) != "null" {
		require.NoError(t, json.Unmarshal(line.Error, &e))
		return &truenas.CallError{
			Method: line.Method, Code: e.Code, Errno: max(e.Errno, e.Data.Errno), Reason: e.Reason + e.Data.Reason,
		}
	}
	info, _ := line.Job["exc_info"].(map[string]any)
	require.NotNil(t, info, line.ID)
	reason, _ := line.Job["error"].(string)
	errno := 22
	if n, ok := info["errno"].(json.Number); ok {
		v, _ := n.Int64()
		errno = int(v)
	}
	return &truenas.CallError{Method: line.Method, Code: -32001, Errno: errno, Reason: reason}
}
