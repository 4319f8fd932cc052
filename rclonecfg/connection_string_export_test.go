package rclonecfg

// ParseConnectionStringOn is ParseConnectionString as on the other systems.
func ParseConnectionStringOn(text string, windows bool) (Remote, string, error) {
	return parseConnectionString(text, windows)
}

// ConnectionStringOn is Remote.ConnectionString as on the other systems.
func ConnectionStringOn(r Remote, path string, windows bool) (Secret, error) {
	return r.connectionString(path, windows)
}
