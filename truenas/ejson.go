package truenas

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// TrueNAS sends and takes some values as JSON objects with keys that begin with
// "$". These types are such values, for params and results of [Client.Call].
// [DecodeEJSON] finds them where the type of a result is not known.

// Time is a point in time as TrueNAS sends and accepts it, {"$date": 1767225600000}:
// milliseconds since 1970 in UTC. null is the zero time. The server keeps whole
// seconds only.
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
	var ms *int64
	if err := unwrap(data, "$date", &ms); err != nil || ms == nil {
		return errors.New(`truenas: want a time as {"$date": milliseconds}`)
	}
	*t = Time{time.UnixMilli(*ms).UTC()}
	return nil
}

// Date is a day, {"$type": "date", "$value": "2026-08-22"}.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// String returns the date as "2026-08-22".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// MarshalJSON writes the two keys.
func (d Date) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `{"$type":"date","$value":%q}`, d), nil
}

// UnmarshalJSON reads the two keys.
func (d *Date) UnmarshalJSON(data []byte) error {
	var wire map[string]string
	bad := errors.New(`truenas: want a date as {"$type": "date", "$value": "2026-08-22"}`)
	if json.Unmarshal(data, &wire) != nil || len(wire) != 2 || wire["$type"] != "date" {
		return bad
	}
	t, err := time.Parse(time.DateOnly, wire["$value"])
	if err != nil {
		return bad
	}
	d.Year, d.Month, d.Day = t.Date()
	return nil
}

// TimeOfDay is a time of day, {"$time": "16:22:06"}.
type TimeOfDay struct {
	Hour, Minute, Second, Nanosecond int
	// Offset is the one from UTC, as "+02:00"; "" without one.
	Offset string
}

// String returns the time as "16:22:06", with its fraction and offset.
func (t TimeOfDay) String() string {
	text := fmt.Sprintf("%02d:%02d:%02d", t.Hour, t.Minute, t.Second)
	if t.Nanosecond != 0 {
		text += strings.TrimRight(fmt.Sprintf(".%09d", t.Nanosecond), "0")
	}
	return text + t.Offset
}

// MarshalJSON writes {"$time": text}.
func (t TimeOfDay) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, `{"$time":%q}`, t), nil }

// UnmarshalJSON reads {"$time": text}.
func (t *TimeOfDay) UnmarshalJSON(data []byte) error {
	var text string
	if err := unwrap(data, "$time", &text); err == nil {
		for _, layout := range []string{"15:04:05.999999999", "15:04", "15:04:05.999999999-07:00", "15:04-07:00"} {
			at, err := time.Parse(layout, text)
			if err != nil {
				continue
			}
			*t = TimeOfDay{Hour: at.Hour(), Minute: at.Minute(), Second: at.Second(), Nanosecond: at.Nanosecond()}
			if strings.HasSuffix(layout, "-07:00") {
				t.Offset = at.Format("-07:00")
			}
			return nil
		}
	}
	return errors.New(`truenas: want a time of day as {"$time": "16:22:06"}`)
}

// Unordered is a list whose order means nothing, {"$set": [1, 2]}.
type Unordered[T any] []T

// MarshalJSON writes {"$set": list}.
func (u Unordered[T]) MarshalJSON() ([]byte, error) {
	list := []T(u)
	if list == nil {
		list = []T{}
	}
	return encodeJSON(map[string][]T{"$set": list})
}

// UnmarshalJSON reads {"$set": list}.
func (u *Unordered[T]) UnmarshalJSON(data []byte) error {
	var list []T
	if err := unwrap(data, "$set", &list); err != nil {
		return errors.New(`truenas: want a set as {"$set": [...]}`)
	}
	*u = list
	return nil
}

// InterfaceAddress is an IP address with the length of its network's prefix,
// {"$ipv4_interface": "192.0.2.1/24"} or {"$ipv6_interface": "2001:db8::1/64"}.
type InterfaceAddress struct{ netip.Prefix }

// MarshalJSON writes the key of the address's version.
func (a InterfaceAddress) MarshalJSON() ([]byte, error) {
	if !a.IsValid() {
		return nil, errors.New("truenas: an interface address is not set")
	}
	key := "$ipv6_interface"
	if a.Addr().Is4() {
		key = "$ipv4_interface"
	}
	return fmt.Appendf(nil, `{%q:%q}`, key, a.Prefix), nil
}

// UnmarshalJSON reads either key.
func (a *InterfaceAddress) UnmarshalJSON(data []byte) error {
	var text string
	err := unwrap(data, "$ipv4_interface", &text)
	is4 := err == nil
	if err != nil {
		err = unwrap(data, "$ipv6_interface", &text)
	}
	prefix, bad := netip.ParsePrefix(text)
	if err != nil || bad != nil || prefix.Addr().Is4() != is4 {
		return errors.New(`truenas: want an address as {"$ipv4_interface": "192.0.2.1/24"}`)
	}
	a.Prefix = prefix
	return nil
}

// unwrap reads an object that has the one key.
func unwrap[T any](data []byte, key string, target *T) error {
	var wire map[string]json.RawMessage
	if err := json.Unmarshal(data, &wire); err != nil || len(wire) != 1 || wire[key] == nil {
		return errors.New("truenas: another value")
	}
	return json.Unmarshal(wire[key], target)
}
