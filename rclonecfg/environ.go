package rclonecfg

import (
	"fmt"
	"strings"
)

// environPrefix starts the names of the variables which configure remotes.
const environPrefix = "RCLONE_CONFIG_"

// Environ returns the environment variables that configure the remote for
// rclone without a file, in the form that [os/exec.Cmd] takes: the type as
// RCLONE_CONFIG_<NAME>_TYPE=…, then the options in their order. The texts have
// the secrets in them: do not print them.
//
//	command := exec.Command("rclone", "lsf", "photos:album")
//	command.Env = append(os.Environ(), environ...)
//
// Name and option keys are in capitals, and hyphens of a key become _, because
// that is where rclone looks: for one variable whichever way the name and the
// key are written. Other characters of the name stay; an environment may have
// blanks, dots, hyphens and all letters in it, but a shell cannot set these.
//
// The variables are stronger than a section of that name in a file, one option
// at a time: options that only the file has count, too. An empty value is set
// as well, and hides the file's.
//
// rclone does not save the token that it refreshes for such a remote, so that
// each run starts with the one in the variable. Only if its file has a section
// of that very name, it writes the token there, and does not use it in the next
// run.
//
// The error is a *[RemoteError]: the name is not one for a remote, the type is
// missing, two options would be the same variable, or a NUL is in a value,
// which no environment can hold. Line breaks are no problem.
func (r Remote) Environ() ([]string, error) {
	fail := func(key, reason string) ([]string, error) {
		return nil, optionError(r.Name, key, reasonError(reason))
	}
	switch {
	case !remoteName.MatchString(r.Name):
		return fail("", "cannot be a remote of the environment: "+remoteNameRule)
	case r.Type == "":
		return fail("", noType)
	}
	options := append([]Option{{typeKey, NewSecret(r.Type)}}, r.Options...)
	environ := make([]string, 0, len(options))
	seen := map[string]string{}
	for _, option := range options {
		name := environName(r.Name, option.Key)
		switch other, twice := seen[name]; {
		case !optionName.MatchString(option.Key):
			return fail(option.Key, notAnOptionName)
		case twice:
			return fail(option.Key, fmt.Sprintf("is the same variable as option %q: keep one", printable(other)))
		case strings.ContainsRune(option.Value.Reveal(), 0):
			return fail(option.Key, "the value has a NUL, which an environment cannot hold: write it without")
		}
		seen[name] = option.Key
		environ = append(environ, name+"="+option.Value.Reveal())
	}
	return environ, nil
}

// environName is the variable that rclone asks for.
func environName(remote, key string) string {
	return environPrefix + strings.ToUpper(remote+"_"+strings.ReplaceAll(key, "-", "_"))
}
