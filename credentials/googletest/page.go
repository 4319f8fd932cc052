package googletest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
)

// pageToken is what a next page token holds. A token belongs to one listing:
// with other parameters it is refused.
type pageToken struct {
	After string // id of the last entry; empty: the listing starts
	Query string
	Empty int `json:",omitempty"` // pages before it that had nothing
}

// pageSize applies the rules of a listing.
func pageSize(asked, usual, most int) (int, *apiError) {
	switch {
	case asked < 0 || asked > most:
		return 0, invalidArgument("Page size must be between 0 and %d.", most)
	case asked == 0:
		return usual, nil
	}
	return asked, nil
}

func queryPageSize(text string, usual, most int) (int, *apiError) {
	if text == "" {
		return usual, nil
	}
	asked, err := strconv.Atoi(text)
	if err != nil {
		return 0, badPayload("Invalid value at 'page_size' (TYPE_INT32), %q", text)
	}
	return pageSize(asked, usual, most)
}

// paginate returns one page of all and the token of the next. The query tells
// listings apart.
func paginate[T any](s *Server, c *call, all []T, id func(T) string, size int, token string, query any) ([]T, string, *apiError) {
	sum := sha256.Sum256(fileJSON(query))
	current := pageToken{Query: base64.RawURLEncoding.EncodeToString(sum[:9])}
	start, empty := 0, 0
	switch token {
	case "":
		if s.config.SparsePages && len(all) > 0 {
			return nil, current.encode(), nil
		}
	default:
		got, ok := decodePageToken(token)
		if !ok || got.Query != current.Query {
			return nil, "", invalidArgument("Invalid page token.")
		}
		empty = got.Empty
		if got.After != "" {
			start = -1
			for i, entry := range all {
				if id(entry) == got.After {
					start = i + 1
				}
			}
			if start < 0 {
				return nil, "", invalidArgument("Invalid page token.")
			}
		}
	}
	end := min(start+size, len(all))
	page, after, more := all[start:end], end, end < len(all)
	switch takePage(c.ctx) {
	case emptyPage:
		page, after, more = nil, start, true
		current.Empty = empty + 1 // the same token again would be a repetition
	case repeatPage:
		after, more = start, true
		current.Empty = empty
	case overlapPages:
		after, more = max(end-1, 0), true
	}
	if !more {
		return page, "", nil
	}
	if after > 0 {
		current.After = id(all[after-1])
	}
	return page, current.encode(), nil
}

func (p pageToken) encode() string {
	return base64.RawURLEncoding.EncodeToString(fileJSON(p))
}

func decodePageToken(text string) (pageToken, bool) {
	var p pageToken
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(data, &p) != nil {
		return pageToken{}, false
	}
	return p, true
}
