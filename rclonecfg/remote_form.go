package rclonecfg

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// form is how the settings of one storage system are written in a remote. It is
// made for one value of the type that holds them, and reads and writes it.
type form struct {
	// types are rclone's names of the storage system. The first is written.
	types []string
	// settings are the options that have a field, in the order of the file.
	settings []setting
	// others are the options that have none: rclone knows them, we keep them.
	others []string
	// rest is where they are kept, with rclone's general options.
	rest *[]Option
	// check returns what is wrong with the settings as a whole, and the option
	// to change.
	check func() (key string, err error)
}

// remote writes the settings. What could not be read back is refused, for the
// reason for which it could not be read.
func (f form) remote(name string) (Remote, error) {
	r := Remote{Name: name, Type: f.types[0]}
	for _, s := range f.settings {
		value, err := s.text()
		if err != nil {
			return Remote{}, optionError(name, s.key, err)
		}
		if !value.IsZero() {
			r.Options = append(r.Options, Option{s.key, value})
		}
	}
	for _, option := range *f.rest {
		if f.setting(option.Key) != nil {
			return Remote{}, optionError(name, option.Key, reasonError("has a field of its own: set that"))
		}
		if option.Value.IsZero() {
			return Remote{}, optionError(name, option.Key, reasonError("is empty, which is not set for rclone: leave it out"))
		}
		r.Options = append(r.Options, option)
	}
	if err := r.check(); err != nil {
		return Remote{}, err
	}
	if err := f.parse(r); err != nil {
		return Remote{}, err
	}
	return r, nil
}

// parseRemote reads settings of type T. Those of a remote that is refused are zero.
func parseRemote[T any](r Remote, formOf func(*T) form) (T, error) {
	var settings, none T
	if err := formOf(&settings).parse(r); err != nil {
		return none, err
	}
	return settings, nil
}

// parse reads the settings of a remote.
func (f form) parse(r Remote) error {
	if !slices.Contains(f.types, r.Type) {
		return optionError(r.Name, typeKey, reasonError(fmt.Sprintf("is %q: choose a remote of type %s", printable(r.Type), f.types[0])))
	}
	last := map[string]int{} // counts, as in Remote.Option
	for i, option := range r.Options {
		last[option.Key] = i
	}
	*f.rest = nil
	for i, option := range r.Options {
		if last[option.Key] != i || option.Value.IsZero() {
			continue
		}
		if err := f.read(option); err != nil {
			return optionError(r.Name, option.Key, err)
		}
	}
	if key, err := f.check(); err != nil {
		return optionError(r.Name, key, err)
	}
	return nil
}

// read takes one option into its field, or into the rest.
func (f form) read(option Option) error {
	value := option.Value.Reveal()
	if reason := unwritable(value); reason != "" {
		return reasonError(reason)
	}
	if s := f.setting(option.Key); s != nil {
		return s.read(value)
	}
	if reason := f.refused(option.Key, value); reason != "" {
		return reasonError(reason)
	}
	*f.rest = append(*f.rest, option)
	return nil
}

func (f form) setting(key string) *setting {
	for i := range f.settings {
		if f.settings[i].key == key {
			return &f.settings[i]
		}
	}
	return nil
}

// refused returns why an option that has no field is not kept, and what to do, or
// "". Nearly always, rclone would do nothing with it.
func (f form) refused(key, value string) string {
	if general, reason := isGlobalOption(key); general {
		return reason
	}
	if slices.Contains(f.others, key) {
		if on, err := strconv.ParseBool(value); key == clientCredentialsKey && (on || err != nil) {
			return "makes rclone get tokens without a person, and delete the refresh token of the one who signed in: remove it"
		}
		return ""
	}
	switch key {
	case "batch_commit_timeout":
		return "is from older versions of rclone, and rclone ignores it: remove it"
	case "folder", "bucket":
		return "is what a TrueNAS task writes into the remote for itself, and rclone ignores it: " +
			"remove it, and name the folder behind the colon of the remote's name"
	}
	reason := fmt.Sprintf("is no option of rclone for the type %s, and rclone ignores it: ", f.types[0])
	names := strings.Fields(globalOptions)
	if name := plainName(key); slices.Contains(names, name) {
		return reason + remedy(globalPrefixes[0], name)
	}
	names = slices.Clone(f.others)
	for _, s := range f.settings {
		names = append(names, s.key)
	}
	name := plainName(key)
	for _, known := range f.types { // as in the flag --gphotos-read-only
		name = strings.TrimPrefix(name, known+"_")
	}
	return reason + remedy("", nearest(name, names))
}

// remedy is the end of a message about an option that rclone ignores.
func remedy(prefix, meant string) string {
	if meant == "" {
		return "remove it"
	}
	return fmt.Sprintf("write %q if that is meant, or remove it", prefix+meant)
}
