package photoslibrary

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxBatch is how many items one request may have. Methods that take more send
// several requests, one after the other.
const MaxBatch = 50

// Limits of the reference of the API. What is over one is refused here, before a
// request of the day is spent on it.
const (
	maxTitle       = 500  // characters
	maxDescription = 1000 // characters
	maxFilename    = 255  // characters, with the extension
	maxDates       = 5    // and as many ranges
	maxCategories  = 10   // included, and as many excluded
	albumsPerPage  = 50
	itemsPerPage   = 100
)

// checkText refuses a text that has more than limit characters.
func checkText(what, text string, limit int) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("the %s is not UTF-8; convert it first", what)
	}
	if n := utf8.RuneCountInString(text); n > limit {
		return fmt.Errorf("the %s has %d characters, and the API takes %d; shorten it", what, n, limit)
	}
	return nil
}

// pageSize is asked, or the most that a page may have.
func pageSize(asked, most int) (int, error) {
	if asked < 0 || asked > most {
		return 0, fmt.Errorf("PageSize is %d, want 1 to %d", asked, most)
	}
	if asked == 0 {
		return most, nil
	}
	return asked, nil
}

// uniqueIDs returns ids without repetitions, which the API refuses.
func uniqueIDs(what string, ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, fmt.Errorf("no %s is given; give at least one", what)
	}
	known := make(map[string]bool, len(ids))
	unique := make([]string, 0, len(ids))
	for i, id := range ids {
		if strings.TrimSpace(id) == "" {
			return nil, fmt.Errorf("%s %d of %d is empty", what, i+1, len(ids))
		}
		if !known[id] {
			known[id] = true
			unique = append(unique, id)
		}
	}
	return unique, nil
}
