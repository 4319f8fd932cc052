package credentials

import (
	"context"
	"errors"

	"github.com/nasphotos/nasphotos/photoslibrary"
	"github.com/nasphotos/nasphotos/photoslibrary/picker"
)

const pickerHost = "photospicker.googleapis.com"

// checkPicker starts a session of the picker and deletes it. That is the only
// way to ask whether the API is on.
func (c *checker) checkPicker(ctx context.Context) {
	result := c.result(CheckPicker)
	wanted := len(missingScopes([]string{picker.Scope}, c.wantedScopes())) == 0
	switch {
	case !c.options.Picker:
		result.skip("not asked for")
		return
	case !c.granted(picker.Scope) && wanted:
		c.because(CheckPicker, CheckScopes)
		return
	case !c.granted(picker.Scope):
		result.fail("the grant has no permission for it", "authorize again with picker.Scope among the scopes", "")
		return
	}
	client := picker.Client{HTTP: c.apiClient(), Retry: c.once()}
	session, err := client.CreateSession(ctx, picker.CreateOptions{MaxItemCount: 1})
	if err != nil {
		c.pickerFailed(err)
		return
	}
	result.ok("it is enabled and answers")
	if client.DeleteSession(ctx, session.ID) != nil {
		result.Evidence += "; the session of this check ends by itself"
	}
}

func (c *checker) pickerFailed(err error) {
	if c.lost(CheckPicker) {
		return
	}
	result := c.result(CheckPicker)
	switch {
	case errors.Is(err, photoslibrary.ErrAPIDisabled):
		failure, _ := errors.AsType[*photoslibrary.Error](err)
		result.fail("it is disabled in the client's project", "enable it, wait a few minutes, and check again", c.enablePage(failure, pickerHost))
		result.Waiting = Waiting{Helps: true, AtMost: enabling}
	case errors.Is(err, picker.ErrPhotosNotEnabled):
		result.fail("the account does not use Google Photos", "open Google Photos once with this account", "https://photos.google.com/")
	case errors.Is(err, photoslibrary.ErrQuota):
		c.quotaUsed(err, result)
	default:
		c.apiFailed(err, result, pickerHost)
	}
}
