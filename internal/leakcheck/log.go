package leakcheck

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
)

// LogLeak is a secret in the log of a test run.
type LogLeak struct {
	Leak
	// Package and Test printed it; empty if the log does not say. A test that has
	// a secret in its name goes by the name of its function.
	Package, Test string
}

func (l LogLeak) String() string {
	return strings.TrimSpace(l.Package+" "+l.Test) + " " + l.Leak.String()
}

// event is a line of go test -json.
type event struct {
	Action, Package, Test, Output, ImportPath string
}

// ScanLog returns the secrets in the output of go test, with -json or -v. Lines
// are counted in the log; a long line that -json took apart is one.
func ScanLog(log io.Reader) ([]LogLeak, error) {
	var leaks []LogLeak
	report := func(source event, line int, text string) {
		for _, leak := range findInLine(text, line) {
			test := source.Test
			if len(Find(test)) > 0 {
				test, _, _ = strings.Cut(test, "/")
			}
			leaks = append(leaks, LogLeak{Leak: leak, Package: source.Package, Test: test})
		}
	}
	type origin struct{ pkg, test string }
	open := map[origin]string{} // lines without their end
	var plain event             // the test that a log of -v is at
	reader := bufio.NewReader(log)
	for line := 1; ; line++ {
		text, err := reader.ReadString('\n')
		if text != "" {
			var said event
			if json.Unmarshal([]byte(text), &said) != nil || said.Action == "" {
				if name, ok := strings.CutPrefix(strings.TrimSpace(text), "=== "); ok {
					_, name, _ = strings.Cut(name, " ")
					plain.Test = strings.TrimSpace(name)
				}
				report(plain, line, text)
			} else {
				from := origin{said.Package + said.ImportPath, said.Test}
				open[from] += said.Output
				if strings.HasSuffix(said.Output, "\n") || said.Output == "" && open[from] != "" {
					report(said, line, open[from])
					delete(open, from)
				}
			}
		}
		if err == io.EOF {
			for from, rest := range open {
				report(event{Package: from.pkg, Test: from.test}, line, rest)
			}
			return leaks, nil
		}
		if err != nil {
			return leaks, err
		}
	}
}
