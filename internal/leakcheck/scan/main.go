// Scan reads logs of go test, -json or not, and fails if one holds a secret. It
// names the place and the kind of each and prints none.
//
//	go test -v ./... 2>&1 | go run ./internal/leakcheck/scan
//	go run ./internal/leakcheck/scan test.log…
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/nasphotos/nasphotos/internal/leakcheck"
)

func main() {
	found, err := scan(os.Args[1:])
	for _, leak := range found {
		fmt.Fprintln(os.Stderr, leak)
	}
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	case len(found) > 0:
		fmt.Fprintf(os.Stderr, "scan: %d secrets were printed\n", len(found))
		os.Exit(1)
	}
}

func scan(files []string) ([]leakcheck.LogLeak, error) {
	if len(files) == 0 {
		return leakcheck.ScanLog(os.Stdin)
	}
	var all []leakcheck.LogLeak
	for _, name := range files {
		file, err := os.Open(name) //nolint:gosec // the user names the log
		if err != nil {
			return all, err
		}
		found, err := leakcheck.ScanLog(io.Reader(file))
		_ = file.Close() // it was only read
		all = append(all, found...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}
