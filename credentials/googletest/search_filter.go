package googletest

import (
	"cmp"
	"slices"
	"time"
)

type searchBody struct {
	AlbumID   string         `json:"albumId"`
	PageSize  int            `json:"pageSize"`
	PageToken string         `json:"pageToken"`
	Filters   *searchFilters `json:"filters"`
	OrderBy   string         `json:"orderBy"`
}

type searchFilters struct {
	Date *struct {
		Dates  []searchDate  `json:"dates"`
		Ranges []searchRange `json:"ranges"`
	} `json:"dateFilter"`
	Content *struct {
		Included []string `json:"includedContentCategories"`
		Excluded []string `json:"excludedContentCategories"`
	} `json:"contentFilter"`
	MediaType *struct {
		MediaTypes []string `json:"mediaTypes"`
	} `json:"mediaTypeFilter"`
	Feature *struct {
		Included []string `json:"includedFeatures"`
	} `json:"featureFilter"`
	IncludeArchived bool `json:"includeArchivedMedia"`
	ExcludeForeign  bool `json:"excludeNonAppCreatedData"`
}

type searchRange struct {
	Start searchDate `json:"startDate"`
	End   searchDate `json:"endDate"`
}

// searchDate has 0 for what is left open.
type searchDate struct {
	Year  int `json:"year"`
	Month int `json:"month"`
	Day   int `json:"day"`
}

var contentCategories = []string{
	"NONE", "LANDSCAPES", "RECEIPTS", "CITYSCAPES", "LANDMARKS", "SELFIES", "PEOPLE", "PETS", "WEDDINGS",
	"BIRTHDAYS", "DOCUMENTS", "TRAVEL", "ANIMALS", "FOOD", "SPORT", "NIGHT", "PERFORMANCES", "WHITEBOARDS",
	"SCREENSHOTS", "UTILITY", "ARTS", "CRAFTS", "FASHION", "HOUSES", "GARDENS", "FLOWERS", "HOLIDAYS",
}

func (s *Server) searchItems(c *call) (answer, *apiError) {
	var body searchBody
	if failure := decode(c.body, &body); failure != nil {
		return answer{}, failure
	}
	size, failure := pageSize(body.PageSize, 25, 100)
	if failure == nil {
		failure = body.check()
	}
	if failure != nil {
		return answer{}, failure
	}
	var all []*item
	if body.AlbumID != "" {
		a, failure := s.findAlbum(c.client, body.AlbumID)
		if failure != nil {
			return answer{}, failure
		}
		for _, id := range a.ItemIDs {
			all = append(all, s.itemByID(id))
		}
	} else {
		all = slices.DeleteFunc(s.visible(c.client), func(it *item) bool { return !body.Filters.match(it, s.now()) })
		if body.OrderBy == "MediaMetadata.creation_time" {
			slices.Reverse(all)
		}
	}
	// The page size may change between pages, the rest must not.
	query := body
	query.PageSize, query.PageToken = 0, ""
	page, next, failure := paginate(s, c, all, itemID, size, body.PageToken, []any{c.client.id, query})
	if failure != nil {
		return answer{}, failure
	}
	return answer{json: itemPage{s.itemsJSON(page), next}}, nil
}

func (b *searchBody) check() *apiError {
	f := b.Filters
	if f != nil && b.AlbumID != "" {
		return invalidArgument("Filters cannot be set if album ID is set.")
	}
	dated := f != nil && f.Date != nil && len(f.Date.Dates)+len(f.Date.Ranges) > 0
	switch {
	case b.OrderBy == "":
	case !dated:
		return invalidArgument("order_by can only be set along with a date filter.")
	case b.OrderBy != "MediaMetadata.creation_time" && b.OrderBy != "MediaMetadata.creation_time desc":
		return invalidArgument("Invalid order_by: %s", b.OrderBy)
	case f.Content != nil || f.MediaType != nil || f.Feature != nil:
		return invalidArgument("order_by can only be combined with include_archived_media and exclude_non_app_created_data besides the date filter.")
	}
	if f == nil {
		return nil
	}
	return cmp.Or(f.checkDates(), f.checkCategories(), f.checkTypes())
}

func (f *searchFilters) checkDates() *apiError {
	if f.Date == nil {
		return nil
	}
	if len(f.Date.Dates) > 5 || len(f.Date.Ranges) > 5 {
		return invalidArgument("A date filter can have at most 5 dates and 5 ranges.")
	}
	for _, d := range f.Date.Dates {
		if !d.valid() {
			return invalidArgument("Invalid date in date filter.")
		}
	}
	for _, r := range f.Date.Ranges {
		sameForm := (r.Start.Month == 0) == (r.End.Month == 0) && (r.Start.Day == 0) == (r.End.Day == 0)
		if !r.Start.valid() || !r.End.valid() || r.Start.Year == 0 || r.End.Year == 0 || !sameForm {
			return invalidArgument("Invalid date range: both dates must be valid and of the same format.")
		}
		if r.Start.first().After(r.End.first()) {
			return invalidArgument("Invalid date range: the start date must not be after the end date.")
		}
	}
	return nil
}

