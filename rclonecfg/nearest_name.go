package rclonecfg

import "strings"

// nearest returns the name that somebody who wrote text probably meant, or "".
// Upper case, and hyphens for underscores, as in the flags of rclone's command
// line, do not count.
func nearest(text string, names []string) string {
	found, least := "", 3
	text = plainName(text)
	for _, name := range names {
		// In a short name, two letters are too much of it.
		if d := distance(text, plainName(name)); d < least && 2*d < len(name) {
			found, least = name, d
		}
	}
	return found
}

func plainName(name string) string {
	return strings.Trim(strings.ReplaceAll(strings.ToLower(name), "-", "_"), "_")
}

// distance counts the bytes that have to be inserted, removed or replaced to
// make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
