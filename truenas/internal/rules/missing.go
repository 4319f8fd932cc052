package rules

import "fmt"

// NoTask is how a call ends for a task that does not exist.
func NoTask(id int) *Fault { return NotFoundFault(fmt.Sprintf("CloudSync %d does not exist", id)) }

// NoTaskToRestore is the same of cloudsync.restore, which asks in another way
// in older releases.
func NoTaskToRestore(r Release, id int) *Fault {
	if r.AtLeast(V27) {
		return NoTask(id)
	}
	f := ExceptionFault("MatchNotFound", "MatchNotFound()")
	f.Repr = "MatchNotFound()"
	return f
}

// NoCredential is how a call ends for a credential that does not exist.
func NoCredential(id int) *Fault {
	return NotFoundFault(fmt.Sprintf("Credentials %d does not exist", id))
}

// CredentialInUse is how deleting a credential ends that a task uses.
func CredentialInUse(task int, description string) *Fault {
	if description == "" {
		description = fmt.Sprint(task)
	}
	return CallFault(EFAULT, "This credential is used by cloud sync task "+description, nil)
}
