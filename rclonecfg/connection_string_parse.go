package rclonecfg

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ParseConnectionString reads what rclone takes as remote:path, exactly as
// rclone's fs/fspath does, and returns the remote and the path in it.
//
//	photos:album/Trip             Name photos, no Type
//	photos,read_only:album/Trip   the same, option read_only is true
//	:gphotos,client_id=…:album    no Name, Type gphotos
//
// A value may be in double or single quotes, which are doubled inside. An
// option without a value is true. The last one counts when an option is there
// twice. The type is not checked: rclone knows Google Photos as googlephotos,
// gphotos and google photos, without quotes and in small letters.
//
// A remote without Type is one of rclone's configuration, and its options
// override what the configuration has. An option called type is one like the
// others: rclone takes it for a remote that its configuration does not have.
// See [Remote.ConnectionString] about refreshed tokens.
//
// The error is a *[ConnectionStringError]. A local path gives it too, such as
// /a/b, a/b, ./x:y, and on Windows C:\a.
func ParseConnectionString(text string) (remote Remote, path string, err error) {
	return parseConnectionString(text, runtime.GOOS == "windows")
}

// ConnectionStringError says where and why a text is not a connection string.
// It has nothing of the text, which may be a secret.
type ConnectionStringError struct {
	// Column counts characters from 1.
	Column int
	Reason string
}

func (e *ConnectionStringError) Error() string {
	return fmt.Sprintf("rclonecfg: connection string, column %d: %s", e.Column, e.Reason)
}

const localPath = "a local path is not a remote: write name:path, or :type,option=value:path"

func parseConnectionString(text string, windows bool) (remote Remote, path string, err error) {
	c := connectionReader{text: text}
	head, err := c.head()
	if err != nil {
		return Remote{}, "", err
	}
	if onTheFly, found := strings.CutPrefix(head, ":"); found {
		remote.Type = onTheFly
	} else {
		remote.Name = head
	}
	if windows && c.text[c.at] == ':' && isDriveLetter(head) {
		return Remote{}, "", c.fail(0, localPath)
	}
	for c.text[c.at] == ',' {
		c.at++
		option, err := c.option()
		if err != nil {
			return Remote{}, "", err
		}
		there := slices.IndexFunc(remote.Options, func(o Option) bool { return o.Key == option.Key })
		if there >= 0 {
			remote.Options[there] = option
		} else {
			remote.Options = append(remote.Options, option)
		}
	}
	path = c.text[c.at+1:]
	if windows {
		path = strings.ReplaceAll(path, `\`, "/")
	}
	return remote, path, nil
}

// connectionReader walks over a connection string. After head and after option
// it stands at the comma or colon behind them.
type connectionReader struct {
	text string
	at   int
}

// head reads the name, or the type and the colon in front of it.
func (c *connectionReader) head() (string, error) {
	if c.text == "" {
		return "", c.fail(0, "the text is empty: write name:path, or :type,option=value:path")
	}
	// Without a colon nothing is a remote, whatever else is in the text.
	if !strings.Contains(c.text, ":") {
		return "", c.fail(0, localPath)
	}
	start := 0
	if c.text[0] == ':' {
		start = 1
	}
	length := strings.IndexAny(c.text[start:], `:,/\`)
	switch {
	case length < 0:
		return "", c.fail(len(c.text), "the colon after the type is missing: write :type:path")
	case start == 0 && (c.text[length] == '/' || c.text[length] == '\\'):
		return "", c.fail(0, localPath)
	}
	c.at = start + length
	name := c.text[start:c.at]
	switch {
	case c.text[c.at] == '/' || c.text[c.at] == '\\':
		return "", c.fail(c.at, "a type has no slash: write :type:path")
	case name == "":
		return "", c.fail(start, "the name is missing: write name:path, or :type,option=value:path")
	case strings.HasSuffix(name, "}") && strings.Contains(name, "{"):
		return "", c.fail(start+strings.Index(name, "{"),
			"rclone prints {…} where a remote has overrides and does not read it back: write the options instead")
	case !remoteName.MatchString(name):
		return "", c.fail(start+notInName(name), "this character cannot be here: "+remoteNameRule)
	}
	return c.text[:c.at], nil
}

// notInName returns the place of the character because of which name is not a
// remote's name.
func notInName(name string) int {
	for i, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune("_.+@ -", r) {
			return i
		}
	}
	if name[0] == ' ' || name[0] == '-' {
		return 0
	}
	return len(name) - 1
}

// option reads "key", "key=value" or a quoted value.
func (c *connectionReader) option() (Option, error) {
	start := c.at
	for c.at < len(c.text) && strings.IndexByte(":,=", c.text[c.at]) < 0 {
		if !isConnectionKeyByte(c.text[c.at]) {
			return Option{}, c.fail(c.at, "an option key has letters, digits, _ and . only: "+
				"put a value with commas in quotes, doubled inside")
		}
		c.at++
	}
	key := c.text[start:c.at]
	switch {
	case c.at == len(c.text):
		return Option{}, c.fail(c.at, "the colon after the options is missing: put it in front of the path")
	case key == "":
		return Option{}, c.fail(c.at, "the option key is missing: write option=value")
	case c.text[c.at] != '=':
		return Option{key, NewSecret(trueText)}, nil
	}
	c.at++
	value, err := c.value()
	return Option{key, NewSecret(value)}, err
}

func (c *connectionReader) value() (string, error) {
	start := c.at
	if c.at < len(c.text) && (c.text[c.at] == '"' || c.text[c.at] == '\'') {
		return c.quoted(c.text[c.at : c.at+1])
	}
	length := strings.IndexAny(c.text[start:], ":,")
	if length < 0 {
		return "", c.fail(len(c.text), "the colon after the options is missing: put it in front of the path")
	}
	c.at += length
	return c.text[start:c.at], nil
}

func (c *connectionReader) quoted(quote string) (string, error) {
	start := c.at
	var value strings.Builder
	for {
		c.at++
		length := strings.Index(c.text[c.at:], quote)
		if length < 0 {
			return "", c.fail(start, "the quoted value does not end: close the quote, and double quotes inside")
		}
		value.WriteString(c.text[c.at : c.at+length])
		c.at += length + 1
		if !strings.HasPrefix(c.text[c.at:], quote) {
			break
		}
		value.WriteString(quote)
	}
	switch {
	case c.at == len(c.text):
		return "", c.fail(c.at, "the colon after the options is missing: put it in front of the path")
	case c.text[c.at] != ':' && c.text[c.at] != ',':
		return "", c.fail(c.at, "a quoted value ends with a comma or colon: double the quotes inside")
	}
	return value.String(), nil
}

func (c *connectionReader) fail(at int, reason string) error {
	return &ConnectionStringError{Column: 1 + utf8.RuneCountInString(c.text[:at]), Reason: reason}
}
