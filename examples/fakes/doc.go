// Package fakes shows, in its test, how to test a program of yours without Google
// and without a NAS.
package fakes
