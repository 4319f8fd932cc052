package rclonecfg

import (
	"runtime"
	"strings"
)

// trueText is the value that an option without one has in a connection string.
const trueText = "true"

// ConnectionString returns the text which names path on this remote wherever
// rclone takes a remote:path, options included. It is a [Secret] because the
// options are in it.
//
// A remote with a type is made on the fly: rclone needs no configuration file
// for it, and its Name is not in the text.
//
//	:googlephotos,client_id=…,token="{""access_token"":…}":album/Trip
//
// A remote without a type is one of rclone's configuration, by Name. Its
// options override those of the configuration, and may be none.
//
//	photos,read_only:album/Trip
//
// The text is the shortest that [ParseConnectionString] and rclone's fs/fspath
// read as the same remote, in the order of the options: the value true is left
// out, and only values that need it are quoted. An empty value is written; it
// overrides, too.
//
// rclone does not save the token that it refreshes for a remote on the fly: each
// run starts with the one in the text. The token of a remote of the configuration
// it saves there, also one that came from the text. Other users of the machine
// can see the arguments of a process: prefer [Remote.Environ] or a file for
// secrets.
//
// The error is a *[RemoteError]: there is neither type nor name, a character
// that a name, type or option key cannot have here, or an option given twice.
// On Windows a name of one letter needs an option, because c:path is a drive.
func (r Remote) ConnectionString(path string) (Secret, error) {
	return r.connectionString(path, runtime.GOOS == "windows")
}

func (r Remote) connectionString(path string, windows bool) (Secret, error) {
	head := r.Name
	if r.Type != "" {
		head = ":" + r.Type
	}
	fail := func(key, reason string) (Secret, error) {
		return Secret{}, optionError(r.Name, key, reasonError(reason))
	}
	switch {
	case head == "":
		return fail("", "has neither name nor type: set the type, such as googlephotos, or the name of a configured remote")
	case r.Type != "" && !remoteName.MatchString(r.Type):
		return fail(typeKey, "cannot be written in a connection string: "+remoteNameRule)
	case r.Type == "" && !remoteName.MatchString(r.Name):
		return fail("", "cannot be written in a connection string: "+remoteNameRule)
	case windows && len(r.Options) == 0 && isDriveLetter(head):
		return fail("", "is a drive on Windows: choose a longer name")
	}
	var text strings.Builder
	text.WriteString(head)
	again := r.repeated()
	for i, option := range r.Options {
		switch {
		case !isConnectionKey(option.Key):
			return fail(option.Key, "cannot be written in a connection string: use letters, digits, _ and .")
		case i == again:
			return fail(option.Key, givenTwice)
		}
		text.WriteString("," + option.Key)
		if value := option.Value.Reveal(); value != trueText {
			text.WriteString("=" + quoteConnectionValue(value))
		}
	}
	text.WriteString(":" + path)
	return NewSecret(text.String()), nil
}

// quoteConnectionValue returns the shortest form of value. Quotes matter to
// rclone as the first character only, so that a value may have them inside.
func quoteConnectionValue(value string) string {
	if !strings.ContainsAny(value, ":,") && !strings.HasPrefix(value, `"`) && !strings.HasPrefix(value, "'") {
		return value
	}
	quote := `"`
	if strings.Count(value, `"`) > strings.Count(value, "'") {
		quote = "'"
	}
	return quote + strings.ReplaceAll(value, quote, quote+quote) + quote
}

// isConnectionKey knows the keys of rclone's fs/fspath: a hyphen is not in them,
// although other places of rclone take one.
func isConnectionKey(key string) bool {
	for i := range len(key) {
		if !isConnectionKeyByte(key[i]) {
			return false
		}
	}
	return key != ""
}

func isConnectionKeyByte(b byte) bool {
	return isASCIILetter(b) || b >= '0' && b <= '9' || b == '_' || b == '.'
}

func isASCIILetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func isDriveLetter(name string) bool { return len(name) == 1 && isASCIILetter(name[0]) }
