package googleapis_test

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/internal/googleapis"
)

type page struct {
	items []string
	next  string
	err   error
}

func self(id string) string { return id }

// follow reads a listing of pages by token, and counts the fetches.
func follow(pages map[string]page) (got []string, fetched []string, failure error) {
	for item, err := range googleapis.Pages("pkg", "list", self, func(token string) ([]string, string, error) {
		fetched = append(fetched, token)
		p := pages[token]
		return p.items, p.next, p.err
	}) {
		if failure != nil {
			return got, fetched, errors.New("something came after an error")
		}
		if failure = err; err == nil {
			got = append(got, item)
		}
	}
	return got, fetched, failure
}

func TestPages(t *testing.T) {
	broken := errors.New("no such page")
	tests := map[string]struct {
		pages   map[string]page
		want    []string
		fetched int
		err     string
	}{
		"nothing":        {map[string]page{"": {}}, nil, 1, ""},
		"one page":       {map[string]page{"": {items: []string{"a", "b"}}}, []string{"a", "b"}, 1, ""},
		"three":          {map[string]page{"": {[]string{"a", "b"}, "1", nil}, "1": {[]string{"c"}, "2", nil}, "2": {[]string{"d"}, "", nil}}, []string{"a", "b", "c", "d"}, 3, ""},
		"empty first":    {map[string]page{"": {nil, "1", nil}, "1": {[]string{"a"}, "", nil}}, []string{"a"}, 2, ""},
		"empty between":  {map[string]page{"": {[]string{"a"}, "1", nil}, "1": {nil, "2", nil}, "2": {[]string{"b"}, "", nil}}, []string{"a", "b"}, 3, ""},
		"empty last":     {map[string]page{"": {[]string{"a"}, "1", nil}, "1": {}}, []string{"a"}, 2, ""},
		"border twice":   {map[string]page{"": {[]string{"a", "b"}, "1", nil}, "1": {[]string{"b", "c"}, "", nil}}, []string{"a", "b", "c"}, 2, ""},
		"shifted by two": {map[string]page{"": {[]string{"a", "b", "c"}, "1", nil}, "1": {[]string{"b", "c", "d"}, "2", nil}, "2": {[]string{"c", "d", "e"}, "", nil}}, []string{"a", "b", "c", "d", "e"}, 3, ""},
		"page twice":     {map[string]page{"": {[]string{"a", "b"}, "1", nil}, "1": {[]string{"a", "b"}, "2", nil}, "2": {[]string{"c"}, "", nil}}, []string{"a", "b", "c"}, 3, ""},
		"far apart":      {map[string]page{"": {[]string{"a"}, "1", nil}, "1": {[]string{"b"}, "2", nil}, "2": {[]string{"a", "c"}, "", nil}}, []string{"a", "b", "c"}, 3, ""},
		"twice in one":   {map[string]page{"": {items: []string{"a", "a", "b"}}}, []string{"a", "b"}, 1, ""},
		"without ids":    {map[string]page{"": {[]string{"", "a"}, "1", nil}, "1": {[]string{"", "a"}, "", nil}}, []string{"", "a", ""}, 2, ""},
		"a ring":         {map[string]page{"": {[]string{"a"}, "1", nil}, "1": {[]string{"b"}, "2", nil}, "2": {[]string{"c"}, "1", nil}}, []string{"a", "b", "c"}, 3, "pkg: list: the server repeats a page token"},
		"same token":     {map[string]page{"": {nil, "1", nil}, "1": {nil, "1", nil}}, nil, 2, "pkg: list: the server repeats a page token"},
		"fails at once":  {map[string]page{"": {err: broken}}, nil, 1, "no such page"},
		"fails midway":   {map[string]page{"": {[]string{"a", "b"}, "1", nil}, "1": {err: broken}}, []string{"a", "b"}, 2, "no such page"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, fetched, err := follow(test.pages)
			require.Equal(t, test.want, got)
			require.Len(t, fetched, test.fetched)
			if test.err == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, test.err)
		})
	}
}

