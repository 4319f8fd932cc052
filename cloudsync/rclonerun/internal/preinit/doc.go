// Package preinit runs before rclone's own package initialisation and keeps it
// from creating a configuration directory in the home of the host's user.
//
// Importing rclone's fs/config makes the directory unless RCLONE_CONFIG is set.
// Go initialises packages in the order of their import paths as soon as their
// imports are ready, so a package that imports nothing but os, and whose path
// sorts before github.com/rclone, comes first. [Restore] puts the environment
// back once rclone is initialised.
package preinit
