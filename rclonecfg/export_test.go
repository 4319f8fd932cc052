package rclonecfg

// ObscureWith is Obscure with chosen random bytes.
var ObscureWith = obscure

// ReplaceWith is the step of WriteFile that a failure must leave no trace of.
var ReplaceWith = (*File).replace
