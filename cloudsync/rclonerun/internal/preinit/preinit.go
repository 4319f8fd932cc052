// Package preinit runs before rclone's own package initialisation and keeps it
// from creating a configuration directory in the home of the host's user.
//
// Importing rclone's fs/config makes the directory unless RCLONE_CONFIG is set.
// Go initialises packages in the order of their import paths as soon as their
// imports are ready, so a package that imports nothing but os, and whose path
// sorts before github.com/rclone, comes first. [Restore] puts the environment
// back once rclone is initialised.
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
