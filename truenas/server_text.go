package truenas

import "strings"

// What TrueNAS says in words only. Nothing else in this package looks at its
// texts.

// isExpiredReason reports whether a session outlived its maximal age.
func isExpiredReason(reason string) bool { return reason == "[EACCES] Session is expired" }

// isNoMatchReason reports whether a query for one object found none.
func isNoMatchReason(reason string) bool { return reason == "MatchNotFound()" }

// isLockedReason reports whether a call or a job failed because of a locked dataset.
func isLockedReason(reason string) bool {
	return strings.TrimSpace(reason) == "[EFAULT] Dataset is locked"
}

// isNoLogReason reports whether a job has no log.
func isNoLogReason(reason string) bool { return strings.HasSuffix(reason, "This job has no logs") }

// isBareIDReason reports whether a reason is the id of a job and nothing else,
// which is how TrueNAS up to 25.04 says that there is none.
func isBareIDReason(reason string) bool {
	return reason != "" && strings.Trim(reason, "0123456789") == ""
}

// isForgottenLoginReason reports whether TrueNAS knows nothing of the first step
// of a login in two.
func isForgottenLoginReason(reason string) bool {
	return strings.HasSuffix(reason, "OTP_TOKEN: no authentication in progress") ||
		strings.HasSuffix(reason, "SCRAM authentication is not in progress")
}

// isSizeReason reports whether a close code is about the length of a message.
func isSizeReason(reason string) bool { return strings.Contains(reason, "max message length") }
