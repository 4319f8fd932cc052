package photoslibrary

import (
	"errors"
	"fmt"
	"time"
)

// Filters narrows a search; an item must match all that is set. What is dated in
// the future, by the wrong clock of a camera, is found without filters only.
type Filters struct {
	// Dates and DateRanges are days of the creation time; an item matches if it
	// matches one of them. At most 5 of each.
	Dates      []Date
	DateRanges []DateRange
	// MediaType is [MediaTypePhoto] or [MediaTypeVideo]; empty is both.
	MediaType MediaType
	// Favorites selects what the user marked as a favorite.
	Favorites bool
	// IncludeCategories and ExcludeCategories are content categories such as
	// PETS or SCREENSHOTS, at most 10 of each.
	IncludeCategories, ExcludeCategories []string
	// IncludeArchived adds archived items.
	IncludeArchived bool
}

// Date is a day, a month (Day 0) or a year (Month and Day 0). With Year 0 it is
// that day of every year, which a [DateRange] cannot have. Google does not search
// for a month of every year.
//
// Source: the reference of Date at mediaItems.search.
type Date struct {
	Year  int `json:"year,omitempty"`
	Month int `json:"month,omitempty"`
	Day   int `json:"day,omitempty"`
}

// DateRange includes both ends, which must be equally precise.
type DateRange struct {
	Start Date `json:"startDate"`
	End   Date `json:"endDate"`
}

// MediaType tells photos from videos.
type MediaType string

// Media types of [Filters].
const (
	MediaTypePhoto MediaType = "PHOTO"
	MediaTypeVideo MediaType = "VIDEO"
)

func (f *Filters) check() error {
	switch {
	case len(f.Dates) > maxDates:
		return fmt.Errorf("%d Dates are too many, the API takes %d; use a DateRange, or several searches", len(f.Dates), maxDates)
	case len(f.DateRanges) > maxDates:
		return fmt.Errorf("%d DateRanges are too many, the API takes %d; use several searches", len(f.DateRanges), maxDates)
	case len(f.IncludeCategories) > maxCategories:
		return fmt.Errorf("%d IncludeCategories are too many, the API takes %d", len(f.IncludeCategories), maxCategories)
	case len(f.ExcludeCategories) > maxCategories:
		return fmt.Errorf("%d ExcludeCategories are too many, the API takes %d", len(f.ExcludeCategories), maxCategories)
	}
	for _, date := range f.Dates {
		if err := date.check(); err != nil {
			return err
		}
	}
	for _, r := range f.DateRanges {
		if err := r.check(); err != nil {
			return err
		}
	}
	return nil
}

// onlyDates reports whether nothing but dates narrows the search.
func (f *Filters) onlyDates() bool {
	return f.MediaType == "" && !f.Favorites && len(f.IncludeCategories)+len(f.ExcludeCategories) == 0
}

func (d Date) check() error {
	switch {
	case d == Date{}:
		return errors.New("a Date is empty; set its Year, or its Month and Day")
	case d.Year < 0 || d.Year > 9999 || d.Month < 0 || d.Month > 12 || d.Day < 0 || d.Month > 0 && d.Day > d.daysInMonth():
		return fmt.Errorf("%v is no date", d)
	case d.Day > 0 && d.Month == 0:
		return fmt.Errorf("%v has a day and no month", d)
	case d.Year == 0 && d.Day == 0:
		return fmt.Errorf("%v has a month alone; set its Year, or its Day", d)
	}
	return nil
}

// daysInMonth is that of a leap year if the date is of every year.
func (d Date) daysInMonth() int {
	year := d.Year
	if year == 0 {
		year = 2000
	}
	return time.Date(year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (r DateRange) check() error {
	for _, date := range []Date{r.Start, r.End} {
		if err := date.check(); err != nil {
			return err
		}
		if date.Year == 0 {
			return fmt.Errorf("a DateRange has %v, which has no year", date)
		}
	}
	if (r.Start.Month == 0) != (r.End.Month == 0) || (r.Start.Day == 0) != (r.End.Day == 0) {
		return fmt.Errorf("a DateRange goes from %v to %v; make both a day, a month or a year", r.Start, r.End)
	}
	if r.Start.number() > r.End.number() {
		return fmt.Errorf("a DateRange ends before it starts, from %v to %v", r.Start, r.End)
	}
	return nil
}

func (d Date) number() int { return (d.Year*100+d.Month)*100 + d.Day }

// String is the date as in 2024-05-01, with 0 for what is left open.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

type filtersWire struct {
	Dates      *dateFilterWire  `json:"dateFilter,omitempty"`
	Content    *contentWire     `json:"contentFilter,omitempty"`
	MediaTypes *mediaTypesWire  `json:"mediaTypeFilter,omitempty"`
	Features   *featureListWire `json:"featureFilter,omitempty"`
	Archived   bool             `json:"includeArchivedMedia,omitempty"`
}

type dateFilterWire struct {
	Dates  []Date      `json:"dates,omitempty"`
	Ranges []DateRange `json:"ranges,omitempty"`
}

type contentWire struct {
	Include []string `json:"includedContentCategories,omitempty"`
	Exclude []string `json:"excludedContentCategories,omitempty"`
}

type mediaTypesWire struct {
	MediaTypes []MediaType `json:"mediaTypes"`
}

type featureListWire struct {
	Features []string `json:"includedFeatures"`
}

func (f *Filters) wire() *filtersWire {
	out := &filtersWire{Archived: f.IncludeArchived}
	if len(f.Dates)+len(f.DateRanges) > 0 {
		out.Dates = &dateFilterWire{Dates: f.Dates, Ranges: f.DateRanges}
	}
	if len(f.IncludeCategories)+len(f.ExcludeCategories) > 0 {
		out.Content = &contentWire{Include: f.IncludeCategories, Exclude: f.ExcludeCategories}
	}
	if f.MediaType != "" {
		out.MediaTypes = &mediaTypesWire{MediaTypes: []MediaType{f.MediaType}}
	}
	if f.Favorites {
		out.Features = &featureListWire{Features: []string{"FAVORITES"}}
	}
	return out
}
