package preinit

import "os"

const variable = "RCLONE_CONFIG"

// wasUnset is a variable initialiser with a purpose: it has to run before any
// code of rclone does, which only package initialisation can.
var wasUnset = reserve()

func reserve() bool {
	if _, set := os.LookupEnv(variable); set {
		return false
	}
	return os.Setenv(variable, os.DevNull) == nil
}

// Restore removes what this package put into the environment and reports whether
// there was anything. It is called once, while the importing package initialises.
func Restore() bool {
	return wasUnset && os.Unsetenv(variable) == nil
}
