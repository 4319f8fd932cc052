package truenastest

import (
	"fmt"
	"slices"
)

// Roles that [Server.APIKey] and [Server.AddUser] know.
const (
	RoleFullAdmin      = "FULL_ADMIN"
	RoleReadonlyAdmin  = "READONLY_ADMIN"
	RoleCloudSyncRead  = "CLOUD_SYNC_READ"
	RoleCloudSyncWrite = "CLOUD_SYNC_WRITE"
	// RoleNone is no role of TrueNAS: a user who has only it may not use the
	// API at all, and logins answer DENIED (AUTH_ERR before 26.0).
	RoleNone = "NONE"
)

// includes lists, for a role, the others it brings.
var includes = map[string][]string{
	RoleFullAdmin:      {RoleReadonlyAdmin, RoleCloudSyncRead, RoleCloudSyncWrite},
	RoleReadonlyAdmin:  {RoleCloudSyncRead},
	RoleCloudSyncWrite: {RoleCloudSyncRead},
	RoleCloudSyncRead:  {},
	RoleNone:           {},
}

var (
	readers = []string{RoleCloudSyncRead}
	writers = []string{RoleCloudSyncWrite}
)

func expandRoles(roles []string) []string {
	all := []string{}
	for _, r := range roles {
		more, ok := includes[r]
		if !ok {
			panic(fmt.Sprintf("truenastest: unknown role %q; use one of the Role constants", r))
		}
		all = append(append(all, r), more...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// hasAny and what builds on it want the caller to hold the lock.
func (u *user) hasAny(roles ...string) bool {
	return slices.ContainsFunc(roles, func(r string) bool { return slices.Contains(u.roles, r) })
}

// mayUseAPI reports whether the user has any privilege.
func (u *user) mayUseAPI() bool { return !u.hasAny(RoleNone) }

func (u *user) fullAdmin() bool { return u.hasAny(RoleFullAdmin) }

// allows reports whether the user has one of the roles by now: they can change
// at any time. The caller does not hold the lock.
func (s *Server) allows(u *user, roles ...string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return u.hasAny(roles...)
}

// seesSecrets reports whether results come with secrets in the clear.
func (u *user) seesSecrets() bool { return u.hasAny(RoleCloudSyncWrite) }
