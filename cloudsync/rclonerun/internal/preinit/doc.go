// Package preinit runs before rclone's own package initialisation and keeps the
// host's environment from it.
//
// When it is imported, rclone loads every RCLONE_* variable into settings that all
// its remotes share (RCLONE_DELETE_EXCLUDED would make a run delete what the task
// protects), ends the process if one of them is malformed, and creates a
// configuration directory in the user's home unless RCLONE_CONFIG is set.
//
// Go initialises packages in the order of their import paths as soon as their
// imports are ready, so a package that imports next to nothing, and whose path
// sorts before github.com/rclone, comes first. [Restore] puts the environment
// back once rclone is initialised.
package preinit
