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
//	line, err := token.Format()
//	err = file.SetOption("photos", "token", line)
//
// The error is a *[RemoteError], for the reasons of [File.SetRemote], and when
// there is no such remote or key is "type".
func (f *File) SetOption(remote, key string, value Secret) error {
	r, ok := f.Remote(remote)
	if !ok {
		return &RemoteError{Remote: remote, Reason: fmt.Sprintf("there is none of that name; the file has: %s", strings.Join(f.Remotes(), ", "))}
	}
	if key == typeKey {
		return &RemoteError{Remote: remote, Key: key, Reason: "the type decides what the other options mean: use SetRemote"}
	}
	i := slices.IndexFunc(r.Options, func(o Option) bool { return o.Key == key })
	switch {
	case i >= 0:
		r.Options = slices.Clone(r.Options)
		r.Options[i].Value = value
	default:
		r.Options = append(slices.Clone(r.Options), Option{Key: key, Value: value})
	}
	return f.SetRemote(r)
}
