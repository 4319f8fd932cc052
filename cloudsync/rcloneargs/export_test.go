package rcloneargs

// SplitArgs is what splits the extra arguments of a task.
var SplitArgs = splitArgs
