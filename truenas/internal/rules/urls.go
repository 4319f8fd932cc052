package rules

import (
	"net"
	"net/url"
	"strings"
)

// maxURL is the longest URL the schema accepts, in characters.
const maxURL = 2083

// webURL is an http or https address; it comes out canonical, with a path of
// at least "/".
type webURL struct{ httpsOnly bool }

func (t webURL) check(at string, v any, errs *Problems) any {
	s, ok := v.(string)
	if !ok {
		errs.Add(at, "URL input should be a string or URL")
		return v
	}
	canonical, scheme, message := canonicalURL(s)
	switch {
	case message != "":
		errs.Add(at, message)
	case t.httpsOnly && scheme != "https":
		errs.Add(at, "Value error, URL scheme must be https")
	}
	return canonical
}

// webURLOrEmpty is "" or a webURL.
var webURLOrEmpty = union{
	{"literal['']", oneOf("")},
	{"function-after[str(), function-wrap[wrap_val()]]", webURL{}},
}

// canonicalURL reads s as the WHATWG URL rules do for http and https.
func canonicalURL(s string) (canonical, scheme, message string) {
	if s == "" {
		return "", "", "Input should be a valid URL, input is empty"
	}
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || !validScheme(scheme) {
		return "", "", "Input should be a valid URL, relative URL without a base"
	}
	scheme = strings.ToLower(scheme)
	if scheme != "http" && scheme != "https" {
		return "", "", "URL scheme should be 'http' or 'https'"
	}
	if len([]rune(s)) > maxURL {
		return "", "", "URL should have at most 2083 characters"
	}
	// These two schemes take any number of slashes, and backslashes too.
	end := strings.IndexAny(rest, "?#")
	if end < 0 {
		end = len(rest)
	}
	rest = strings.TrimLeft(strings.ReplaceAll(rest[:end], `\`, "/"), "/") + rest[end:]
	if rest == "" || strings.ContainsRune("?#:", rune(rest[0])) {
		return "", "", "Input should be a valid URL, empty host"
	}
	u, err := url.Parse(scheme + "://" + rest)
	if err != nil {
		return "", "", "Input should be a valid URL, invalid " + urlPart(err)
	}
	if strings.ContainsAny(u.Hostname(), " <>^|%") || u.Hostname() == "" {
		return "", "", "Input should be a valid URL, invalid domain character"
	}
	u.Host = canonicalHost(u)
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), scheme, ""
}

func canonicalHost(u *url.URL) string {
	host, port := strings.ToLower(u.Hostname()), u.Port()
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == "" || (u.Scheme == "http" && port == "80") || (u.Scheme == "https" && port == "443") {
		return host
	}
	return net.JoinHostPort(strings.Trim(host, "[]"), port)
}

func validScheme(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || !strings.ContainsRune("0123456789+-.", r)) {
			return false
		}
	}
	return s != ""
}

func urlPart(err error) string {
	if strings.Contains(err.Error(), "port") {
		return "port number"
	}
	return "international domain name"
}
