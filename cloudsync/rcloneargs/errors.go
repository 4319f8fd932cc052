package rcloneargs

import "fmt"

// UnsupportedProviderError says that a release has no translation for a provider.
type UnsupportedProviderError struct {
	// Type is TrueNAS's name of the provider, such as "MEGA".
	Type string
	// Reason is what TrueNAS answers.
	Reason string
}

func (e *UnsupportedProviderError) Error() string {
	return fmt.Sprintf("rcloneargs: provider %q does not run on this release (%s): use a credential of another, or another release", e.Type, e.Reason)
}

// CredentialError says that a field of a credential has no translation. It does
// not contain the value.
type CredentialError struct {
	// Provider and Field are TrueNAS's names, such as "SFTP" and "pass".
	Provider, Field string
	// Reason is, where TrueNAS fails too, its own text.
	Reason string
	// Remedy is what to do.
	Remedy string
}

func (e *CredentialError) Error() string {
	return fmt.Sprintf("rcloneargs: %s credential, field %s: %s: %s", e.Provider, e.Field, e.Reason, e.Remedy)
}

// TaskError says that a field of a task has no translation. It does not contain
// the value.
type TaskError struct {
	// Field is TrueNAS's name of the field, such as "args".
	Field string
	// Reason is, where TrueNAS refuses too, its own text: for args "No closing
	// quotation" or "No escaped character".
	Reason string
	// Remedy is what to do.
	Remedy string
}

func (e *TaskError) Error() string {
	return fmt.Sprintf("rcloneargs: task field %s: %s: %s", e.Field, e.Reason, e.Remedy)
}
