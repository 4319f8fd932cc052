// Package safefile keeps small secret files: it replaces them in one step, and
// lets one program at a time do that.
package safefile
