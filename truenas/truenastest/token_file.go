package truenastest

import (
	"strings"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
	"github.com/nasphotos/nasphotos/truenas/internal/rules"
)

// keepToken writes the token to the stored credential that the run left in
// rclone's config file: the one that rclone refreshed, or, without one, what
// is read back of the one that was written there. The caller holds the lock.
func (s *Server) keepToken(credential int, provider *ejson.Object, refreshed string) {
	e := s.credential(credential)
	if e == nil || !provider.Has("token") {
		return
	}
	token := refreshed
	if token == "" {
		token = readBack(s.release(), provider.Text("token"))
	}
	if token == provider.Text("token") {
		return
	}
	stored := e.Obj("provider").Clone()
	stored.Set("token", token)
	e.Set("provider", stored)
}

// readBack is a value as Python reads it back from the config file it wrote.
// 27.0 quotes values that rclone could not read otherwise, and does not expect
// the quotes when it reads: such a token grows with every run.
func readBack(r rules.Release, value string) string {
	if !r.AtLeast(rules.V27) {
		return strings.TrimSpace(value)
	}
	value = strings.NewReplacer("\r", "", "\n", "").Replace(value)
	if value != strings.TrimSpace(value) || strings.HasPrefix(value, "`") || strings.HasPrefix(value, `"""`) {
		return `"""` + value + `"""`
	}
	return value
}

// unreadable is what a release makes of credentials that break rclone's config
// file: a token of several lines, an SFTP login with only a key. The engine
// does not run. 27.0 puts up with both.
func unreadable(r rules.Release, provider *ejson.Object) error {
	if r.AtLeast(rules.V27) {
		return nil
	}
	if provider.Text("type") == "SFTP" && provider.Get("pass") == nil {
		return rules.ExceptionFault("AttributeError", "'NoneType' object has no attribute 'encode'")
	}
	if strings.ContainsAny(provider.Text("token"), "\r\n") {
		return rules.ExceptionFault("ParsingError", "Source contains parsing errors: '/tmp/rclone'")
	}
	return nil
}

// interpolation is how a run ends, after rclone, when a Google Photos token or
// folder holds a percent sign: the config file is read back with Python's
// configparser, which expands them.
func interpolation(provider, entry *ejson.Object) error {
	if provider.Text("type") != "GOOGLE_PHOTOS" {
		return nil
	}
	for _, v := range []string{
		provider.Text("client_id"), provider.Text("client_secret"), provider.Text("token"),
		entry.Obj("attributes").Text("folder"),
	} {
		rest := strings.ReplaceAll(v, "%%", "")
		if i := strings.IndexByte(rest, '%'); i >= 0 {
			return rules.ExceptionFault("InterpolationSyntaxError", "'%' must be followed by '%' or '(', found: "+rules.PyRepr(rest[i:]))
		}
	}
	return nil
}
