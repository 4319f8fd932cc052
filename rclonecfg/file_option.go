package rclonecfg

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// SetOption changes one option of a remote and leaves the others alone, also
// those that this package has no type for. An empty value removes the option. It
// is the way to store a renewed token:
//
//	line, err := rclonecfg.FormatToken(token)
//	err = file.SetOption("photos", "token", line)
//
// Only the line of that option changes, whatever the other lines hold. But a
// section "a" feeds "a.b": there, too, rclone sees the change, unless "a.b" has
// the option itself.
//
// The name DEFAULT sets a value to which all remotes can refer as %(key)s. The
// section is made when it is not there, in front of all others: rclone itself
// mixes it up with the section above it when it saves a file in which it is
// elsewhere.
//
// The error is a *[RemoteError], for the reasons of [File.SetRemote] as far as
// they concern the remote's name and this option, and when there is no such
// remote, it has no type, or key is "type".
func (f *File) SetOption(remote, key string, value Secret) error {
	r, ok := f.Remote(remote)
	if !ok && remote != defaultSection {
		return &RemoteError{Remote: remote, Reason: fmt.Sprintf("there is none of that name; the file has: %s", strings.Join(f.Remotes(), ", "))}
	}
	if key == typeKey {
		return &RemoteError{Remote: remote, Key: key, Reason: "the type decides what the other options mean: use SetRemote"}
	}
	if current, _ := r.Option(key); current.Equal(value) {
		return nil
	}
	if remote != defaultSection {
		if err := r.checkSection(); err != nil {
			return err
		}
	}
	f.preamble()
	s := f.sections[remote]
	reason := unwritable(value.Reveal())
	// A key that is there can be read, however odd it looks.
	if !optionName.MatchString(key) && (key == sectionKeeper || !s.sets(key)) {
		reason = notAnOptionName
	}
	if reason != "" {
		return optionError(remote, key, reasonError(reason))
	}
	var change merged
	change.set(pair{key, value.Reveal()})
	r.Options = append(slices.DeleteFunc(r.Options, func(o Option) bool { return o.Key == key }), Option{Key: key, Value: value})
	wanted, _ := r.merge()
	return f.edit(s, change, wanted)
}

// sets reports whether a line of s sets key.
func (s *section) sets(key string) bool {
	all := s.merge()
	return all.find(key) >= 0
}

// acceptDefaults is accept for the section DEFAULT, to which everything in the
// file can refer: it is read again as a whole.
func (f *File) acceptDefaults(wanted merged) error {
	edited, err := ParseFile(f.Bytes())
	if parseErr, ok := errors.AsType[*ParseError](err); ok {
		return &RemoteError{Remote: defaultSection, Reason: fmt.Sprintf("in line %d, which refers to it: %s", parseErr.Line, parseErr.Reason)}
	}
	if err != nil {
		return &RemoteError{Remote: defaultSection, Reason: "rclone would take the file for an encrypted one: choose another key"}
	}
	if got, _ := edited.read(defaultSection); !got.same(wanted) {
		return &RemoteError{Remote: defaultSection, Reason: "another value of the section refers to this one by %(…)s and would change: " +
			"write that value in place of the reference"}
	}
	*f = *edited
	return nil
}
