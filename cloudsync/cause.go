package cloudsync

import (
	"errors"
	"strings"

	"github.com/nasphotos/nasphotos/credentials"
)

// Causes of failed runs, matched by the error of [Run.Wait]. Besides these it can
// be credentials.ErrReauthorize.
var (
	// ErrQuotaExhausted: the project's requests of the day are used up. They come
	// back at midnight Pacific time.
	ErrQuotaExhausted = errors.New("cloudsync: the Google Photos quota of the day is used up: run again after midnight Pacific time")
	// ErrScope: the grant lacks a scope that the run needs.
	ErrScope = errors.New("cloudsync: the grant lacks a Google Photos scope: authorize again and tick every box")
	// ErrAPIDisabled: the Photos Library API is off in the client's project.
	ErrAPIDisabled = errors.New("cloudsync: the Photos Library API is not enabled in the OAuth client's project: enable it in the Google console, then wait a few minutes")
	// ErrFolderNotFound: the account has no such album or folder, or this client
	// may not see it.
	ErrFolderNotFound = errors.New("cloudsync: the remote folder does not exist, or Google does not show it to this OAuth client")
	// ErrDatasetLocked: the task's dataset is encrypted and locked.
	ErrDatasetLocked = errors.New("cloudsync: the task's dataset is locked: unlock it on the NAS")
	// ErrDiskFull: the destination has no space left.
	ErrDiskFull = errors.New("cloudsync: no space left at the destination")
)

// causes are matched in order against the text of a failed run: rclone and
// TrueNAS hand errors on as text only. This is the one place that knows it.
var causes = []struct {
	err   error
	texts []string
}{
	{credentials.ErrReauthorize, []string{"invalid_grant", "Request had invalid authentication credentials"}},
	{ErrQuotaExhausted, []string{"All requests per day", "ApiCallsPerProjectPerDay"}},
	{ErrScope, []string{"insufficient authentication scopes", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}},
	{ErrAPIDisabled, []string{"has not been used in project", "SERVICE_DISABLED"}},
	{ErrDatasetLocked, []string{"Dataset is locked"}},
	{ErrDiskFull, []string{"no space left on device", "disk quota exceeded"}},
	{ErrFolderNotFound, []string{"directory not found"}},
}

// Cause recognises why a run failed from its error or log text, as rclone and
// TrueNAS word it, and returns credentials.ErrReauthorize or one of the Err
// variables of this package, or nil for a cause it does not know.
func Cause(text string) error {
	for _, cause := range causes {
		for _, part := range cause.texts {
			if strings.Contains(text, part) {
				return cause.err
			}
		}
	}
	return nil
}
