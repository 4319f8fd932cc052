package photoslibrary_test

import (
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/nasphotos/nasphotos/credentials/googletest"
	"github.com/nasphotos/nasphotos/photoslibrary"
)

func TestOrder(t *testing.T) {
	google := start(t, googletest.Config{})
	for day := range 5 {
		google.AddPhoto(googletest.Photo{Filename: string(rune('a' + day)), CreationTime: time.Date(2024, 1, 1+day, 0, 0, 0, 0, time.UTC)})
	}
	library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
	filters := &photoslibrary.Filters{DateRanges: []photoslibrary.DateRange{{
		Start: photoslibrary.Date{Year: 2024, Month: 1, Day: 2}, End: photoslibrary.Date{Year: 2024, Month: 1, Day: 4},
	}}}
	for order, want := range map[photoslibrary.OrderBy][]string{
		"": {"d", "c", "b"}, photoslibrary.NewestFirst: {"d", "c", "b"}, photoslibrary.OldestFirst: {"b", "c", "d"},
	} {
		var got []string
		for _, item := range collect(t, library.Search(t.Context(), photoslibrary.SearchRequest{Filters: filters, OrderBy: order, PageSize: 2})) {
			got = append(got, item.Filename)
		}
		require.Equal(t, want, got, order)
	}
}

// What Google would refuse costs no request.
func TestSearchLimits(t *testing.T) {
	date := photoslibrary.Date{Year: 2024}
	dates := func(n int) []photoslibrary.Date { return slices.Repeat([]photoslibrary.Date{date}, n) }
	ranges := func(r ...photoslibrary.DateRange) *photoslibrary.Filters {
		return &photoslibrary.Filters{DateRanges: r}
	}
	day := func(year, month, day int) photoslibrary.Date {
		return photoslibrary.Date{Year: year, Month: month, Day: day}
	}
	categories := func(n int) []string { return slices.Repeat([]string{"PETS"}, n) }
	tests := map[string]struct {
		request photoslibrary.SearchRequest
		want    string // empty: it is sent
	}{
		"page of 100":           {photoslibrary.SearchRequest{PageSize: 100}, ""},
		"page of 101":           {photoslibrary.SearchRequest{PageSize: 101}, "PageSize is 101, want 1 to 100"},
		"page of -1":            {photoslibrary.SearchRequest{PageSize: -1}, "PageSize is -1"},
		"album and filters":     {photoslibrary.SearchRequest{AlbumID: "x", Filters: &photoslibrary.Filters{}}, "exclude each other"},
		"5 dates":               {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: dates(5)}}, ""},
		"6 dates":               {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: dates(6)}}, "6 Dates are too many, the API takes 5"},
		"5 ranges":              {photoslibrary.SearchRequest{Filters: ranges(slices.Repeat([]photoslibrary.DateRange{{Start: date, End: date}}, 5)...)}, ""},
		"6 ranges":              {photoslibrary.SearchRequest{Filters: ranges(slices.Repeat([]photoslibrary.DateRange{{Start: date, End: date}}, 6)...)}, "6 DateRanges are too many"},
		"10 categories":         {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{IncludeCategories: categories(10), ExcludeCategories: categories(10)}}, ""},
		"11 included":           {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{IncludeCategories: categories(11)}}, "11 IncludeCategories are too many"},
		"11 excluded":           {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{ExcludeCategories: categories(11)}}, "11 ExcludeCategories are too many"},
		"order by date":         {photoslibrary.SearchRequest{OrderBy: photoslibrary.OldestFirst, Filters: &photoslibrary.Filters{Dates: dates(1)}}, ""},
		"order with archive":    {photoslibrary.SearchRequest{OrderBy: photoslibrary.NewestFirst, Filters: &photoslibrary.Filters{Dates: dates(1), IncludeArchived: true}}, ""},
		"order of dated videos": {photoslibrary.SearchRequest{OrderBy: photoslibrary.NewestFirst, Filters: &photoslibrary.Filters{Dates: dates(1), MediaType: photoslibrary.MediaTypeVideo}}, "OrderBy goes with dates and IncludeArchived only"},
		"order of favorites":    {photoslibrary.SearchRequest{OrderBy: photoslibrary.NewestFirst, Filters: &photoslibrary.Filters{Dates: dates(1), Favorites: true}}, "OrderBy goes with dates and IncludeArchived only"},
		"order of pets":         {photoslibrary.SearchRequest{OrderBy: photoslibrary.NewestFirst, Filters: &photoslibrary.Filters{Dates: dates(1), IncludeCategories: categories(1)}}, "OrderBy goes with dates and IncludeArchived only"},
		"order of all":          {photoslibrary.SearchRequest{OrderBy: photoslibrary.OldestFirst}, "OrderBy needs a date in Filters"},
		"order of videos":       {photoslibrary.SearchRequest{OrderBy: photoslibrary.NewestFirst, Filters: &photoslibrary.Filters{MediaType: photoslibrary.MediaTypeVideo}}, "OrderBy needs a date in Filters"},
		"order of an album":     {photoslibrary.SearchRequest{OrderBy: photoslibrary.NewestFirst, AlbumID: "x"}, "OrderBy needs a date in Filters"},
		"order by name":         {photoslibrary.SearchRequest{OrderBy: "filename", Filters: &photoslibrary.Filters{Dates: dates(1)}}, `OrderBy is "filename"`},
		"29 February each year": {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: []photoslibrary.Date{day(0, 2, 29)}}}, ""},
		"no date":               {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: []photoslibrary.Date{{}}}}, "a Date is empty"},
		"month 13":              {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: []photoslibrary.Date{day(2024, 13, 1)}}}, "2024-13-01 is no date"},
		"May of each year":      {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: []photoslibrary.Date{day(0, 5, 0)}}}, "0000-05-00 has a month alone; set its Year, or its Day"},
		"31 April each year":    {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: []photoslibrary.Date{day(0, 4, 31)}}}, "0000-04-31 is no date"},
		"29 February 2023":      {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: []photoslibrary.Date{day(2023, 2, 29)}}}, "2023-02-29 is no date"},
		"29 February 2024":      {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: []photoslibrary.Date{day(2024, 2, 29)}}}, ""},
		"to 30 February":        {photoslibrary.SearchRequest{Filters: ranges(photoslibrary.DateRange{Start: day(2024, 2, 1), End: day(2024, 2, 30)})}, "2024-02-30 is no date"},
		"day without month":     {photoslibrary.SearchRequest{Filters: &photoslibrary.Filters{Dates: []photoslibrary.Date{day(2024, 0, 1)}}}, "2024-00-01 has a day and no month"},
		"range of months":       {photoslibrary.SearchRequest{Filters: ranges(photoslibrary.DateRange{Start: day(2023, 12, 0), End: day(2024, 1, 0)})}, ""},
		"range without year":    {photoslibrary.SearchRequest{Filters: ranges(photoslibrary.DateRange{Start: day(0, 5, 1), End: day(0, 6, 1)})}, "has no year"},
		"range day to month":    {photoslibrary.SearchRequest{Filters: ranges(photoslibrary.DateRange{Start: day(2024, 5, 1), End: day(2024, 6, 0)})}, "make both a day, a month or a year"},
		"range backwards":       {photoslibrary.SearchRequest{Filters: ranges(photoslibrary.DateRange{Start: day(2024, 6, 1), End: day(2024, 5, 31)})}, "ends before it starts, from 2024-06-01 to 2024-05-31"},
		"half a range":          {photoslibrary.SearchRequest{Filters: ranges(photoslibrary.DateRange{Start: date})}, "a Date is empty"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			google := start(t, googletest.Config{})
			library := &photoslibrary.Client{HTTP: google.AuthorizedClient()}
			_, err := library.SearchPage(t.Context(), test.request, "")
			if test.want == "" {
				require.NoError(t, err, "the fake refuses what Google refuses")
				require.Len(t, google.Requests(), 1)
				return
			}
			require.ErrorContains(t, err, "photoslibrary: search media items: ")
			require.ErrorContains(t, err, test.want)
			require.Empty(t, google.Requests())
		})
	}
}

