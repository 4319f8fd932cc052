package keyringstore

import "github.com/zalando/go-keyring"

// ring is a keyring. Its calls can take as long as the user, who may have to
// unlock it, and cannot be ended.
type ring interface {
	Get(service, user string) (string, error)
	Set(service, user, text string) error
	Delete(service, user string) error
}

// osRing is the keyring of the operating system.
type osRing struct{}

func (osRing) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (osRing) Set(service, user, text string) error     { return keyring.Set(service, user, text) }
func (osRing) Delete(service, user string) error        { return keyring.Delete(service, user) }
