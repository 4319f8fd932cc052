package googletest

import (
	"time"
	_ "time/tzdata" // the zone of Google's quotas, on every machine
)

// quota counts requests. Daily limits are per project, writes per minute per
// user and project.
type quota struct {
	requests  map[quotaKey]int
	downloads map[quotaKey]int
	writes    map[quotaKey]int
	// Of the Picker API, per minute and project.
	picker          map[quotaKey]int
	pickerDownloads map[quotaKey]int
}

type quotaKey struct {
	project *project
	user    *account // nil: all of them
	period  int64
}

func newQuota() quota {
	return quota{
		requests: map[quotaKey]int{}, downloads: map[quotaKey]int{}, writes: map[quotaKey]int{},
		picker: map[quotaKey]int{}, pickerDownloads: map[quotaKey]int{},
	}
}

// pacificDay numbers days that start at midnight of Google's head office, with
// its daylight saving time.
func pacificDay(now time.Time) int64 {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		panic("googletest: " + err.Error()) // cannot be, the zones are linked in
	}
	year, month, day := now.In(zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / int64(24*time.Hour/time.Second)
}

// take counts one request, unless the limit is reached.
func take(counts map[quotaKey]int, key quotaKey, limit int) bool {
	if counts[key] >= limit {
		return false
	}
	counts[key]++
	return true
}

// spend counts one request of the Library API.
func (s *Server) spend(g *grant, write bool) *apiError {
	p, now := g.client.project, s.now()
	if write && !take(s.quota.writes, quotaKey{p, g.account, now.Unix() / 60}, s.config.WritesPerMinute) {
		return libraryService.quotaExceeded(p, "Write requests", "Write requests per minute per user", "write_requests", "WritesPerMinutePerUser", s.config.WritesPerMinute)
	}
	if !take(s.quota.requests, quotaKey{p, nil, pacificDay(now)}, s.config.DailyRequests) {
		return libraryService.quotaExceeded(p, "All requests", "All requests per day", "all_requests", "ApiCallsPerProjectPerDay", s.config.DailyRequests)
	}
	return nil
}

// spendDownload counts one request for a base URL. Its refusal names the period,
// "" is none.
func (s *Server) spendDownload(b *baseURL) string {
	if b.client != nil {
		if !take(s.quota.pickerDownloads, quotaKey{b.client.project, nil, s.now().Unix() / 60}, s.config.PickerDownloads) {
			return "Quota exceeded for limit 'All base URL requests per minute' of service '" + hostPicker + "'."
		}
		return ""
	}
	project := s.clients[b.item.ClientID].project
	if !take(s.quota.downloads, quotaKey{project, nil, pacificDay(s.now())}, s.config.DailyDownloads) {
		return "Quota exceeded for limit 'All base URL requests per day' of service '" + hostLibrary + "'."
	}
	return ""
}

// spendPicker counts one request of the Picker API.
func (s *Server) spendPicker(g *grant, _ bool) *apiError {
	p := g.client.project
	if !take(s.quota.picker, quotaKey{p, nil, s.now().Unix() / 60}, s.config.PickerRequests) {
		return pickerService.quotaExceeded(p, "All requests", "All requests per minute", "all_requests", "ApiCallsPerMinutePerProject", s.config.PickerRequests)
	}
	return nil
}
