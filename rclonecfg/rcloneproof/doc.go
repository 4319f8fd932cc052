// Package rcloneproof holds tests alone. They compare package rclonecfg with
// rclone itself: with the library rclone reads its configuration with, with
// rclone's own packages, and with the rclone binary where one is given.
//
// It is a package of its own so that neither rclonecfg nor its tests need rclone.
// Nothing imports it.
package rcloneproof
