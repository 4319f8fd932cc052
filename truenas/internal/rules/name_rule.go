package rules

// CheckName wants a credential's name to be its own. names are those of the
// other credentials. The error is a [*Fault].
func CheckName(_ Release, prefix, name string, names []string) error {
	var errs Problems
	for _, n := range names {
		if n == name {
			errs.Add(prefix+".name", "Object with this name already exists")
			break
		}
	}
	return errs.Err()
}
