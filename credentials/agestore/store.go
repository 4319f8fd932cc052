package agestore

import (
	"errors"
	"fmt"

	"filippo.io/age"

	"github.com/nasphotos/nasphotos/credentials"
)

// ErrKey means that a grant was encrypted with another passphrase or identity.
var ErrKey = errors.New("agestore: the stored grant was encrypted with another passphrase or identity")

// WithPassphrase returns a store in the folder dir, which is made when it is
// needed. A passphrase costs about a second and 256 MiB of memory for each reading
// and writing, which is what makes guessing it hard (age's scrypt recipient).
func WithPassphrase(dir string, passphrase credentials.Secret) (credentials.FileStore, error) {
	if passphrase.IsZero() {
		return credentials.FileStore{}, errors.New("agestore: the passphrase is empty")
	}
	return credentials.FileStore{Dir: dir, Sealer: &passphraseSealer{passphrase: passphrase}}, nil
}

// WithIdentity is [WithPassphrase] for a key, which costs no time. It is one line
// of what [NewIdentity] or age-keygen makes, starting with AGE-SECRET-KEY-. Keep
// it elsewhere than the folder.
func WithIdentity(dir string, identity credentials.Secret) (credentials.FileStore, error) {
	sealer, err := newIdentitySealer(identity)
	if err != nil {
		return credentials.FileStore{}, err
	}
	return credentials.FileStore{Dir: dir, Sealer: sealer}, nil
}

// NewIdentity makes a key for [WithIdentity], of age's type X25519.
func NewIdentity() (credentials.Secret, error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return credentials.Secret{}, fmt.Errorf("agestore: cannot make a key: %w", err)
	}
	return credentials.NewSecret(identity.String()), nil
}
