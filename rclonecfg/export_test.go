package rclonecfg

// ObscureWith is Obscure with chosen random bytes.
var ObscureWith = obscure
