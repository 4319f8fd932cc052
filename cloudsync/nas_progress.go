package cloudsync

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas"
)

// TrueNAS condenses rclone's statistics into one line, in this order and each
// part optional:
//
//	3 / 10, 1.200 GiB / 3.200 GiB, 10.5 MiB/s, ETA 3m2s, checks: 5 / 5
//
// Before rclone starts it says what it waits for ("Locking …", "Starting").
var (
	filesPart  = regexp.MustCompile(`(?:^|, )(\d+) / (\d+)(?:,|$)`)
	bytesPart  = regexp.MustCompile(`(?:^|, )([\d.]+) ?([KMGTPE]?i?B?) / ([\d.]+) ?([KMGTPE]?i?B)(?:,|$)`)
	speedPart  = regexp.MustCompile(`(?:^|, )([\d.]+) ?([KMGTPE]?i?B)/s(?:,|$)`)
	etaPart    = regexp.MustCompile(`(?:^|, )ETA ([0-9dhmsw]+)(?:,|$)`)
	checksPart = regexp.MustCompile(`(?:^|, )checks: (\d+) / (\d+)`)
)

// parseProgress reads a job's progress. What the text does not say stays zero.
func parseProgress(status truenas.JobStatus) Progress {
	text := status.Progress.Description
	p := Progress{Percent: status.Progress.Percent, Text: text}
	switch {
	case status.State == truenas.JobWaiting, strings.HasPrefix(text, "Locking "):
		p.Phase = PhaseWaiting
		return p
	case text == "", text == "Starting":
		p.Phase = PhaseListing
		return p
	}
	p.Phase = PhaseTransferring
	if m := filesPart.FindStringSubmatch(text); m != nil {
		p.Files, p.TotalFiles = parseCount(m[1]), parseCount(m[2])
	}
	if m := bytesPart.FindStringSubmatch(text); m != nil {
		p.Bytes, p.TotalBytes = parseSize(m[1], m[2]), parseSize(m[3], m[4])
	}
	if m := speedPart.FindStringSubmatch(text); m != nil {
		p.Speed = float64(parseSize(m[1], m[2]))
	}
	if m := etaPart.FindStringSubmatch(text); m != nil {
		p.ETA = parseETA(m[1])
	}
	if m := checksPart.FindStringSubmatch(text); m != nil {
		p.Checks = parseCount(m[1])
	}
	return p
}

func parseCount(digits string) int64 {
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}

// parseSize reads rclone's "1.200" and "GiB".
func parseSize(number, unit string) int64 {
	value, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0
	}
	for range max(slices.Index(byteUnits, unit), 0) {
		value *= 1024
	}
	if value >= 1<<62 {
		return 1 << 62
	}
	return int64(value)
}

var etaUnits = map[byte]time.Duration{
	'w': 7 * 24 * time.Hour, 'd': 24 * time.Hour, 'h': time.Hour, 'm': time.Minute, 's': time.Second,
}

// parseETA reads rclone's durations, which unlike Go's have days and weeks:
// "1w2d", "3m2s".
func parseETA(text string) time.Duration {
	var total time.Duration
	var number int64
	for i := range len(text) {
		if unit, ok := etaUnits[text[i]]; ok {
			total += time.Duration(number * int64(unit))
			number = 0
			continue
		}
		number = number*10 + int64(text[i]-'0')
		if number > 1e6 {
			return 0
		}
	}
	return total
}
