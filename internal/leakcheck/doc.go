// Package leakcheck finds secrets in what programs print: in the logs of a test
// run, in errors and reports, and in the addresses that were asked for.
//
// [Find] knows the shapes of Google's and TrueNAS's secrets, as they are and in
// the usual encodings. [Witness] sits between a program and Google and knows the
// very secrets that passed, such as PKCE verifiers, which have no shape of their
// own.
//
//	go test -v ./... 2>&1 | go run ./internal/leakcheck/scan
package leakcheck
