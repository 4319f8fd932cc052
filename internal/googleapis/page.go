package googleapis

import (
	"fmt"
	"iter"
)

// Pages follows page tokens: fetch returns one page and the next token. A page
// may be empty while a token is present, so only a missing token ends the list.
func Pages[T any](pkg, op string, fetch func(pageToken string) ([]T, string, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		token, seen := "", map[string]bool{}
		for {
			items, next, err := fetch(token)
			if err != nil {
				yield(zero, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			// Without this a server that repeats itself costs a day's quota.
			if seen[next] {
				yield(zero, fmt.Errorf("%s: %s: the server repeats a page token; the listing would never end", pkg, op))
				return
			}
			seen[next] = true
			token = next
		}
	}
}
