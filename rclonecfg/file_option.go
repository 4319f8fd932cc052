package rclonecfg

import (
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
// The error is a *[RemoteError], for the reasons of [File.SetRemote] as far as
// they concern the remote's name and this option, and when there is no such
// remote or key is "type".
func (f *File) SetOption(remote, key string, value Secret) error {
	r, ok := f.Remote(remote)
	if !ok {
		return &RemoteError{Remote: remote, Reason: fmt.Sprintf("there is none of that name; the file has: %s", strings.Join(f.Remotes(), ", "))}
	}
	if key == typeKey {
		return &RemoteError{Remote: remote, Key: key, Reason: "the type decides what the other options mean: use SetRemote"}
	}
	if current, _ := r.Option(key); current.Equal(value) {
		return nil
	}
	if err := r.checkSection(); err != nil {
		return err
	}
	reason := unwritable(value.Reveal())
	// A key that is there can be read, however odd it looks.
	if _, there := f.values.data[remote][key]; key == sectionKeeper || !there && !optionName.MatchString(key) {
		reason = notAnOptionName
	}
	if reason != "" {
		return &RemoteError{Remote: remote, Key: key, Reason: reason}
	}
	edit := editor{lines: slices.Clone(f.lines), eol: f.lineEnding()}
	if value.IsZero() {
		edit.remove(remote, key)
	} else {
		edit.set(remote, key, value.Reveal())
	}
	r.Options = slices.DeleteFunc(r.Options, func(o Option) bool { return o.Key == key })
	r.Options = append(r.Options, Option{Key: key, Value: value})
	return f.accept(&edit, r)
}