func (f *searchFilters) checkCategories() *apiError {
	if f.Content == nil {
		return nil
	}
	for _, list := range [][]string{f.Content.Included, f.Content.Excluded} {
		if len(list) > 10 {
			return invalidArgument("A content filter can have at most 10 categories.")
		}
		for _, category := range list {
			if !slices.Contains(contentCategories, category) {
				return invalidArgument("Invalid value at 'filters.content_filter' (type.googleapis.com/google.photos.types.ContentCategory), %q", category)
			}
		}
	}
	return nil
}

func (f *searchFilters) checkTypes() *apiError {
	if f.MediaType != nil {
		types := f.MediaType.MediaTypes
		if len(types) != 1 || !slices.Contains([]string{"ALL_MEDIA", "PHOTO", "VIDEO"}, types[0]) {
			return invalidArgument("A media type filter must have exactly one of ALL_MEDIA, PHOTO and VIDEO.")
		}
	}
	if f.Feature != nil {
		for _, feature := range f.Feature.Included {
			if feature != "NONE" && feature != "FAVORITES" {
				return invalidArgument("Invalid value at 'filters.feature_filter.included_features', %q", feature)
			}
		}
	}
	return nil
}

// match reports whether the item passes every filter; nil hides the archive.
// What is dated in the future passes none.
// Source: https://developers.google.com/photos/library/guides/apply-filters
func (f *searchFilters) match(it *item, now time.Time) bool {
	if f == nil {
		return !it.Archived
	}
	if it.Archived && !f.IncludeArchived {
		return false
	}
	if (f.Date != nil || f.Content != nil || f.MediaType != nil || f.Feature != nil) && it.CreationTime.After(now) {
		return false
	}
	if f.Date != nil && len(f.Date.Dates)+len(f.Date.Ranges) > 0 && it.undated {
		return false // the time of the upload does not count
	}
	if f.Date != nil && len(f.Date.Dates)+len(f.Date.Ranges) > 0 &&
		!slices.ContainsFunc(f.Date.Dates, func(d searchDate) bool { return d.match(it.CreationTime) }) &&
		!slices.ContainsFunc(f.Date.Ranges, func(r searchRange) bool { return r.match(it.CreationTime) }) {
		return false
	}
	if f.Content != nil {
		has := func(category string) bool { return slices.Contains(it.categories, category) }
		included := slices.DeleteFunc(slices.Clone(f.Content.Included), func(c string) bool { return c == "NONE" })
		if len(included) > 0 && !slices.ContainsFunc(included, has) || slices.ContainsFunc(f.Content.Excluded, has) {
			return false
		}
	}
	if f.MediaType != nil && f.MediaType.MediaTypes[0] != "ALL_MEDIA" && (f.MediaType.MediaTypes[0] == "VIDEO") != it.video() {
		return false
	}
	return f.Feature == nil || !slices.Contains(f.Feature.Included, "FAVORITES") || it.Favorite
}

// valid accepts a year, a month or day of a year, and a day of every year.
// Source: the reference of Date at mediaItems.search.
func (d searchDate) valid() bool {
	if d.Year < 0 || d.Year > 9999 || d.Month < 0 || d.Month > 12 || d.Day < 0 {
		return false
	}
	switch {
	case d.Month == 0:
		return d.Year > 0 && d.Day == 0
	case d.Day == 0:
		return d.Year > 0
	}
	year := d.Year
	if year == 0 {
		year = 2000 // has a 29 February
	}
	return d.Day <= time.Date(year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (d searchDate) match(t time.Time) bool {
	t = t.UTC()
	return (d.Year == 0 || d.Year == t.Year()) && (d.Month == 0 || d.Month == int(t.Month())) && (d.Day == 0 || d.Day == t.Day())
}

// first is the first moment of the date.
func (d searchDate) first() time.Time {
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), 0, 0, 0, 0, time.UTC)
}

// end is the first moment behind the date.
func (d searchDate) end() time.Time {
	switch {
	case d.Month == 0:
		return d.first().AddDate(1, 0, 0)
	case d.Day == 0:
		return d.first().AddDate(0, 1, 0)
	}
	return d.first().AddDate(0, 0, 1)
}

func (r searchRange) match(t time.Time) bool {
	return !t.Before(r.Start.first()) && t.Before(r.End.end())
}
