package rclonecfg

import (
	"regexp"
	"slices"
	"strings"
)

// Remote is what rclone.conf, the environment or a connection string says about
// one place where rclone stores files.
type Remote struct {
	// Name is what is in front of the colon in "photos:album/Trip". It is empty
	// for a connection string that has a type instead.
	Name string
	// Type is the storage system, such as "googlephotos". Without it, Options
	// add to what rclone's configuration has under Name.
	Type string
	// Options are all other settings, in the order of the text.
	Options []Option
}

// Option is one setting of a remote. Every value is a [Secret], because which
// options hold passwords is known to rclone only.
//
// An empty value means "not set" in an rclone.conf, and so for [File], the method
// [Remote.Option] and the settings of a provider. In an environment and in a
// connection string it is a value: it hides the one that rclone.conf has.
type Option struct {
	Key   string
	Value Secret
}

// Option returns the value of key, and whether it is set. The last one counts
// when key is there more than once. An empty value is not set.
func (r Remote) Option(key string) (Secret, bool) {
	var value Secret
	for _, option := range r.Options {
		if option.Key == key {
			value = option.Value
		}
	}
	return value, !value.IsZero()
}

var (
	// Letters, digits and _.+@ with blanks and hyphens between them: what
	// rclone accepts in front of the colon of a remote path.
	remoteName = namePattern{regexp.MustCompile(`^[\w\p{L}\p{N}.+@]+(?:[ -]+[\w\p{L}\p{N}.+@-]+)*$`)}
	optionName = namePattern{regexp.MustCompile(`^\w[\w.-]*$`)}
)

// namePattern is a pattern for names which matches every word. Nearly all names
// are words, and a look at their letters is much faster.
type namePattern struct{ *regexp.Regexp }

func (p namePattern) MatchString(name string) bool { return isWord(name) || p.Regexp.MatchString(name) }

func isWord(text string) bool {
	for i := range len(text) {
		c := text[i]
		if c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return text != ""
}

// check refuses what cannot be written so that it reads back the same.
func (r Remote) check() error {
	if err := r.checkSection(); err != nil {
		return err
	}
	again := r.repeated()
	for i, option := range r.Options {
		reason := unwritable(option.Value.Reveal())
		switch {
		case !optionName.MatchString(option.Key):
			reason = notAnOptionName
		case option.Key == typeKey || i == again:
			reason = givenTwice
		}
		if reason != "" {
			return optionError(r.Name, option.Key, reasonError(reason))
		}
	}
	return nil
}

// fewOptions are so few that looking at each is faster than a map.
const fewOptions = 16

// repeated returns the index of the first option whose key is there before it, or
// -1.
func (r Remote) repeated() int {
	var seen map[string]bool
	if len(r.Options) > fewOptions {
		seen = make(map[string]bool, len(r.Options))
	}
	for i, option := range r.Options {
		if seen == nil && slices.ContainsFunc(r.Options[:i], func(o Option) bool { return o.Key == option.Key }) || seen[option.Key] {
			return i
		}
		if seen != nil {
			seen[option.Key] = true
		}
	}
	return -1
}

// What more than one of the text forms refuses.
const (
	givenTwice      = "is given twice: keep one"
	notAnOptionName = "is not an option name: use letters, digits and _"
	noType          = "has no type: set one, such as googlephotos"
	remoteNameRule  = "the name may have letters, digits, _ . + @, and between them blanks and hyphens"
)

// checkSection is check without the options.
func (r Remote) checkSection() error {
	switch {
	case r.Name == defaultSection:
		return &RemoteError{Remote: r.Name, Reason: "is the section whose values all other remotes can refer to: choose another name, or set such values with SetOption"}
	case !remoteName.MatchString(r.Name):
		return &RemoteError{Remote: r.Name, Reason: remoteNameRule + ": choose another name"}
	case r.Type == "":
		return &RemoteError{Remote: r.Name, Reason: noType}
	}
	if reason := unwritable(r.Type); reason != "" {
		return optionError(r.Name, typeKey, reasonError(reason))
	}
	return nil
}

// unwritable returns why no line of the file reads back as value, or "".
func unwritable(value string) string {
	if strings.IndexByte(value, '\n') >= 0 || strings.IndexByte(value, '\r') >= 0 {
		return "the value has a line break, which would end it in the file: write it on one line"
	}
	if _, _, found := nextReference(value); found {
		return "the value contains %(…)s, which rclone would replace by another option's value: choose another value"
	}
	return ""
}
