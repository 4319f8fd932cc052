package credentials

import (
	"context"
	"errors"
	"fmt"
)

// Store keeps grants under names, for example the user's e-mail address. A name
// is any text that is not empty. [FileStore] is one, packages agestore and
// keyringstore have others, and package storetest checks one of your own.
//
// A Store is safe for concurrent use, also by several processes. Grants that it
// gives out or takes are copies: changing them later changes nothing in it. A
// method that ends because ctx ended returns an error that matches ctx.Err().
type Store interface {
	// Get returns the grant, or [ErrNoGrant]. It does not wait for an Update.
	Get(ctx context.Context, name string) (*Grant, error)

	// Update saves what change returns for the stored grant, which is nil if there
	// is none. If change returns nil and no error, everything stays as it is; an
	// error of change is returned, and nothing is saved. A grant without refresh
	// token is refused with [ErrNoRefreshToken]. What change returns is saved also
	// if ctx has ended by then: it may be the only copy of a new token.
	//
	// No other Update or Delete of the name runs at the same time, in any process:
	// they wait, until their ctx ends. change must not use the store; if it panics,
	// the name is free again.
	//
	// When Update returns an error of its own, the old grant is still there, or the
	// new one; never nothing and never half of one.
	Update(ctx context.Context, name string, change func(*Grant) (*Grant, error)) error

	// Delete removes the grant, if there is one, also if it cannot be read. It ends
	// nothing at Google.
	Delete(ctx context.Context, name string) error
}

var (
	// ErrNoGrant means that a [Store] has no grant of this name. It matches
	// [ErrReauthorize].
	ErrNoGrant = fmt.Errorf("%w: no grant is stored under this name", ErrReauthorize)

	// ErrDamaged means that a stored grant cannot be read. The store leaves it as it
	// is: Store.Delete makes room for a new one.
	ErrDamaged = errors.New("credentials: the stored grant is damaged")
)
