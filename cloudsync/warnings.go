package cloudsync

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nasphotos/nasphotos/credentials"
	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/truenas"
)

// warnings are what a careful colleague would say about the wanted state.
func (s Setup) warnings() []string {
	var warnings []string
	add := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
	if s.Task.Direction == truenas.Pull && s.seesNothing() {
		add("This OAuth client can see no photos, so the task will copy nothing: since March 2025 Google shows an app only what that app uploaded.")
	}
	for _, check := range s.failedChecks() {
		add("The check of the grant failed, %s: %s. %s", check.Title, check.Evidence, check.Remedy)
	}
	if missing := s.missingScopes(); s.Report == nil && len(missing) > 0 {
		add("The grant lacks %s, so runs will fail: authorize again and tick every box.", strings.Join(missing, " and "))
	}
	if end := s.Grant.RefreshExpiry; !end.IsZero() {
		why := "authorize again before"
		if s.Grant.FromTesting() {
			why = "the consent screen is in Testing. Publish it in the Google console, then authorize again"
		}
		add("The grant ends on %s: %s.", end.Format("2 January 2006 15:04 MST"), why)
	}
	if text := modeWarnings[mode{s.Task.TransferMode, s.Task.Direction}]; text != "" {
		add(strings.ReplaceAll(text, "PATH", "%[1]s"), s.Task.Path)
	}
	return warnings
}

type mode struct {
	transfer  truenas.TransferMode
	direction truenas.Direction
}

// modeWarnings say what a task removes. PATH stands for its directory.
var modeWarnings = map[mode]string{
	{truenas.Sync, truenas.Pull}: "SYNC deletes files in PATH that Google Photos does not show. COPY never deletes.",
	{truenas.Sync, truenas.Push}: "SYNC takes photos out of the album that are not in PATH; in the library they stay. COPY never removes.",
	{truenas.Move, truenas.Pull}: "MOVE deletes at the source, and the Photos API cannot delete photos: use COPY instead of MOVE into PATH.",
	{truenas.Move, truenas.Push}: "MOVE deletes the originals in PATH once they are uploaded. Google may store them with less quality; COPY keeps them.",
}

// seesNothing is true only if the report counted and found nothing.
func (s Setup) seesNothing() bool {
	if s.Report == nil || s.Report.VisibleItems > 0 {
		return false
	}
	visible, checked := s.Report.Check(credentials.CheckVisible)
	return checked && (visible.Status == credentials.StatusOK || visible.Status == credentials.StatusWarn)
}

func (s Setup) failedChecks() []credentials.CheckResult {
	if s.Report == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.Report.Checks), func(check credentials.CheckResult) bool {
		return check.Status != credentials.StatusFail
	})
}

// missingScopes are those that rclone needs. A grant that does not say what it has
// misses nothing.
func (s Setup) missingScopes() []string {
	if len(s.Grant.Scopes) == 0 {
		return nil
	}
	var missing []string
	for _, scope := range []string{photoslibrary.ScopeAppendOnly, photoslibrary.ScopeReadAppCreated, photoslibrary.ScopeEditAppCreated} {
		if !slices.Contains(s.Grant.Scopes, scope) {
			missing = append(missing, scope[strings.LastIndexByte(scope, '/')+1:])
		}
	}
	return missing
}
