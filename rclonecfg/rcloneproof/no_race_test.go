//go:build !race

package rcloneproof_test

const slower = 1
