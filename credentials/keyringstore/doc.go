// Package keyringstore keeps grants in the keyring of the operating system: the
// Secret Service of a Linux desktop (GNOME Keyring, KWallet, KeePassXC), the
// Keychain of macOS, the Credential Manager of Windows.
//
//	store, err := keyringstore.New("my-photo-program")
//
// It is for programs on a desktop. A server has no keyring, or one that waits for
// a person: use credentials.FileStore there, or package agestore.
//
// Only who imports this package links the module for keyrings.
//
// Errors:
//
//	ErrUnavailable   there is no keyring, or it stays locked
//	ErrTooBig        the keyring does not take a text as long as the grant
package keyringstore
