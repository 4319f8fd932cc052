// Package vectors reads the recorded verdicts of TrueNAS for tests with the build
// tag vectors. The environment variable NASPHOTOS_VECTORS names their folder.
package vectors
