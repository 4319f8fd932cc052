package truenas

import (
	"context"
	"fmt"
	"time"
)

// SystemInfo describes a NAS.
type SystemInfo struct {
	// Version is the release with its number, as "TrueNAS-25.10.1" or "25.10.1";
	// [ParseRelease] reads it.
	Version  string
	Hostname string
	// Product is the model of the machine and Manufacturer who made it; "" where
	// it does not know.
	Product, Manufacturer string
	// CPU is the model of the processor.
	CPU   string
	Cores int
	// Memory is in bytes.
	Memory int64
	// Uptime is the time since BootTime.
	Uptime   time.Duration
	BootTime time.Time
	// Now is the clock of the NAS.
	Now time.Time
	// Timezone is the one of the NAS's schedules, as "Europe/Berlin".
	Timezone string
}

// Location returns the time zone of the NAS's schedules, for [Schedule.Next]. It
// fails where this machine does not know the zone.
func (i SystemInfo) Location() (*time.Location, error) {
	zone, err := time.LoadLocation(i.Timezone)
	if err != nil {
		return nil, fmt.Errorf("truenas: time zone of the NAS: %w; import time/tzdata to have all of them", err)
	}
	return zone, nil
}

// UnmarshalJSON reads the answer of system.info.
func (i *SystemInfo) UnmarshalJSON(data []byte) error {
	*i = SystemInfo{}
	var seconds float64
	err := decodeFields(data, "system info", func(o object) []error {
		return []error{
			field(o, "version", &i.Version), field(o, "hostname", &i.Hostname), field(o, "system_product", &i.Product),
			field(o, "system_manufacturer", &i.Manufacturer), field(o, "model", &i.CPU), field(o, "cores", &i.Cores),
			field(o, "physmem", &i.Memory), field(o, "uptime_seconds", &seconds), timeField(o, "boottime", &i.BootTime),
			timeField(o, "datetime", &i.Now), field(o, "timezone", &i.Timezone),
		}
	})
	i.Uptime = time.Duration(seconds * float64(time.Second))
	return err
}

// SystemService is system.*. It is safe for concurrent use.
type SystemService struct{ caller Caller }

// NewSystemService returns the service on a caller of your own; see [Caller].
func NewSystemService(caller Caller) *SystemService { return &SystemService{caller: caller} }

// System returns the NAS itself.
func (c *Client) System() *SystemService { return NewSystemService(c) }

// Info describes the NAS. The user needs the role SYSTEM_GENERAL_READ or
// READONLY_ADMIN.
func (s *SystemService) Info(ctx context.Context) (SystemInfo, error) {
	return call[SystemInfo](ctx, s.caller, "system.info")
}
