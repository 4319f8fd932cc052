//go:build race

package rcloneproof_test

// slower is how many times fewer comparisons there are: the race detector takes
// its time with each, and has nothing to find in the last 9,000.
const slower = 10