// The request on the wire is the one of Google's reference, field by field.
func TestSearchOnTheWire(t *testing.T) {
	var sent string
	library := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent = string(body)
		_, _ = io.WriteString(w, `{}`)
	})
	_, err := library.SearchPage(t.Context(), photoslibrary.SearchRequest{
		PageSize: 7,
		Filters: &photoslibrary.Filters{
			Dates:             []photoslibrary.Date{{Year: 2020, Month: 2}},
			DateRanges:        []photoslibrary.DateRange{{Start: photoslibrary.Date{Year: 2024, Month: 1, Day: 1}, End: photoslibrary.Date{Year: 2024, Month: 12, Day: 31}}},
			IncludeCategories: []string{"PETS"}, ExcludeCategories: []string{"SCREENSHOTS"},
			MediaType: photoslibrary.MediaTypePhoto, Favorites: true, IncludeArchived: true,
		},
	}, "next")
	require.NoError(t, err)
	require.JSONEq(t, `{"pageSize":7,"pageToken":"next","filters":{
		"dateFilter":{"dates":[{"year":2020,"month":2}],"ranges":[{"startDate":{"year":2024,"month":1,"day":1},"endDate":{"year":2024,"month":12,"day":31}}]},
		"contentFilter":{"includedContentCategories":["PETS"],"excludedContentCategories":["SCREENSHOTS"]},
		"mediaTypeFilter":{"mediaTypes":["PHOTO"]},"featureFilter":{"includedFeatures":["FAVORITES"]},"includeArchivedMedia":true}}`, sent)

	_, err = library.SearchPage(t.Context(), photoslibrary.SearchRequest{
		OrderBy: photoslibrary.OldestFirst, Filters: &photoslibrary.Filters{Dates: []photoslibrary.Date{{Month: 2, Day: 29}}},
	}, "")
	require.NoError(t, err)
	require.JSONEq(t, `{"pageSize":100,"orderBy":"MediaMetadata.creation_time","filters":{"dateFilter":{"dates":[{"month":2,"day":29}]}}}`, sent)
	_, err = library.SearchPage(t.Context(), photoslibrary.SearchRequest{AlbumID: "a"}, "")
	require.NoError(t, err)
	require.JSONEq(t, `{"pageSize":100,"albumId":"a"}`, sent)
}
