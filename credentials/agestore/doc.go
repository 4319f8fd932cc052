// Package agestore keeps grants in files that are encrypted with age
// (age-encryption.org/v1), for folders that others can read: backups, a
// synchronised home, a disk that is sold one day.
//
//	store, err := agestore.WithIdentity(folder, identity) // or WithPassphrase
//
// A store of this package is a credentials.FileStore: written in one step, locked
// between processes. No grant is ever on the disk in the clear, not in a temporary
// file either. The names of the grants are in the names of the files, and can be
// read.
//
// A grant cannot be read with another key, nor replaced. To change the key, copy
// the grants into a store with the new one in another folder, and delete the old.
//
// Errors, besides those of FileStore:
//
//	ErrKey   the passphrase or identity is not the one of the file
package agestore
