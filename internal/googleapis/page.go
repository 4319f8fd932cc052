package googleapis

import (
	"fmt"
	"hash/maphash"
	"iter"
)

// maxIdlePages is how many pages in a row may bring nothing new. Filters leave
// pages empty, and uploads push what was seen onto the next page; a server that
// repeats itself under ever new tokens would cost a day's quota.
const maxIdlePages = 1000

// Pages follows page tokens: fetch returns one page and the next token. A page
// may be short, or empty, while a token is present, so only a missing token ends
// the list. What an earlier page had already, by its id, is left out; an entry
// without an id never is.
//
// The sequence ends with the first error, behind all that came before it. When
// the caller stops, nothing more is fetched. Ranging over it again starts again.
//
// A listing remembers 16 bytes per id, which a map makes about 40: 4 MB for
// 100,000 entries. That two of those have the same 128 bits is less probable
// than one in 10^28.
func Pages[T any](pkg, op string, id func(T) string, fetch func(pageToken string) ([]T, string, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		token, idle, entries, tokens := "", 0, newSeen(), newSeen()
		for {
			items, next, err := fetch(token)
			if err != nil {
				yield(zero, err)
				return
			}
			idle++
			for _, item := range items {
				if name := id(item); name != "" && !entries.add(name) {
					continue
				}
				idle = 0
				if !yield(item, nil) {
					return
				}
			}
			switch {
			case next == "":
				return
			case !tokens.add(next):
				yield(zero, fmt.Errorf("%s: %s: the server repeats a page token; the listing would never end", pkg, op))
				return
			case idle >= maxIdlePages:
				yield(zero, fmt.Errorf("%s: %s: %d pages in a row have nothing new; the listing would never end", pkg, op, idle))
				return
			}
			token = next
		}
	}
}

// seen remembers texts by two hashes, so that long ones cost no more than short
// ones. The seeds are of this process: nobody can choose texts that collide.
type seen struct {
	seeds  [2]maphash.Seed
	hashes map[[2]uint64]struct{}
}

func newSeen() seen {
	return seen{
		seeds:  [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		hashes: map[[2]uint64]struct{}{},
	}
}

// add reports whether text is new.
func (s seen) add(text string) bool {
	hash := [2]uint64{maphash.String(s.seeds[0], text), maphash.String(s.seeds[1], text)}
	if _, known := s.hashes[hash]; known {
		return false
	}
	s.hashes[hash] = struct{}{}
	return true
}
