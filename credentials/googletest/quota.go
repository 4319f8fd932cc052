package googletest

import "time"

// quota counts requests. Daily limits are per project, writes per minute per
// user; there is one user, but each project has a quota of its own.
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
	period  int64
}

func newQuota() quota {
	return quota{
		requests: map[quotaKey]int{}, downloads: map[quotaKey]int{}, writes: map[quotaKey]int{},
		picker: map[quotaKey]int{}, pickerDownloads: map[quotaKey]int{},
	}
}

// pacificDay numbers days that start at midnight of Google's head office. A zone
// without daylight saving is right for most of a day, all year.
func pacificDay(now time.Time) int64 {
	return now.Add(-8*time.Hour).Unix() / int64(24*time.Hour/time.Second)
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
func (s *Server) spend(p *project, write bool) *apiError {
	now := s.now()
	if write && !take(s.quota.writes, quotaKey{p, now.Unix() / 60}, s.config.WritesPerMinute) {
		return libraryService.quotaExceeded(p, "Write requests", "Write requests per minute per user", "write_requests", "WritesPerMinutePerUser", s.config.WritesPerMinute)
	}
	if !take(s.quota.requests, quotaKey{p, pacificDay(now)}, s.config.DailyRequests) {
		return libraryService.quotaExceeded(p, "All requests", "All requests per day", "all_requests", "ApiCallsPerProjectPerDay", s.config.DailyRequests)
	}
	return nil
}

// spendDownload counts one request for a base URL.
func (s *Server) spendDownload(b *baseURL) bool {
	if b.client != nil {
		return take(s.quota.pickerDownloads, quotaKey{b.client.project, s.now().Unix() / 60}, s.config.PickerDownloads)
	}
	project := s.clients[b.item.ClientID].project
	return take(s.quota.downloads, quotaKey{project, pacificDay(s.now())}, s.config.DailyDownloads)
}

// spendPicker counts one request of the Picker API.
func (s *Server) spendPicker(p *project, _ bool) *apiError {
	if !take(s.quota.picker, quotaKey{p, s.now().Unix() / 60}, s.config.PickerRequests) {
		return pickerService.quotaExceeded(p, "All requests", "All requests per minute", "all_requests", "ApiCallsPerMinutePerProject", s.config.PickerRequests)
	}
	return nil
}
