// Package rules knows what TrueNAS accepts and how it refuses the rest, release
// by release: attributes, messages and error numbers.
package rules
