package rules

import "slices"

// oldMethods are the methods whose parameters the release still checks with
// its older schemas: all of 24.10, the tasks and jobs of 25.04. For 24.10 they
// are all there is.
func oldMethods(r Release) []Method {
	switch r {
	case V24_10:
		return slices.Concat(oldLoginMethods(), oldCoreMethods(), oldCredentialMethods(), oldTaskMethods(r))
	case V25_04:
		return slices.Concat(oldCoreMethods(), oldTaskMethods(r))
	}
	return nil
}
