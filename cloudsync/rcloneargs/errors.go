package rcloneargs

import "fmt"

// UnsupportedProviderError says that there is no translation for a provider.
type UnsupportedProviderError struct {
	// Type is TrueNAS's name of the provider, such as "S3".
	Type string
}

func (e *UnsupportedProviderError) Error() string {
	return fmt.Sprintf("rcloneargs: provider %q: only Google Photos is supported: use a credential of type GOOGLE_PHOTOS", e.Type)
}

// TaskError says that a field of a task has no translation. It does not contain
// the value.
type TaskError struct {
	// Field is TrueNAS's name of the field, such as "args".
	Field string
	// Reason is, for args, the text that TrueNAS answers too: "No closing
	// quotation" or "No escaped character".
	Reason string
	// Remedy is what to do.
	Remedy string
}

func (e *TaskError) Error() string {
	return fmt.Sprintf("rcloneargs: task field %s: %s: %s", e.Field, e.Reason, e.Remedy)
}
