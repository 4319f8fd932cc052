package truenas

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Time is a point in time as TrueNAS sends and accepts it, {"$date": 1767225600000}:
// milliseconds since 1970 in UTC. null is the zero time. Use it in params and
// results of [Client.Call]; the server keeps whole seconds only.
type Time struct{ time.Time }

// MarshalJSON writes {"$date": ms}; the zero time is null.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return fmt.Appendf(nil, `{"$date":%d}`, t.UnixMilli()), nil
}

// UnmarshalJSON reads {"$date": ms} or null.
func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*t = Time{}
		return nil
	}
	var wire map[string]json.RawMessage
	if err := json.Unmarshal(data, &wire); err != nil || len(wire) != 1 {
		return errors.New(`truenas: want a time as {"$date": milliseconds}`)
	}
	var ms *int64
	if err := json.Unmarshal(wire["$date"], &ms); err != nil || ms == nil {
		return errors.New(`truenas: want a time as {"$date": milliseconds}`)
	}
	*t = Time{time.UnixMilli(*ms).UTC()}
	return nil
}
