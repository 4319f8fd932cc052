package agestore

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"

	"github.com/nasphotos/nasphotos/credentials"
)

// passphraseSealer is a credentials.Sealer. Its recipient is made for each use:
// age lets nobody share one.
type passphraseSealer struct {
	passphrase credentials.Secret
	work       int // logarithm of scrypt's work; 0: age's default
}

func (s *passphraseSealer) Seal(plain []byte) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(s.passphrase.Reveal())
	if err != nil {
		return nil, fmt.Errorf("agestore: cannot use the passphrase: %w", err)
	}
	if s.work > 0 {
		recipient.SetWorkFactor(s.work)
	}
	return seal(recipient, plain)
}

func (s *passphraseSealer) Open(sealed []byte) ([]byte, error) {
	identity, err := age.NewScryptIdentity(s.passphrase.Reveal())
	if err != nil {
		return nil, fmt.Errorf("agestore: cannot use the passphrase: %w", err)
	}
	return open(identity, sealed)
}

func (*passphraseSealer) Extension() string { return extension }

const extension = ".age"

// identitySealer is a credentials.Sealer.
type identitySealer struct {
	// A function, because fmt walks through what it prints, down to the bytes of a
	// key.
	pair func() (age.Recipient, age.Identity)
}

func newIdentitySealer(key credentials.Secret) (*identitySealer, error) {
	// age's own error can quote the key.
	wrong := errors.New("agestore: this is no identity of age: use one line that starts with AGE-SECRET-KEY-")
	identities, err := age.ParseIdentities(strings.NewReader(key.Reveal()))
	if err != nil || len(identities) != 1 {
		return nil, wrong
	}
	switch identity := identities[0].(type) {
	case *age.X25519Identity:
		return &identitySealer{func() (age.Recipient, age.Identity) { return identity.Recipient(), identity }}, nil
	case *age.HybridIdentity:
		return &identitySealer{func() (age.Recipient, age.Identity) { return identity.Recipient(), identity }}, nil
	}
	return nil, wrong
}

func (s *identitySealer) Seal(plain []byte) ([]byte, error) {
	recipient, _ := s.pair()
	return seal(recipient, plain)
}

func (s *identitySealer) Open(sealed []byte) ([]byte, error) {
	_, identity := s.pair()
	return open(identity, sealed)
}

func (*identitySealer) Extension() string { return extension }

func seal(recipient age.Recipient, plain []byte) ([]byte, error) {
	var sealed bytes.Buffer
	writer, err := age.Encrypt(&sealed, recipient)
	if err == nil {
		_, err = writer.Write(plain)
	}
	if err == nil {
		err = writer.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("agestore: cannot encrypt the grant: %w", err)
	}
	return sealed.Bytes(), nil
}

// open leaves age's texts out of its errors: they can quote the file.
func open(identity age.Identity, sealed []byte) ([]byte, error) {
	reader, err := age.Decrypt(bytes.NewReader(sealed), identity)
	if _, other := errors.AsType[*age.NoIdentityMatchError](err); other {
		return nil, fmt.Errorf("%w: use that one, or delete the grant and authorize again", ErrKey)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: it is not encrypted with age, or its beginning is lost", credentials.ErrDamaged)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("%w: a part of the encrypted file is lost or was changed", credentials.ErrDamaged)
	}
	return plain, nil
}