// A server that never ends costs no more than a tenth of a day's requests, and
// one that is only slow to find something is not taken for it.
func TestPagesThatNeverEnd(t *testing.T) {
	fetched := 0
	endless := func(items func(page int) []string) error {
		fetched = 0
		for _, err := range googleapis.Pages("pkg", "list", self, func(string) ([]string, string, error) {
			fetched++
			return items(fetched), strconv.Itoa(fetched), nil
		}) {
			if err != nil {
				return err
			}
		}
		return nil
	}
	require.ErrorContains(t, endless(func(int) []string { return nil }), "1000 pages in a row have nothing new")
	require.Equal(t, 1000, fetched)
	require.ErrorContains(t, endless(func(int) []string { return []string{"a", "b"} }), "1000 pages in a row have nothing new")
	require.Equal(t, 1001, fetched)
	require.ErrorContains(t, endless(func(page int) []string {
		if page%999 == 0 && page < 5000 {
			return []string{strconv.Itoa(page)}
		}
		return nil
	}), "nothing new")
	require.Equal(t, 4995+1000, fetched)
}

func TestPagesStopWithTheCaller(t *testing.T) {
	fetched := 0
	pages := googleapis.Pages("pkg", "list", self, func(token string) ([]string, string, error) {
		fetched++
		return []string{token + "a", token + "b"}, token + "x", nil
	})
	for range 2 {
		fetched = 0
		var got []string
		for item, err := range pages {
			require.NoError(t, err)
			if got = append(got, item); len(got) == 3 {
				break
			}
		}
		require.Equal(t, []string{"a", "b", "xa"}, got, "from the start, each time")
		require.Equal(t, 2, fetched)
	}
}

// The doc comment promises how much a long listing remembers.
func TestPagesRememberLittle(t *testing.T) {
	const count = 20_000 // a fifth of what the comment speaks of
	long := fmt.Sprintf("%0200d", 0)
	memory := func() uint64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	before, after, n := memory(), uint64(0), 0
	for _, err := range googleapis.Pages("pkg", "list", self, func(token string) ([]string, string, error) {
		start, _ := strconv.Atoi(token)
		var items []string
		for i := max(0, start-10); i < start+100; i++ {
			items = append(items, long+strconv.Itoa(i))
		}
		if start+100 == count {
			return items, "", nil
		}
		return items, strconv.Itoa(start + 100), nil
	}) {
		require.NoError(t, err)
		if n++; n == count {
			after = memory()
		}
	}
	require.Equal(t, count, n)
	require.Less(t, after-min(before, after), uint64(6<<20)/5)
}

// Whatever the pages are, each id comes once, in the order of its first time.
func FuzzPages(f *testing.F) {
	f.Add([]byte("ab|bc|"))
	f.Add([]byte("||a||"))
	f.Add([]byte("aaaa|a|b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var pages [][]string
		var want []string
		current := []string{}
		for _, b := range data {
			if b == '|' {
				pages = append(pages, current)
				current = nil
				continue
			}
			id := string(rune('a' + b%26))
			current = append(current, id)
			if !slices.Contains(want, id) {
				want = append(want, id)
			}
		}
		pages = append(pages, current)
		var got []string
		for item, err := range googleapis.Pages("pkg", "list", self, func(token string) ([]string, string, error) {
			number, _ := strconv.Atoi(token)
			if number+1 == len(pages) {
				return pages[number], "", nil
			}
			return pages[number], strconv.Itoa(number + 1), nil
		}) {
			if err != nil {
				if len(pages) < 1000 {
					t.Fatal(err)
				}
				return
			}
			got = append(got, item)
		}
		if !slices.Equal(want, got) {
			t.Errorf("%q gives %q, want %q", data, got, want)
		}
	})
}
