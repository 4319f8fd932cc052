package credentials

import (
	"strings"
	"unicode"
)

// bare removes what copying adds to a value that has no blanks of its own:
// blanks and line ends, those that are invisible too, quotes and a comma.
func bare(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	return strings.Trim(text, `"'`+"`“”„‘’«»,;")
}

// splitLabel cuts the console's name of a value off, as in "Client secret: …".
func splitLabel(text string) (label, value string) {
	value = bare(text)
	for _, field := range []string{fieldID, fieldSecret, fieldProject} {
		first, second, _ := strings.Cut(field, " ")
		for _, between := range []string{"", "_", "-"} {
			name := first + between + second
			if len(value) < len(name) || !strings.EqualFold(value[:len(name)], name) {
				continue
			}
			rest := bare(strings.TrimLeft(value[len(name):], `"'`))
			if cut := strings.TrimLeft(rest, ":="); cut != rest || len(strings.Fields(text)) > 1 {
				return field, bare(cut)
			}
		}
	}
	return "", value
}

// otherThan says what the value of a field is, if it is recognised and not what
// the field wants. The prefixes are those that Google gives its values.
func otherThan(field, value string) string {
	switch {
	case strings.HasPrefix(value, "{"):
		return "JSON, which ParseClient reads"
	case strings.HasPrefix(value, "-----BEGIN"):
		return "a private key"
	case strings.Contains(value, "://"):
		return "an address"
	case strings.HasPrefix(value, "AIza"):
		return "an API key"
	case strings.HasPrefix(value, "ya29."):
		return "an access token"
	case strings.HasPrefix(value, "1//"), strings.HasPrefix(value, "1/"):
		return "a refresh token"
	case strings.HasPrefix(value, "4/"), strings.HasPrefix(strings.ToUpper(value), "4%2F"):
		return "an authorization code"
	case strings.Contains(value, "@"):
		return "an e-mail address"
	case field != fieldID && strings.HasSuffix(value, clientIDSuffix):
		return "the client id"
	case field != fieldSecret && strings.HasPrefix(value, "GOCSPX-"):
		return "the client secret"
	}
	return ""
}

// incomplete says why a value cannot be one that Google gave.
func incomplete(field, value string) string {
	switch {
	case value == "":
		return "empty"
	case strings.ContainsAny(value, "*•…") || strings.HasSuffix(value, "..."):
		return "what the console shows of a hidden value"
	case strings.ContainsFunc(value, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "a text with a character that no such value has, such as a long dash that a text program put in"
	case field == fieldID && strings.Trim(value, "0123456789") == "":
		return "a number, perhaps that of the project"
	case field == fieldID && strings.Contains(strings.TrimSuffix(value, clientIDSuffix), clientIDSuffix):
		return "more than the client id"
	case field == fieldID && !strings.HasSuffix(value, clientIDSuffix):
		return "not a whole client id"
	case field == fieldProject && strings.ToLower(value) != value:
		return "the name of a project"
	case field == fieldSecret && len(value) < minSecret:
		return "too short for a client secret"
	}
	return ""
}

// minSecret is far below the 24 characters of the oldest secrets.
const minSecret = 10
