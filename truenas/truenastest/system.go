package truenastest

import (
	"strings"
	"time"

	"github.com/nasphotos/nasphotos/truenas/internal/ejson"
)

func systemMethods() []method {
	return []method{
		{name: "system.version", call: func(c *call) (any, error) { return releases[c.server.config.Release].version, nil }},
		{name: "system.version_short", call: func(c *call) (any, error) { return c.server.shortVersion(), nil }},
		{name: "system.info", roles: []string{RoleReadonlyAdmin}, call: systemInfo},
	}
}

func (s *Server) shortVersion() string {
	version := strings.TrimPrefix(releases[s.config.Release].version, "TrueNAS-")
	return strings.TrimPrefix(version, "SCALE-")
}

func systemInfo(c *call) (any, error) {
	s := c.server
	up := s.now().Sub(s.started)
	return ejson.NewObject(
		"version", s.shortVersion(), "buildtime", ejson.Date(time.Date(2025, 12, 16, 0, 0, 0, 0, time.UTC)),
		"hostname", "truenas", "physmem", 8<<30, "model", "truenastest", "cores", 2, "physical_cores", 2,
		"loadavg", []any{0.0, 0.0, 0.0}, "uptime", up.Truncate(time.Second).String(), "uptime_seconds", up.Seconds(),
		"system_serial", nil, "system_product", nil, "system_product_version", nil, "license", nil,
		"boottime", ejson.Date(s.started), "datetime", ejson.Date(s.now()), "timezone", "UTC", "system_manufacturer", nil,
		"ecc_memory", false,
	), nil
}
