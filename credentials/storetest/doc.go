// Package storetest checks that a credentials.Store keeps its contract. Stores of
// your own pass it like those of this module:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) credentials.Store { return newStore(t) })
//	}
//
// [Run] makes a new store for each of its tests. It fails tests, and returns no
// errors. That a store is shared by several processes is yours to test: see the
// tests of credentials.FileStore.
package storetest
