package photoslibrary

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"
)

// meterWire is a saved [Meter]. The writes of a minute are not worth saving.
type meterWire struct {
	DayEnds   time.Time `json:"dayEnds"`
	Requests  tallyWire `json:"requests"`
	Downloads tallyWire `json:"downloads"`
}

type tallyWire struct {
	Used      int  `json:"used"`
	Exhausted bool `json:"exhausted,omitempty"`
	Limit     int  `json:"limit,omitempty"`
}

func (t tally) wire() tallyWire {
	return tallyWire{Used: t.used, Exhausted: t.exhausted, Limit: t.told}
}

func (w tallyWire) tally() (tally, error) {
	if w.Used < 0 || w.Limit < 0 || w.Used > math.MaxInt32 || w.Limit > math.MaxInt32 {
		return tally{}, errors.New("a count is negative or absurd")
	}
	return tally{used: w.Used, exhausted: w.Exhausted, told: w.Limit}, nil
}

// MarshalJSON saves what the day has used, and no settings.
func (m *Meter) MarshalJSON() ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.advance()
	return json.Marshal(meterWire{DayEnds: m.dayEnds, Requests: m.requests.wire(), Downloads: m.downloads.wire()})
}

// UnmarshalJSON restores what MarshalJSON saved and leaves the settings; what
// was saved on another day counts no more. After an error m is unchanged.
func (m *Meter) UnmarshalJSON(data []byte) error {
	var saved meterWire
	if err := json.Unmarshal(data, &saved); err != nil {
		return fmt.Errorf("photoslibrary: read a saved meter: %w", err)
	}
	requests, err := saved.Requests.tally()
	if err != nil {
		return fmt.Errorf("photoslibrary: read a saved meter: requests: %w", err)
	}
	downloads, err := saved.Downloads.tally()
	if err != nil {
		return fmt.Errorf("photoslibrary: read a saved meter: downloads: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dayEnds, m.requests, m.downloads = saved.DayEnds, requests, downloads
	return nil
}
