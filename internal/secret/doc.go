// Package secret holds one type: a string that fmt, log/slog and
// encoding/json cannot leak.
//
// Every token, client secret, password and API key of this module is a
// [String]. Public packages re-export it by alias, so callers can name it
// without importing an internal package:
//
//	type Secret = secret.String
//
// [String.Reveal] is the only way to the text; grep for it to find every place
// where a secret leaves its wrapper.
package secret
