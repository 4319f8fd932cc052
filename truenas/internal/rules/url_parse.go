package rules

import (
	"strings"
	"unicode/utf8"
)

// maxURL is the longest URL the schema accepts, in bytes.
const maxURL = 2083

// What a strict reader calls a URL that a browser would repair.
const (
	notStrict      = "Input violated strict URL syntax rules, "
	vioSpace       = "leading or trailing control or space character are ignored in URLs"
	vioTab         = "tabs or newlines are ignored in URLs"
	vioSlashes     = "expected //"
	vioBackslash   = "backslash"
	vioAt          = "unencoded @ sign in username or password"
	vioPercent     = "expected 2 hex digits after %"
	vioCodePoint   = "non-URL code point"
	invalidURL     = "Input should be a valid URL, "
	schemeRequired = "URL scheme should be 'http' or 'https'"
)

// webAddress is an http or https URL while it is read.
type webAddress struct {
	rest      string // what is not read yet
	violation string // the last one
	out       strings.Builder
}

// canonicalURL reads s as the WHATWG URL rules do for http and https, and
// refuses what they only repair.
func canonicalURL(s string) (canonical, scheme, message string) {
	switch {
	case len(s) > maxURL:
		return "", "", "URL should have at most 2083 characters"
	case s == "":
		return "", "", invalidURL + "input is empty"
	}
	w := webAddress{rest: strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })}
	if w.rest != s {
		w.violation = vioSpace
	}
	if stripped := strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(w.rest); stripped != w.rest {
		w.rest, w.violation = stripped, vioTab
	}
	scheme, rest, ok := strings.Cut(w.rest, ":")
	if !ok || !validScheme(scheme) {
		return "", "", invalidURL + "relative URL without a base"
	}
	scheme = strings.ToLower(scheme)
	if scheme != "http" && scheme != "https" {
		return "", "", schemeRequired
	}
	w.rest = strings.TrimLeft(rest, `/\`)
	if !strings.HasPrefix(rest, "//") || len(rest)-len(w.rest) != len("//") {
		w.violation = vioSlashes
	}
	w.out.WriteString(scheme + "://")
	if problem := w.authority(scheme); problem != "" {
		return "", "", invalidURL + problem
	}
	w.path()
	if w.violation != "" {
		return "", "", notStrict + w.violation
	}
	return w.out.String(), scheme, ""
}

// authority reads user, host and port.
func (w *webAddress) authority(scheme string) (problem string) {
	end := strings.IndexAny(w.rest, `/\?#`)
	if end < 0 {
		end = len(w.rest)
	}
	authority := w.rest[:end]
	w.rest = w.rest[end:]
	if at := strings.LastIndexByte(authority, '@'); at >= 0 {
		w.user(authority[:at])
		authority = authority[at+1:]
	}
	host, port := authority, ""
	bracket := strings.LastIndexByte(authority, ']') + 1
	if colon := strings.IndexByte(authority[bracket:], ':'); colon >= 0 {
		host, port = authority[:bracket+colon], authority[bracket+colon+1:]
	}
	if host == "" {
		return "empty host"
	}
	host, problem = canonicalHost(host)
	if problem != "" {
		return problem
	}
	port, ok := canonicalPort(scheme, port)
	if !ok {
		return "invalid port number"
	}
	w.out.WriteString(host + port)
	return ""
}

func (w *webAddress) user(info string) {
	if strings.Contains(info, "@") {
		w.violation = vioAt
	}
	name, password, _ := strings.Cut(info, ":")
	if name == "" && password == "" {
		return
	}
	w.out.WriteString(w.encode(name, ` "<>`+"`"+`#?{}/:;=@[\]^|`))
	if password != "" {
		w.out.WriteString(":" + w.encode(password, ` "<>`+"`"+`#?{}/:;=@[\]^|`))
	}
	w.out.WriteByte('@')
}

// path reads path, query and fragment.
func (w *webAddress) path() {
	rest, fragment, hasFragment := strings.Cut(w.rest, "#")
	rest, query, hasQuery := strings.Cut(rest, "?")
	if strings.Contains(rest, `\`) {
		w.violation = vioBackslash
		rest = strings.ReplaceAll(rest, `\`, "/")
	}
	segments := []string{}
	parts := strings.Split(strings.TrimPrefix(rest, "/"), "/")
	for i, part := range parts {
		part = w.encode(part, ` "<>`+"`"+`#?{}`)
		switch strings.ReplaceAll(strings.ToLower(part), "%2e", ".") {
		case "..":
			segments = segments[:max(len(segments)-1, 0)]
		case ".":
		default:
			segments = append(segments, part)
			continue
		}
		if i == len(parts)-1 { // a folder stays one
			segments = append(segments, "")
		}
	}
	w.out.WriteString("/" + strings.Join(segments, "/"))
	if hasQuery {
		w.out.WriteString("?" + w.encode(query, ` "#<>'`))
	}
	if hasFragment {
		w.out.WriteString("#" + w.encode(fragment, ` "<>`+"`"))
	}
}

// encode escapes what is not ASCII and the characters of unsafe, and notes what
// has no place in a URL.
func (w *webAddress) encode(s, unsafe string) string {
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	for i, r := range s {
		switch {
		case r == '%':
			if len(s) < i+3 || !isHex(s[i+1]) || !isHex(s[i+2]) {
				w.violation = vioPercent
			}
		case !isURLCharacter(r):
			w.violation = vioCodePoint
		}
		if r > ' ' && r < 0x7f && !strings.ContainsRune(unsafe, r) {
			out.WriteRune(r)
			continue
		}
		for _, b := range utf8.AppendRune(nil, r) {
			out.WriteString("%" + hex[b>>4:b>>4+1] + hex[b&15:b&15+1])
		}
	}
	return out.String()
}

func isURLCharacter(r rune) bool {
	return r >= utf8.RuneSelf || r|0x20 >= 'a' && r|0x20 <= 'z' || r >= '0' && r <= '9' ||
		strings.ContainsRune("!$&'()*+,-./:;=?@_~%", r)
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isHex(b byte) bool { return isDigit(b) || b|0x20 >= 'a' && b|0x20 <= 'f' }

func validScheme(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) && (i == 0 || !isDigit(s[i]) && strings.IndexByte("+-.", s[i]) < 0) {
			return false
		}
	}
	return s != ""
}
