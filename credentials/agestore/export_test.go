package agestore

import "github.com/nasphotos/nasphotos/credentials"

// Fast makes a passphrase cost next to nothing.
func Fast(store credentials.FileStore) credentials.FileStore {
	if sealer, ok := store.Sealer.(*passphraseSealer); ok {
		sealer.work = 2
	}
	return store
}
