package keyringstore

// Ring is a keyring.
type Ring = ring

// NewWith is New with a keyring of the test's.
func NewWith(ring Ring, locks string) *Store {
	return &Store{service: "nasphotos-test", locks: locks, ring: ring}
}
