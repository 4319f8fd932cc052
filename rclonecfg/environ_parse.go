package rclonecfg

import (
	"slices"
	"strings"
)

// environType ends the name of the variable which makes a remote.
const environType = "_TYPE"

// ParseEnviron returns the remotes that rclone finds in a process environment
// with the form of [os.Environ], in its order: one for every
// RCLONE_CONFIG_<NAME>_TYPE that is not empty, with its other variables as
// options. As in [os/exec.Cmd], the last of two equal variables counts.
//
// Names and keys are in small letters, as in "rclone listremotes"; rclone opens
// the remote whichever case its name is written in. A variable with small
// letters is not one of a remote, nor are RCLONE_CONFIG, RCLONE_CONFIG_PASS and
// RCLONE_CONFIG_DIR, nor one whose <NAME> cannot be in front of a colon. (Of
// these, listremotes shows some that cannot be opened.) RCLONE_GPHOTOS_… and
// other variables for all remotes of a type are not looked at.
//
// The same variable can mean two things: RCLONE_CONFIG_OD_DRIVE_TYPE makes a
// remote od_drive, and is option drive_type of a remote od. rclone asks for the
// options that the type of a remote has. So does ParseEnviron for the types that
// this package has a Go type for; a remote of another type gets all that it could
// ask for, so that two remotes crypt and crypt_2 of type crypt give the first one
// options such as 2_remote, which rclone ignores.
//
// A variable is stronger than the same option in a file, also when it is empty.
// Variables of a remote without a type are overrides of a section in a file, and
// not returned. See [Remote.Environ] about refreshed tokens. On Windows, where the
// case of variables does not matter, write them in capitals.
func ParseEnviron(environ []string) []Remote {
	variables := lastVariables(environ)
	// By what stands for the name in the variables.
	remotes := map[string]*Remote{}
	var order []*Remote
	for _, variable := range variables {
		capitals, isType := strings.CutSuffix(variable.Key, environType)
		if name, ok := environRemote(capitals); isType && ok && !variable.Value.IsZero() {
			remotes[capitals] = &Remote{Name: name, Type: variable.Value.Reveal()}
			order = append(order, remotes[capitals])
		}
	}
	for _, variable := range variables {
		for _, owner := range environOwners(remotes, variable.Key) {
			if owner.key != typeKey {
				owner.remote.Options = append(owner.remote.Options, Option{owner.key, variable.Value})
			}
		}
	}
	result := make([]Remote, 0, len(order))
	for _, remote := range order {
		result = append(result, *remote)
	}
	return result
}

// lastVariables returns the variables that can be those of a remote, without
// environPrefix, at the place where each is set last.
func lastVariables(environ []string) []Option {
	var variables []Option
	seen := map[string]bool{}
	for _, text := range slices.Backward(environ) {
		name, value, isVariable := strings.Cut(text, "=")
		name, isConfig := strings.CutPrefix(name, environPrefix)
		if isVariable && isConfig && !seen[name] && name == strings.ToUpper(name) {
			seen[name] = true
			variables = append(variables, Option{name, NewSecret(value)})
		}
	}
	slices.Reverse(variables)
	return variables
}

// environRemote returns a name for which rclone asks for variables with
// capitals in them: in small letters where that leads back.
func environRemote(capitals string) (name string, ok bool) {
	name = strings.ToLower(capitals)
	if strings.ToUpper(name) != capitals {
		name = capitals // such as the capital ẞ, which is not the ß in capitals
	}
	return name, remoteName.MatchString(name)
}
